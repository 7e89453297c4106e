"""The sixteen tables, in the order in which they are first taken in: places, then who lives there, then the rest."""

from typing import Any

from formbuilder.demo.tables import c2, c3, c5, c6, c7, c8, c9, c11, d1, n1, n2, p1, p3, p4, p5, p6
from formbuilder.demo.tables.table import Table

#: The employers' own word (c6) comes before the employment register, whose codes are coarser.
TABLES: tuple[Table[Any], ...] = (
    *(c11.TABLE, c5.TABLE),
    *(p1.TABLE, p6.TABLE, d1.TABLE, n1.TABLE),
    *(c6.TABLE, p5.TABLE, p4.TABLE, p3.TABLE, n2.TABLE, c9.TABLE, c8.TABLE),
    *(c2.TABLE, c7.TABLE, c3.TABLE),
)
