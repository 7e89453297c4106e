"""People, departments, roles, sign-in, API tokens."""
