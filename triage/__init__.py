"""Text in, suggestion out: knows no database, no web and no clock."""
