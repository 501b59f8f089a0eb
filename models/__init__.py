"""What is stored: tables, the workflow as data, the clock and the rules of time."""
