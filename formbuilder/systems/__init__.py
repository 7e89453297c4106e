"""Departments' systems: their rows, as last exchanged."""
