"""The demo, served for real, to everybody who goes on a journey."""

from tests.demonstrated import demo, demo_on_sqlite, postgres_demo, served, sqlite_demo

__all__ = ["demo", "demo_on_sqlite", "postgres_demo", "served", "sqlite_demo"]
