"""The demo on both databases."""

from tests.demonstrated import demo, demo_on_sqlite, postgres_demo, served, sqlite_demo

__all__ = ["demo", "demo_on_sqlite", "postgres_demo", "served", "sqlite_demo"]
