"""Intake (受理): the page of whoever has the citizen on the phone."""
