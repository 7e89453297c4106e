"""A system's rows on their way out: which it covers, as they would be given now, and what of that is news (R23)."""
