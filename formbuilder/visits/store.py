"""What came back from visits, in its tables: word for word, with the keys that make sending twice harmless (R15)."""

from dataclasses import dataclass

from formbuilder.db import Statement, from_json, to_json
from formbuilder.records import store as records
from metadata.stamps import Instant
from metadata.values import JSONObject


@dataclass(frozen=True, slots=True)
class Kept:
    """What a key was used for: the digest of its body, and the receipt that was given."""

    digest: str
    record: str
    receipt: JSONObject


_claim_key = Statement(
    "insert into submission_key (holder, key, digest, record_id, submission_id, receipt)"
    " values (:holder, :key, :digest, :record, :submission, '{}') on conflict do nothing"
)
_key = Statement("select digest, record_id, receipt from submission_key where holder = :holder and key = :key")
_forget = Statement("delete from submission_key where holder = :holder and key = :key")
_receipt = Statement(
    "update submission_key set record_id = :record, receipt = :receipt where holder = :holder and key = :key"
)
_submission = Statement(
    "insert into submission (record_id, id, holder, key, ticket, signed, number, body, phone_time, received)"
    " values (:record, :id, :holder, :key, :ticket, :signed, :number, :body, :phone_time, :received)"
)
_number = Statement(
    "select coalesce(max(number), 0), count(*) from submission where record_id = :record and ticket = :ticket"
)
_aside = Statement("insert into aside (id, holder, key, body, received) values (:id, :holder, :key, :body, :received)")


def claim_key(*, holder: int, key: str, digest: str, record: str, submission: str) -> bool:
    """Take a key for a body; False where it is taken already. Of two at once the second waits for the first to end."""
    return _claim_key.run(holder=holder, key=key, digest=digest, record=record, submission=submission) == 1


def kept(holder: int, key: str) -> Kept | None:
    """What a key was used for."""
    row = _key.row(holder=holder, key=key)
    return Kept(row[0], row[1], from_json(row[2])) if row else None


def forget_key(holder: int, key: str) -> None:
    """Nothing was written after all: the page went back with its faults."""
    _forget.run(holder=holder, key=key)


def keep_receipt(*, holder: int, key: str, record: str, receipt: JSONObject) -> None:
    """What sending again will be answered with, for ever."""
    _receipt.run(holder=holder, key=key, record=record, receipt=to_json(receipt))


def keep(
    *,
    record: str,
    id: str,
    holder: int,
    key: str,
    ticket: str,
    signed: str,
    number: int,
    body: JSONObject,
    phone_time: str,
    received: Instant,
) -> None:
    """Keep a submission word for word."""
    _submission.run(
        record=record,
        id=id,
        holder=holder,
        key=key,
        ticket=ticket,
        signed=signed,
        number=number,
        body=to_json(body),
        phone_time=phone_time,
        received=received,
    )


def last_number(record: str, ticket: str) -> int:
    """The highest number that a submission under a ticket has; 0: there was none."""
    row = _number.row(record=record, ticket=ticket)
    return int(row[0]) if row else 0


def spoken(record: str, ticket: str) -> dict[str, int]:
    """Field → the highest number under a ticket that spoke of it (M2)."""
    spoken: dict[str, int] = {}
    for line in records.history(record):
        if line.claim.ticket == ticket:
            spoken[line.claim.field] = max(spoken.get(line.claim.field, 0), line.claim.number)
    return spoken


def keep_aside(*, id: str, holder: int, key: str, body: JSONObject, received: Instant) -> None:
    """Keep a body whose key another body holds (R15)."""
    _aside.run(id=id, holder=holder, key=key, body=to_json(body), received=received)
