"""An instant of a day: when something happened, or is due. RFC 3339 in UTC, to the second."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Final

from metadata import writing
from metadata.fields import Field, Label
from metadata.fieldtypes import Context, FieldType, Phone
from metadata.problems import Problem, Unreadable, _
from metadata.values import JSONObject, Value

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue

#: UTC, years 1800 to 2199. That the instant exists is the format's word.
PATTERN: Final = (
    "^(?:1[89]|2[01])[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$"
)
#: The named format of such instants (R2).
FORMAT: Final = "utc-date-time"

_WRITTEN = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?:日 ?|T| )(\d{1,2})(?:[:时点](\d{1,2})?分?(?::?(\d{1,2})秒?)?)"
    r"(?:\.\d{1,9})? ?(Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?()")


class NotAnInstant(Unreadable):
    """Text that is no date with a time, or an instant that no clock shows."""

    code = "value.not-an-instant"
    sentence = _("“%(value)s” is not a date with a time. Write it like 2026-11-22 14:30.")


class DatetimeType(FieldType):
    """RFC 3339 in UTC: 2026-11-22T06:30:00Z. Without a zone, what was written is the instance's time."""

    name = "datetime"
    label = Label("日期时间", "Date and time")
    sample = Field("sample", "event", "datetime", Label("发生时间", "Occurred at"), "zwfw")
    valid = ("2026-11-22T06:30:00Z", "2024-02-29T23:59:59Z")
    invalid: ClassVar[tuple[object, ...]] = (
        *(
            "2026-11-22",
            "2026-11-22T06:30:00",
            "2026-11-22T06:30:00+08:00",
            "2026-02-30T00:00:00Z",
            "9999-12-31T23:59:60Z",
        ),
        *("2026-11-22T24:00:00Z", "2026-11-22T06:30:60Z", "", 0, True, [], {}, "2026-11-22T06:30:00Z\n"),
    )
    written: ClassVar[Mapping[str, Value]] = {
        **{"2026-11-22 14:30": "2026-11-22T06:30:00Z", "2026年11月22日14时30分": "2026-11-22T06:30:00Z"},
        **{"2026-11-22T06:30:00Z": "2026-11-22T06:30:00Z", "2026-11-22T14:30:00+08:00": "2026-11-22T06:30:00Z"},
        **{"20261122143000": "2026-11-22T06:30:00Z", "２０２６／１１／２２　１４：３０": "2026-11-22T06:30:00Z"},
    }
    unreadable = (
        "昨晚11点左右",
        "2026-11-22",
        "9999-12-31T23:59:60Z",
        "2026-11-22T06:30:00+25:00",
        "1000000-01-01T00:00:00Z",
    )

    def schema(self, field: Field, catalogue: "Catalogue") -> JSONObject:
        return {"type": "string", "pattern": PATTERN, "format": FORMAT}

    def read(self, raw: str, field: Field, context: Context) -> Value:
        text = writing.clean(raw)
        plain = unicodedata.normalize("NFKC", text)
        found = _WRITTEN.fullmatch(plain) or _PACKED.fullmatch(plain)
        try:
            if found is None:
                raise ValueError(text)
            year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
            zone = context.zone
            if found[7]:
                zone = datetime.fromisoformat(f"2000-01-01T00:00:00{found[7].upper()}").tzinfo or UTC
            instant = datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
        except (ValueError, OverflowError):
            raise NotAnInstant(at=field.code, value=text[:40]) from None
        value = instant.strftime("%Y-%m-%dT%H:%M:%S") + "Z"
        if not exists(value):
            raise NotAnInstant(at=field.code, value=text[:40])
        return value

    def normal(self, value: Value, field: Field) -> Value:
        """Other zones become UTC, parts of seconds are dropped; what is no instant with a zone stays."""
        if not isinstance(value, str) or exists(value):
            return value
        try:
            instant = datetime.fromisoformat(value)
            if instant.tzinfo is None:
                return value
            return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
        except (ValueError, OverflowError):
            return value

    def format(self, value: Value, field: Field, language: str, context: Context) -> str:
        try:
            instant = datetime.fromisoformat(str(value)).astimezone(context.zone)
        except ValueError:
            return str(value)
        return f"{instant:%-d %b %Y %H:%M}" if language == "en" else f"{instant:%Y-%m-%d %H:%M}"

    def explain(self, value: object, field: Field, keyword: str) -> Problem | None:
        return NotAnInstant(at=field.code, value=value[:40]) if isinstance(value, str) else None

    def facts_for_phones(self, field: Field) -> Phone:
        return Phone(inputmode="numeric")


def exists(value: str) -> bool:
    """The text is an instant in normal form that the calendar has: the format `utc-date-time`.

    >>> exists("2024-02-29T00:00:00Z"), exists("2023-02-29T00:00:00Z")
    (True, False)
    """
    if not re.fullmatch(PATTERN, value, re.ASCII) or value.endswith("\n"):
        return False
    try:
        datetime.fromisoformat(value[:19])
    except ValueError:
        return False
    return True


TYPE = DatetimeType()
