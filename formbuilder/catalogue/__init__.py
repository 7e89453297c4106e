"""Departments define fields."""
