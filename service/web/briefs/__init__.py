"""The briefs (简报): day, week and month to read, print and hand on."""
