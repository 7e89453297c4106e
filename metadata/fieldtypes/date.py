"""A calendar day, of the precision that people know it to."""

import re
from calendar import month_abbr, monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from metadata import writing
from metadata.fields import Field, Label
from metadata.fieldtypes import Context, FieldType, Phone
from metadata.problems import Problem, Unreadable, _
from metadata.values import JSONObject, Value

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue

#: YYYY[-MM[-DD]] of the years 1800 to 2199, and the end that never comes. That the day exists is the format's word.
PATTERN: Final = "^(?:(?:1[89]|2[01])[0-9]{2}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?|9999-12-31)$"
#: The named format of such dates (R2).
FORMAT: Final = "partial-date"
#: 'Without end' (长期).
FOREVER: Final = "9999-12-31"

_FOREVER_WORDS: Final = frozenset(
    {"长期", "长期有效", "永久", "永久有效", "无期限", "无固定期限", "longterm", "permanent", "99991231", "9999.12.31"}
)
_CHINESE = re.compile(f"([{writing.NUMERALS}]+)")
_WRITTEN = re.compile(
    r"(?P<y>\d{4})(?:[-/.年](?P<m>\d{1,2})(?:[-/.月](?P<d>\d{1,2})日?|月)?|年)?(?:0?0[:时]00(?:[:分]00秒?)?)?"
)
_PACKED = re.compile(r"(?P<y>(?:1[89]|2[01])\d{2})(?P<m>\d{2})(?P<d>\d{2})?(?:0{6})?")


class NotADate(Unreadable):
    """Text that is no date, or a day that no calendar has."""

    code = "value.not-a-date"
    sentence = _("“%(value)s” is not a date. Write it like 1990-05-17, or 1990-05 if the day is not known.")


class NoYear(Unreadable):
    """A date without its year."""

    code = "value.no-year"
    sentence = _("“%(value)s” says no year.")


class InTheFuture(Problem):
    """A day that has not come, where only the past makes sense."""

    code = "value.in-the-future"
    sentence = _("“%(label)s” cannot lie in the future: %(value)s.")
    keyword = "formatMaximum"


class HasAnEnd(Problem):
    """9999-12-31 in a field whose days are real days."""

    code = "value.has-an-end"
    sentence = _("“%(label)s” is a day; “without end” is no answer here.")
    keyword = "format"


class OutOfRange(Problem):
    """Before the first or after the last day that the field admits."""

    code = "value.date-out-of-range"
    sentence = _("%(value)s is out of range: from %(low)s to %(high)s.")
    keyword = "formatMinimum"


class DateType(FieldType):
    """YYYY, YYYY-MM or YYYY-MM-DD. Comparisons hold if they hold for the whole span (`span`)."""

    name = "date"
    label = Label("日期", "Date")
    sample = Field("sample", "person", "date", Label("证件有效期止", "Valid until"), "ga", clock="value")
    valid = ("1990-05-17", "1990-05", "1990", "2024-02-29", "9999-12-31")
    invalid: ClassVar[tuple[object, ...]] = (
        *("1990-5-17", "1990-02-30", "2023-02-29", "19900517", "0000-00-00", "1990-13", "9999-12-30", "99999-01-01"),
        *("1990-05-17\n", "１９９０", "", 1990, True, ["1990"], {}, "1990-05-17T00:00:00Z", "腊月初八"),
    )
    written: ClassVar[Mapping[str, Value]] = {
        **{"19900101": "1990-01-01", "1990-1-1": "1990-01-01", "1990.1": "1990-01", "1990年1月": "1990-01"},
        **{"1990年5月17日": "1990-05-17", "１９９０年５月": "1990-05", "190102": "1901-02", "1990/05/17": "1990-05-17"},
        **{
            "长期": "9999-12-31",
            "1990年": "1990",
            "一九九〇年五月十七日": "1990-05-17",
            "1990-05-17 00:00:00": "1990-05-17",
        },
        **{"2009年10月": "2009-10", "19900517000000": "1990-05-17", "1990.05.17": "1990-05-17"},
    }
    unreadable = ("5.6", "昨晚11点左右", "1990-02-30", "19901301", "0000-00-00", "1000000-01-01", "腊月初八", "33010")

    def schema(self, field: Field, catalogue: "Catalogue") -> JSONObject:
        return {"type": "string", "pattern": PATTERN, "format": FORMAT}

    def read(self, raw: str, field: Field, context: Context) -> Value:
        text = writing.narrow(raw)
        if text.casefold() in _FOREVER_WORDS or text == FOREVER:
            return FOREVER
        digits = _CHINESE.sub(lambda m: str(writing.number_of(m[0])), text) if "年" in text else text
        found = _PACKED.fullmatch(digits) or _WRITTEN.fullmatch(digits)
        if found is None:
            short = re.fullmatch(r"\d{1,2}[-/.月]\d{1,2}日?", text)
            raise (NoYear if short else NotADate)(at=field.code, value=writing.clean(raw)[:40])
        year, month, day = found["y"], found["m"], found["d"]
        day = None if day == "00" else day
        value = "-".join(part if len(part) == 4 else part.zfill(2) for part in (year, month, day) if part)
        if not exists(value):
            raise NotADate(at=field.code, value=writing.clean(raw)[:40])
        return value

    def format(self, value: Value, field: Field, language: str, context: Context) -> str:
        text = str(value)
        if text == FOREVER:
            return "without end" if language == "en" else "长期"
        if language != "en":
            return text
        year, *rest = text.split("-")
        words = [month_abbr[int(rest[0])], year] if rest else [year]
        return " ".join([str(int(rest[1])), *words] if len(rest) == 2 else words)

    def faults(
        self, value: Value, field: Field, values: Mapping[str, Value], today: date | None = None
    ) -> list[Problem]:
        if not isinstance(value, str):
            return []
        if value == FOREVER:
            return [] if field.clock == "value" else [HasAnEnd(at=field.code, label=field.label)]
        first, last = span(value)
        if field.maximum == "today":
            late = today is not None and first > today
            return [InTheFuture(at=field.code, label=field.label, value=value)] if late else []
        low, high = field.minimum or "1800-01-01", field.maximum or "2199-12-31"
        if last < span(low)[0] or first > span(high)[1]:
            return [OutOfRange(at=field.code, value=value, low=low, high=high)]
        return []

    def explain(self, value: object, field: Field, keyword: str) -> Problem | None:
        return NotADate(at=field.code, value=value[:40]) if isinstance(value, str) else None

    def facts_for_phones(self, field: Field) -> Phone:
        autocomplete = "bday" if field.code == "birth_date" else "off"
        return Phone(inputmode="numeric", autocomplete=autocomplete)


def exists(value: str) -> bool:
    """The text is a date in normal form that the calendar has: the format `partial-date`.

    >>> exists("2024-02-29"), exists("2023-02-29"), exists("1990-05"), exists("9999-12-31")
    (True, False, True, True)
    """
    if not re.fullmatch(PATTERN, value, re.ASCII) or value.endswith("\n"):
        return False
    if len(value) < 10:
        return True
    return int(value[8:]) <= monthrange(int(value[:4]), int(value[5:7]))[1]


def span(value: str) -> tuple[date, date]:
    """The first and the last day that a date in normal form may mean; a comparison holds if it holds for both.

    >>> span("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    if len(parts) == 2:
        after = date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1)
        return date(parts[0], parts[1], 1), after - timedelta(days=1)
    day = date(*parts)
    return day, day


TYPE = DateType()
