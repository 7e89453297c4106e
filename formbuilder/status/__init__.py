"""Where work is left: what became of what was sent, and what waits to be settled."""
