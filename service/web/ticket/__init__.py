"""A ticket's page (工单页): what is known of it, and the forms of everything done with it."""
