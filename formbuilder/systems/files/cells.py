"""A number in a spreadsheet's cell as the person at the spreadsheet sees it."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from openpyxl.utils.datetime import from_excel

#: A spreadsheet keeps so many digits of a number; of a longer one the rest is zeros that nobody wrote.
DIGITS_KEPT = 15


class Formats:
    """The formats of a workbook's cells, as far as they say what a number means.

    :param dates: numbers of the formats whose numbers are days
    :param zeros: format → digits, of those that fill up with zeros ("000000")
    :param epoch: the day from which it counts
    """

    def __init__(self, dates: frozenset[str], zeros: Mapping[str, int], epoch: datetime) -> None:
        self.dates, self.zeros, self.epoch = dates, zeros, epoch

    def seen(self, number: str, style: str) -> str:
        """A cell's number as text.

        A day as 2024-01-05, with its time if it has one. A whole number in full, unless it has more digits than a
        spreadsheet keeps: that is seen as 4.40305E+17, and what was lost is not invented.
        """
        if style in self.dates:
            return self._moment(number)
        if not (number.isdigit() and len(number) <= DIGITS_KEPT):
            number = plain(number)
        width = self.zeros.get(style)
        return number.zfill(width) if width is not None and number.isdigit() else number

    def _moment(self, number: str) -> str:
        try:
            moment = from_excel(float(number), self.epoch)
        except (ValueError, OverflowError):
            return number
        if isinstance(moment, datetime):
            moment = (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
            return moment.date().isoformat() if moment.time() == time.min else moment.isoformat(" ")
        return str(moment) if moment is not None else number


def plain(number: str) -> str:
    """A number without what only the machine sees: 0.1 for 0.1000000000000001, 12 for 12.0.

    >>> plain("13800138000.0"), plain("0.30000000000000004"), plain("440305199001010000")
    ('13800138000', '0.3', '4.40305E+17')
    """
    try:
        value = float(number)
    except ValueError:
        return number
    if abs(value) >= 10**DIGITS_KEPT:
        mantissa, _, exponent = f"{value:.5E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}" if value == value else number
    if value.is_integer():
        return str(int(value))
    text = f"{value:.{DIGITS_KEPT}g}"
    return f"{value:.{DIGITS_KEPT}f}".rstrip("0") if "e" in text and abs(value) > 1e-9 else text
