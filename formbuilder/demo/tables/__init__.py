"""What each of the sixteen systems knows of the world: rows in its own columns and codes, as old as it is behind."""
