"""A demo instance: an invented street, its people, their departments and what each of them wants to know."""
