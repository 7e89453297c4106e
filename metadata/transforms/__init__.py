"""A system's cells and our values, both ways: a closed set of pure transforms (R22, R23)."""

from metadata.transforms.agreeing import agrees
from metadata.transforms.checking import check
from metadata.transforms.reading import read_row
from metadata.transforms.shapes import CellFault, Lost, Places, RowRead, RowWritten
from metadata.transforms.writing import same_value, write_row

__all__ = [
    "CellFault",
    "Lost",
    "Places",
    "RowRead",
    "RowWritten",
    "agrees",
    "check",
    "read_row",
    "same_value",
    "write_row",
]
