"""Reading: one function a question, used alike by pages, API and jobs."""
