"""A visit's answers, a row's cells, a correction or a ruling become claims, and the claims a new record (R16)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from metadata import conditions, derive
from metadata.asked import Asked, Mode
from metadata.catalogue import Catalogue
from metadata.delivery import Delivery, Merged, replay
from metadata.fields import Field, Status
from metadata.forms import Form
from metadata.precision import says_less
from metadata.problems import (
    BoundPartFaulty,
    ClaimClosed,
    FieldRetired,
    IsDerived,
    NoneNotAdmitted,
    NotApplicable,
    NotAsked,
    NothingToConfirm,
    NothingToTake,
    Problem,
    ValueMissing,
)
from metadata.records import (
    CHANGE,
    CONFIRM,
    DESK,
    NONE,
    ROW,
    RULING,
    TO_DOOR,
    TO_OWNER,
    UNKNOWN,
    VISIT,
    WRONG,
    Claim,
    Fact,
    Key,
    OpenClaim,
    Record,
    Ruling,
    Through,
    Verdict,
)
from metadata.stamps import Instant, Span
from metadata.values import ABSENT, Absent, JSONObject, Value

__all__ = ["Answer", "Merged", "RowValue", "correct", "merge_row", "replay", "rule", "write_back"]


_KNOWN, _VERIFY, _BLIND, _RETIRED = Mode.KNOWN, Mode.VERIFY, Mode.BLIND, Status.RETIRED


@dataclass(frozen=True, slots=True)
class Answer:
    """The worker's act on one item (R6b), its value in normal form.

    `observed_at`: the phone's time; held inside the visit's span it is shown, and never orders anything.
    `conforms`: the value conforms to the field's present version, not only to the version that was asked.
    """

    verdict: Verdict
    value: Value | Absent = ABSENT
    note: str = ""
    observed_at: Instant | None = None
    conforms: bool = True


@dataclass(frozen=True, slots=True)
class RowValue:
    """A row's cell, as a value in normal form (R22); ABSENT: it is empty.

    `repeats`: it equals the cell last exchanged with this system; `ours`: that cell is what we gave.
    `agrees`: the fact, written through the mapping, gives this cell, although the values differ (a lossy code).
    """

    value: Value | Absent
    repeats: bool = False
    ours: bool = False
    agrees: bool = False
    conforms: bool = True


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
    """
    visit = _Visit(record, asked, forms, catalogue, shown or {})
    faults = dict(parked or {})
    for code, answer in answers.items():
        if code not in faults and (problem := visit.fault(code, answer)):
            faults[code] = problem
    taken_up = {code: answer for code, answer in answers.items() if code not in faults}
    if any(form.conditional for form in visit.forms):
        for code in visit.hidden(taken_up):
            faults[code] = NotApplicable(at=code, label=catalogue.field(code).label)
    _park_together(answers, faults, catalogue)

    delivery = Delivery(record, catalogue, ids, shown=asked.revision, received=received, taken=taken)
    observed = Span(min(asked.composed, received), received)
    claims = []
    for code, answer in answers.items():
        if code in faults:
            continue
        fact = record.facts.get(code)
        saw = visit.saw(code)
        claims.append(
            Claim(
                field=code,
                verdict=answer.verdict,
                value=visit.value(code, answer, saw),
                observed=observed,
                source=source,
                by=by,
                through=VISIT,
                received=received,
                field_version=visit.version(code),
                saw=saw,
                blind=visit.modes[code] is _BLIND,
                own_words=fact is not None and ticket != "" and fact.ticket == ticket and fact.number <= number,
                superseded=(spoken or {}).get(code, 0) > number,
                ticket=ticket,
                number=number,
                note=answer.note,
                shown=_inside(answer.observed_at, observed),
                conforms=answer.conforms,
            )
        )
    ends = catalogue.entity(record.entity).outcomes.get(outcome) if outcome else None
    if ends and ends[0] not in answers:
        claims.append(_outcome(record, ends, observed, source, by, received, ticket, number, note, asked, spoken))
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
        if problem := _faulty(field, answer):
            faults[code] = problem
            continue
        fact = record.facts.get(code)
        saw = fact is None or fact.changed <= shown
        claims.append(
            Claim(
                field=code,
                verdict=answer.verdict,
                value=_said(answer, fact.value if fact is not None and saw else ABSENT),
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
    for code, cell in cells.items():
        field = catalogue.field(code)
        if field.status is _RETIRED:
            continue
        fact = record.facts.get(code)
        held: Value | Absent = fact.value if fact is not None else ABSENT
        claims.append(
            Claim(
                field=code,
                verdict=NONE if cell.value is None else CHANGE,
                value=cell.value,
                observed=observed,
                source=system,
                by=system,
                through=ROW,
                received=received,
                field_version=field.version,
                owner=field.owner == department,
                repeats=cell.repeats,
                ours=cell.ours,
                dated=observed.begin is not None,
                coarser=cell.agrees or says_less(cell.value, held, field, catalogue),
                finer=says_less(held, cell.value, field, catalogue),
                conforms=cell.conforms,
            )
        )
    delivery.take(claims)
    return delivery.merged({})


def rule(
    record: Record,
    claim_id: str,
    ruling: Ruling,
    *,
    shown: int,
    catalogue: Catalogue,
    source: str,
    by: str,
    received: Instant,
    ids: Callable[[], str],
    owner: bool = False,
    note: str = "",
    taken: Collection[Key] = (),
) -> Merged:
    """The record after a review settled an open claim; bound fields are settled as one (R2a).

    *keep*: the fact stands. *take*: the claim is written, verified when it was observed, not now. Both close all open
    claims of the field that the reviewer was shown, but proposals only where the owner rules: they wait for the owner.
    *ask again*: it waits for the next door. *owner*: it waits for the owner.

    :param shown: revision that the reviewer's page showed
    :param owner: the reviewer speaks for the field's owning department (R17)
    :raises ClaimClosed: it is open no more
    :raises NothingToTake: it confirmed a value that nobody can name any more
    """
    found = next((claim for claim in record.open_claims if claim.id == claim_id), None)
    if found is None:
        raise ClaimClosed()
    delivery = Delivery(record, catalogue, ids, shown=shown, received=received, taken=taken, owner_rules=owner)
    said = Span(received, received)
    mine = [claim for claim in record.open_claims if _as_one(claim, found, catalogue)]
    claims = []
    for claim in mine:
        field = catalogue.field(claim.field)
        fact = record.facts.get(claim.field)
        verdict, value, observed = _ruled(ruling, claim, fact, said)
        claims.append(
            Claim(
                field=claim.field,
                verdict=verdict,
                value=value,
                observed=observed,
                source=source,
                by=by,
                through=RULING,
                received=received,
                field_version=claim.field_version if ruling is Ruling.TAKE else field.version,
                saw=fact is None or fact.changed <= shown,
                owner=owner,
                note=note,
                said=said,
            )
        )
    delivery.take(claims, closing=tuple(claim.id for claim in mine))
    if ruling is Ruling.ASK_AGAIN or ruling is Ruling.OWNER:
        for claim in mine:
            delivery.wait_anew(claim, TO_DOOR if ruling is Ruling.ASK_AGAIN else TO_OWNER)
    return delivery.merged({})


def _ruled(ruling: Ruling, claim: OpenClaim, fact: Fact | None, said: Span) -> tuple[Verdict, Value | Absent, Span]:
    """A ruling as the claim that it makes: verdict, value, and when that was observed."""
    if ruling is Ruling.TAKE:
        if claim.value is ABSENT and claim.verdict is not WRONG:
            raise NothingToTake()
        verdict = CHANGE if claim.verdict is CONFIRM else claim.verdict
        return verdict, claim.value, claim.observed
    if ruling is Ruling.KEEP and fact is not None and fact.held:
        return CONFIRM, fact.value, fact.verified
    if ruling is Ruling.KEEP and fact is not None and fact.withdrawn:
        return WRONG, ABSENT, fact.verified
    return UNKNOWN, ABSENT, said


def _as_one(claim: OpenClaim, found: OpenClaim, catalogue: Catalogue) -> bool:
    """It is the claim that is ruled on, or came with it on a field bound to it."""
    if claim.id == found.id:
        return True
    return (
        claim.field in catalogue.field(found.field).bound_with
        and (claim.opened, claim.source, claim.by, claim.number) == (found.opened, found.source, found.by, found.number)
        and claim.route is found.route
    )


class _Visit:
    """What the ticket says of the page, beside the record as it is now."""

    def __init__(
        self,
        record: Record,
        asked: Asked,
        forms: Sequence[Form],
        catalogue: Catalogue,
        shown: Mapping[str, Value | Absent],
    ) -> None:
        self.record, self.asked, self.catalogue = record, asked, catalogue
        self.forms = [form for form in forms if form.id in asked.forms]
        self.modes = asked.items(forms)
        self.shown, self.revision = shown, asked.revision

    def fault(self, code: str, answer: Answer) -> Problem | None:
        """Why an answer cannot be taken, or None."""
        mode, verdict = self.modes.get(code), answer.verdict
        if mode is None:
            if any(form.item(code) for form in self.forms):
                return IsDerived(at=code, label=self.catalogue.field(code).label)
            return NotAsked(at=code, field=code)
        field = self.catalogue.field(code)
        if field.status is _RETIRED:
            return FieldRetired(at=code, label=field.label)
        if mode is not _VERIFY and (verdict is CONFIRM or (verdict is WRONG and mode is not _KNOWN)):
            return NothingToConfirm(at=code, label=field.label)
        return _faulty(field, answer)

    def seen(self, code: str) -> bool:
        """The fact of one field is what the page showed."""
        fact = self.record.facts.get(code)
        return self.modes.get(code) is not _BLIND and (fact is None or fact.changed <= self.revision)

    def saw(self, code: str) -> bool:
        """The page showed what is held now, of the field and of those bound to it (R2a)."""
        if not self.seen(code):
            return False
        bound = self.catalogue.fields[code].bound_with
        return not bound or all(self.seen(other) for other in bound if other in self.modes)

    def value(self, code: str, answer: Answer, saw: bool) -> Value | Absent:
        """What the answer says is held; of a confirm what the page had shown."""
        if answer.verdict is not CONFIRM:
            return _said(answer, ABSENT)
        return self.record.held(code) if self.seen(code) else self.shown.get(code, ABSENT)

    def version(self, code: str) -> int:
        """The field's version that was asked: the newest that the forms pin (R1)."""
        if len(self.forms) == 1 and code in self.forms[0].versions:
            return self.forms[0].versions[code]
        pins = [form.versions[code] for form in self.forms if code in form.versions]
        return max(pins) if pins else self.catalogue.field(code).version

    def hidden(self, answers: Mapping[str, Answer]) -> list[str]:
        """Answered items whose condition fails, by the answers and then by what the page showed (R7)."""
        shown = {code: fact.value for code, fact in self.record.facts.items() if self.seen(code)} | dict(self.shown)
        known = {code: value for code, value in shown.items() if not isinstance(value, Absent)}
        answered = {
            code: _said(answer, ABSENT) for code, answer in answers.items() if answer.verdict not in (CONFIRM, UNKNOWN)
        }
        held = known | {code: value for code, value in answered.items() if not isinstance(value, Absent)}
        answered |= derive.values(held, self.catalogue)  # an identity number just typed says who is a child
        items: dict[str, list[JSONObject | None]] = {}
        for form in self.forms:
            for item in form.items:
                items.setdefault(item.field, []).append(item.condition)
        asked = conditions.shows(items, known, answered)
        return [code for code in answers if code not in asked]


def _faulty(field: Field, answer: Answer) -> Problem | None:
    """What an answer lacks, whatever the page."""
    if answer.verdict is CHANGE and answer.value is ABSENT:
        return ValueMissing(at=field.code, label=field.label)
    if not field.admits_none and (answer.verdict is NONE or (answer.verdict is CHANGE and answer.value is None)):
        return NoneNotAdmitted(at=field.code, label=field.label)
    return None


def _said(answer: Answer, confirmed: Value | Absent) -> Value | Absent:
    """What an answer says is held."""
    if answer.verdict is CHANGE:
        return answer.value
    if answer.verdict is NONE:
        return None
    return confirmed if answer.verdict is CONFIRM else ABSENT


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


def _outcome(
    record: Record,
    ends: tuple[str, str],
    observed: Span,
    source: str,
    by: str,
    received: Instant,
    ticket: str,
    number: int,
    note: str,
    asked: Asked,
    spoken: Mapping[str, int] | None,
) -> Claim:
    """R13: 'moved away' is a claim on the record's status. A page is composed only for a record that has not ended, so
    the worker saw the status that stood when it was composed."""
    code, value = ends
    fact = record.facts.get(code)
    return Claim(
        field=code,
        verdict=CHANGE,
        value=value,
        observed=observed,
        source=source,
        by=by,
        through=VISIT,
        received=received,
        saw=fact is None or fact.changed <= asked.revision,
        own_words=fact is not None and ticket != "" and fact.ticket == ticket and fact.number <= number,
        superseded=(spoken or {}).get(code, 0) > number,
        ticket=ticket,
        number=number,
        note=note,
    )


def _inside(at: Instant | None, span: Span) -> Instant | None:
    """The phone's time, held inside the visit's span."""
    if at is None:
        return None
    return min(max(at, span.begin or 0), span.end)
