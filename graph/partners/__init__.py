"""Finding partners: who fits a question, for which reasons, by which way one reaches them, and who sits in between."""
