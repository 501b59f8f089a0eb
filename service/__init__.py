"""The hotline itself: API, pages and jobs on top of the tables, the classifier and training."""
