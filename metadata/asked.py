"""The ticket's content: what a page asked, from which revision, of whom (R18). Never a value."""

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum

from metadata.forms import Form
from metadata.immutable import dataclass
from metadata.problems import TicketUnreadable
from metadata.stamps import Instant


class Mode(IntEnum):
    """How an item stood on the page: two bits of the ticket. DERIVED items are not on a ticket."""

    KNOWN = 0
    ASK = 1
    VERIFY = 2
    BLIND = 3


_MODES = tuple(Mode)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one page asked.

    `modes` follow the page's order of fields: the forms in order, their items in order, each field once, derived ones
    left out. The fields themselves are not in the ticket: `forms` give them, and `left_out` the positions of those that
    were derived when the page was composed (whether a field is derived depends on the record, and is remembered too).
    """

    record: str | None  # None: a blank, for a new record
    revision: int
    forms: tuple[int, ...]
    modes: tuple[Mode, ...]
    holder: int  # the account that the page was composed for
    composed: Instant
    left_out: tuple[int, ...] = ()

    def order(self, forms: Iterable[Form]) -> tuple[str, ...]:
        """The fields that stood on the page, in the order of `modes`.

        :param forms: the forms that `forms` names, in any order
        """
        fields = order(self._mine(forms))
        if not self.left_out:
            return fields
        out = set(self.left_out)
        return tuple(code for i, code in enumerate(fields) if i not in out)

    def items(self, forms: Iterable[Form]) -> dict[str, Mode]:
        """Field → how it stood on the page."""
        return dict(zip(self.order(forms), self.modes, strict=True))

    def _mine(self, forms: Iterable[Form]) -> list[Form]:
        known = {form.id: form for form in forms}
        return [known[form] for form in self.forms]


def order(forms: Iterable[Form]) -> tuple[str, ...]:
    """All fields of a page: the forms in order, their items in order, each field once."""
    listed = tuple(forms)
    if len(listed) == 1:
        return listed[0].codes
    return tuple(dict.fromkeys(code for form in listed for code in form.codes))


def ask(
    record: str | None,
    revision: int,
    forms: Sequence[Form],
    modes: Mapping[str, Mode],
    *,
    holder: int,
    composed: Instant,
) -> Asked:
    """What a page asks, as the ticket remembers it: fields without a mode are derived, and left out."""
    fields = order(forms)
    return Asked(
        record=record,
        revision=revision,
        forms=tuple(form.id for form in forms),
        modes=tuple([modes[code] for code in fields if code in modes]),
        holder=holder,
        composed=composed,
        left_out=tuple([i for i, code in enumerate(fields) if code not in modes]),
    )


#: A mode's byte → its digit.
_DIGITS = bytes.maketrans(bytes(_MODES), b"0123")

#: First byte of a ticket: the form of all that follows.
_VERSION = 1


def encode(asked: Asked) -> bytes:
    """A ticket's bytes: numbers as varints, two bits an item; about 50 for 60 items.

    Layout: version, holder, composed, revision, forms, left out, modes, the record's 16 bytes (a blank: none).
    """
    out = bytearray((_VERSION,))
    for number in (asked.holder, asked.composed, asked.revision, len(asked.forms), *asked.forms):
        _put(out, number)
    for number in (len(asked.left_out), *asked.left_out, len(asked.modes)):
        _put(out, number)
    # The last item's bits are the highest: its digit comes first in a number of base four.
    bits = int(bytes(asked.modes[::-1]).translate(_DIGITS) or b"0", 4)
    out += bits.to_bytes((len(asked.modes) + 3) // 4, "little")
    if asked.record is not None:
        out += bytes.fromhex(asked.record.replace("-", ""))
    return bytes(out)


def decode(data: bytes) -> Asked:
    """What `encode` wrote.

    :raises TicketUnreadable: these are not the bytes of a ticket
    """
    try:
        return _decode(data)
    except (IndexError, ValueError):
        raise TicketUnreadable() from None


def _decode(data: bytes) -> Asked:
    if data[0] != _VERSION:
        raise ValueError(data[0])
    holder, at = _get(data, 1)
    composed, at = _get(data, at)
    revision, at = _get(data, at)
    forms, at = _list(data, at)
    left_out, at = _list(data, at)
    count, at = _get(data, at)
    end = at + (count + 3) // 4
    if len(data) not in (end, end + 16):
        raise ValueError(len(data))
    bits = int.from_bytes(data[at:end], "little")
    record = data[end:].hex()
    return Asked(
        record=f"{record[:8]}-{record[8:12]}-{record[12:16]}-{record[16:20]}-{record[20:]}" if record else None,
        revision=revision,
        forms=forms,
        modes=tuple([_MODES[bits >> shift & 3] for shift in range(0, 2 * count, 2)]),
        holder=holder,
        composed=composed,
        left_out=left_out,
    )


def _put(out: bytearray, number: int) -> None:
    """LEB128: seven bits a byte, the lowest first, the top bit set on all but the last."""
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _get(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7
        if shift > 63:
            raise ValueError(number)


def _list(data: bytes, at: int) -> tuple[tuple[int, ...], int]:
    count, at = _get(data, at)
    numbers = []
    for _ in range(count):
        number, at = _get(data, at)
        numbers.append(number)
    return tuple(numbers), at
