"""The desks people work at all day: list left, work right; one file a desk."""
