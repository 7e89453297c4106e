"""Open a page, submit it."""
