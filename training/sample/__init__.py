"""The demonstration city 临澄市 (invented): its registers as values, and a seeded history."""
