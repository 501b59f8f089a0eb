"""The verbs of the hotline; each runs inside the transaction of its caller."""
