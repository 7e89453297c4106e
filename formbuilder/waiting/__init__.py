"""Rows of systems that resemble a known record and have no number: a person says whose they are (R22a)."""
