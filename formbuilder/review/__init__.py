"""Conflicts and proposals, settled."""
