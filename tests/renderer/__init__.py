"""What a worker sees and sends."""
