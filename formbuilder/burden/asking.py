"""What a request says of burden: by what, and for which period."""

from dataclasses import dataclass
from datetime import date

from flask import request

from formbuilder.burden.service import By
from formbuilder.problems import Malformed


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. Days that were not said are None."""

    by: By
    begin: date | None
    end: date | None
    area: str


def wanted() -> Wanted:
    """What the request that is being answered asks for.

    :raises Malformed: `by` is none of the four, or a day is none
    """
    by = request.args.get("by", By.DEPARTMENT.value)
    if by not in list(By):
        raise Malformed(reason=f"by is one of {', '.join(By)}")
    return Wanted(By(by), _day("from"), _day("to"), request.args.get("area", "").strip())


def _day(name: str) -> date | None:
    text = request.args.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Malformed(reason=f"{name} is a day, YYYY-MM-DD") from None
