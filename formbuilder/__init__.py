"""The running service: people, pages, tables, time."""
