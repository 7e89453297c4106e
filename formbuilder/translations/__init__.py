"""Chinese of every sentence; its sources are `parts/*.po`, one a feature."""
