"""Whole stories, through HTTP and through a real browser, against a real server with the demo's data."""
