"""Canonical records, facts, history."""
