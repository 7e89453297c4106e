"""A department's task: made, split, published."""
