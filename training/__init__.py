"""From a city's history to a verified artefact, and the decision whether it is better."""
