"""A published task becomes assignments; workers take them."""
