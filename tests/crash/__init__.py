"""What must hold when the server dies in the middle of its work."""
