"""The people of the demo areas, for rules that walk every route."""

from tests.formbuilder.conftest import client_of, password_hash, people, token_for

__all__ = ["client_of", "password_hash", "people", "token_for"]
