"""SQL that runs on the driver itself, for what happens at every door."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from formbuilder.db.transactions import in_transaction
from metadata.values import JSONObject


class Statement:
    """SQL that runs on the driver itself, for what happens at every door: no compiler, no ORM.

    Written once with `:name` parameters; `postgresql` replaces the text there where the two databases differ.
    Runs inside the transaction that is open. Documents go in through `to_json` and come out through `from_json`.
    """

    def __init__(self, sql: str, *, postgresql: str = "") -> None:
        self.sqlite = sql
        self.postgresql = re.sub(r"(?<![:\w]):(\w+)", r"%(\1)s", (postgresql or sql).replace("%", "%%"))

    def _execute(self, params: Mapping[str, Any]) -> Any:
        whole = in_transaction()
        return whole.driver.execute(self.sqlite if whole.sqlite else self.postgresql, params)

    def rows(self, **params: Any) -> list[tuple[Any, ...]]:
        """All rows."""
        found: list[tuple[Any, ...]] = self._execute(params).fetchall()
        return found

    def row(self, **params: Any) -> tuple[Any, ...] | None:
        """The first row, or None."""
        found: tuple[Any, ...] | None = self._execute(params).fetchone()
        return found

    def run(self, **params: Any) -> int:
        """Carry it out; the number of rows it touched."""
        count: int = self._execute(params).rowcount
        return count

    def many(self, params: Sequence[JSONObject]) -> int:
        """Carry it out once for each; the number of rows that all of it touched."""
        if not params:
            return 0
        whole = in_transaction()
        count: int
        if whole.sqlite:
            count = whole.driver.executemany(self.sqlite, params).rowcount
            return count
        with whole.driver.cursor() as cursor:
            cursor.executemany(self.postgresql, params)
            count = cursor.rowcount
        return count
