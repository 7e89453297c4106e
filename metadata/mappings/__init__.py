"""Mappings: what the columns of a system's table mean in our fields, and how their cells are read and written."""

from metadata.mappings.documents import BadMapping, from_document, to_document
from metadata.mappings.own import own_words
from metadata.mappings.shapes import CodePair, Column, Dates, Direction, Mapped, SystemMapping
from metadata.mappings.standard import shipped

__all__ = [
    "BadMapping",
    "CodePair",
    "Column",
    "Dates",
    "Direction",
    "Mapped",
    "SystemMapping",
    "from_document",
    "own_words",
    "shipped",
    "to_document",
]
