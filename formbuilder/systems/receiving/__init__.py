"""Rows of a system become claims on records: read, found, merged and kept, a batch at a time (R19, R22, R22a)."""
