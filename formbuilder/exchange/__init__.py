"""The JSON API for departments' systems."""
