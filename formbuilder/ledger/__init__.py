"""The one table: search."""
