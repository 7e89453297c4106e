"""A visit's answers, a row's cells or a correction become claims, and the claims a new record (R16)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

from metadata.answering import Answer, RowValue, faulty, said
from metadata.asked import Asked, Mode
from metadata.catalogue import Catalogue
from metadata.delivery import Delivery, Merged
from metadata.documents import held_value
from metadata.fields import Status
from metadata.forms import Form
from metadata.history import replay
from metadata.precision import says_less
from metadata.problems import (
    BoundPartFaulty,
    NotApplicable,
    Problem,
)
from metadata.records import (
    CHANGE,
    CONFIRM,
    DESK,
    NONE,
    ROW,
    VISIT,
    Claim,
    Key,
    Record,
    Through,
)
from metadata.remembered import Remembered
from metadata.rulings import rule
from metadata.stamps import Instant, Span
from metadata.values import ABSENT, Absent, Value

__all__ = ["Answer", "Merged", "RowValue", "correct", "merge_row", "replay", "rule", "write_back"]

#: Asked without showing what is held (R6a).
_BLIND: Final = Mode.BLIND


def write_back(
    record: Record,
    answers: Mapping[str, Answer],
    *,
    asked: Asked,
    forms: Sequence[Form],
    catalogue: Catalogue,
    source: str,
    by: str,
    received: Instant,
    ticket: str,
    number: int,
    ids: Callable[[], str],
    spoken: Mapping[str, int] | None = None,
    shown: Mapping[str, Value | Absent] | None = None,
    parked: Mapping[str, Problem] | None = None,
    outcome: str = "",
    note: str = "",
    taken: Collection[Key] = (),
    elsewhere: Collection[str] | None = None,
) -> Merged:
    """The record after a visit's answers (R14–R18). Nothing is refused: what cannot be taken is parked with its reason.

    :param record: as it is now; revision 0 and no facts for a new one
    :param asked: the opened ticket; `forms`: those that it names
    :param source: the department that the worker works for; `by`: the worker's account
    :param received: by the server's clock; the visit's span begins when its page was composed
    :param ticket: digest of the ticket; `number`: of this submission under it
    :param spoken: field → highest number under this ticket that has spoken of it before (M2)
    :param shown: field → value at the ticket's revision, of fields whose fact has changed since; what is missing is
        taken to be unknown
    :param parked: answers that the caller has found faulty, or that may no longer be written, with the reason
    :param outcome: how the visit ended without answers (R13): a code of the entity's `outcomes`, or any other
    :param taken: current keys of other records: a value that would make one is not written, but opened for review
    :param elsewhere: the ticket is of a record that was joined to this one: then `shown` says all that its page showed,
        and these are the open claims that it could show (R19a)
    """
    visit = Remembered(record, asked, forms, catalogue, shown or {}, elsewhere=elsewhere is not None)
    faults = dict(parked or {})
    for code, answer in answers.items():
        if code not in faults and (problem := visit.fault(code, answer)):
            faults[code] = problem
    taken_up = {code: answer for code, answer in answers.items() if code not in faults}
    if any(form.conditional for form in visit.forms):
        for code in visit.hidden(taken_up):
            faults[code] = NotApplicable(at=code, label=catalogue.field(code).label)
    _park_together(answers, faults, catalogue)

    revision = asked.revision if elsewhere is None else 0
    delivery = Delivery(
        record, catalogue, ids, shown=revision, received=received, taken=taken, knew=elsewhere or frozenset()
    )
    observed = Span(min(asked.composed, received), received)

    facts, modes = record.facts, visit.modes

    def claim(code: str, answer: Answer) -> Claim:
        fact = facts.get(code)
        seen = visit.showed(code, fact)
        return Claim(
            field=code,
            verdict=answer.verdict,
            value=said(answer, visit.confirmed(code, fact, seen=seen) if answer.verdict is CONFIRM else ABSENT),
            observed=observed,
            source=source,
            by=by,
            through=VISIT,
            received=received,
            field_version=visit.version(code),
            saw=seen and visit.saw_bound(code),
            blind=modes.get(code) is _BLIND,
            own_words=fact is not None and ticket != "" and fact.ticket == ticket and fact.number <= number,
            superseded=spoken is not None and spoken.get(code, 0) > number,
            ticket=ticket,
            number=number,
            note=answer.note,
            shown=_inside(answer.observed_at, observed),
            conforms=answer.conforms,
        )

    claims = [claim(code, answer) for code, answer in answers.items() if code not in faults]
    ends = catalogue.entity(record.entity).outcomes.get(outcome) if outcome else None
    if ends and (ends[0] not in answers or ends[0] in faults):
        # R13: a page is composed only for a record that has not ended: the worker saw the status that stood.
        claims.append(claim(ends[0], Answer(CHANGE, ends[1], note)))
    delivery.take(claims)
    return delivery.merged(faults)


def correct(
    record: Record,
    answers: Mapping[str, Answer],
    *,
    shown: int,
    since: Instant,
    catalogue: Catalogue,
    source: str,
    by: str,
    received: Instant,
    ids: Callable[[], str],
    owner: Collection[str] = (),
    through: Through = DESK,
    taken: Collection[Key] = (),
) -> Merged:
    """The record after a correction at a desk: a person who saw the record's page, and was at no door.

    :param shown: revision of the record's page; `since`: when it was composed
    :param owner: fields that `source` owns and speaks for here (R17: its ruling)
    """
    delivery = Delivery(record, catalogue, ids, shown=shown, received=received, taken=taken)
    observed = Span(min(since, received), received)
    faults: dict[str, Problem] = {}
    claims = []
    for code, answer in answers.items():
        field = catalogue.field(code)
        if problem := faulty(field, answer):
            faults[code] = problem
            continue
        fact = record.facts.get(code)
        saw = fact is None or fact.changed <= shown
        claims.append(
            Claim(
                field=code,
                verdict=answer.verdict,
                value=said(answer, fact.value if fact is not None and saw else ABSENT),
                observed=observed,
                source=source,
                by=by,
                through=through,
                received=received,
                field_version=field.version,
                saw=saw,
                owner=code in owner,
                note=answer.note,
                conforms=answer.conforms,
            )
        )
    delivery.take(claims)
    return delivery.merged(faults)


def merge_row(
    record: Record,
    cells: Mapping[str, RowValue],
    *,
    system: str,
    department: str,
    observed: Span,
    received: Instant,
    catalogue: Catalogue,
    ids: Callable[[], str],
    taken: Collection[Key] = (),
) -> Merged:
    """The record after a system's row (R16, R22).

    :param department: the system's; it is the owner's word for fields that this department owns (R17)
    :param observed: the row's own date as a span; without one from None (unknown) to the delivery's as-at date, or
        its receipt
    """
    delivery = Delivery(record, catalogue, ids, shown=None, received=received, taken=taken)
    claims = []
    facts, fields, dated = record.facts, catalogue.fields, observed.begin is not None
    for code, cell in cells.items():
        field, value = fields[code], cell.value
        if field.status is Status.RETIRED:
            continue
        held = held_value(facts, code)
        differs = held is not ABSENT and value != held
        claims.append(
            Claim(
                field=code,
                verdict=NONE if value is None else CHANGE,
                value=value,
                observed=observed,
                source=system,
                by=system,
                through=ROW,
                received=received,
                field_version=field.version,
                owner=field.owner == department,
                repeats=cell.repeats,
                ours=cell.ours,
                dated=dated,
                coarser=cell.agrees or (differs and says_less(value, held, field, catalogue)),
                finer=differs and says_less(held, value, field, catalogue),
                conforms=cell.conforms,
            )
        )
    delivery.take(claims)
    return delivery.merged({})


def _park_together(answers: Iterable[str], faults: dict[str, Problem], catalogue: Catalogue) -> None:
    """R2a: bound fields are claimed as one; where one is parked, all are."""
    if not faults:
        return
    for code in answers:
        if code in faults or code not in catalogue.fields:
            continue
        field = catalogue.field(code)
        for other in field.bound_with:
            if other in faults:
                faults[code] = BoundPartFaulty(at=code, label=field.label, other=catalogue.field(other).label)


def _inside(at: Instant | None, span: Span) -> Instant | None:
    """The phone's time, held inside the visit's span."""
    if at is None:
        return None
    return min(max(at, span.begin or 0), span.end)
