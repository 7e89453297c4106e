"""What the ticket says of the page, beside the record as it is now: what was asked is never recomputed (R18)."""

from collections.abc import Mapping, Sequence

from metadata import conditions, derive
from metadata.answering import Answer, faulty, said
from metadata.asked import Asked, Mode
from metadata.catalogue import Catalogue
from metadata.fields import Status
from metadata.forms import Form
from metadata.problems import (
    FieldRetired,
    IsDerived,
    NotAsked,
    NothingToConfirm,
    Problem,
)
from metadata.records import (
    CONFIRM,
    UNKNOWN,
    WRONG,
    Fact,
    Record,
)
from metadata.values import ABSENT, Absent, JSONObject, Value

_KNOWN, _VERIFY, _BLIND, _RETIRED = Mode.KNOWN, Mode.VERIFY, Mode.BLIND, Status.RETIRED


class Remembered:
    """What the ticket says of the page, beside the record as it is now."""

    def __init__(
        self,
        record: Record,
        asked: Asked,
        forms: Sequence[Form],
        catalogue: Catalogue,
        shown: Mapping[str, Value | Absent],
        *,
        elsewhere: bool = False,
    ) -> None:
        """`elsewhere`: the ticket is of a record that was joined to this one, whose revisions say nothing here: seen is
        what `shown` says was shown, and is held (R19a).
        """
        self.record, self.asked, self.catalogue = record, asked, catalogue
        self.forms = [form for form in forms if form.id in asked.forms]
        self.modes = asked.items(forms)
        self.shown, self.revision, self.elsewhere = shown, asked.revision, elsewhere

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
        return faulty(field, answer)

    def seen(self, code: str) -> bool:
        """The fact of one field is what the page showed."""
        return self.showed(code, self.record.facts.get(code))

    def showed(self, code: str, fact: Fact | None) -> bool:
        """The same, of a fact that is at hand."""
        if self.elsewhere:
            return self.modes.get(code) is not _BLIND and self._held_there(code, fact)
        return self.modes.get(code) is not _BLIND and (fact is None or fact.changed <= self.revision)

    def _held_there(self, code: str, fact: Fact | None) -> bool:
        """The other record's page showed what is held here now."""
        return self.shown.get(code, ABSENT) == (ABSENT if fact is None else fact.value) and not (
            fact and fact.withdrawn
        )

    def saw_bound(self, code: str) -> bool:
        """The page showed what is held now of the fields that are bound to this one (R2a)."""
        bound = self.catalogue.fields[code].bound_with
        return not bound or all(self.seen(other) for other in bound if other in self.modes)

    def confirmed(self, code: str, fact: Fact | None, *, seen: bool) -> Value | Absent:
        """What a confirm says is held: what the page had shown."""
        if not seen:
            return self.shown.get(code, ABSENT)
        return ABSENT if fact is None else fact.value

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
            code: said(answer, ABSENT) for code, answer in answers.items() if answer.verdict not in (CONFIRM, UNKNOWN)
        }
        held = known | {code: value for code, value in answered.items() if not isinstance(value, Absent)}
        answered |= derive.values(held, self.catalogue)  # an identity number just typed says who is a child
        items: dict[str, list[JSONObject | None]] = {}
        for form in self.forms:
            for item in form.items:
                items.setdefault(item.field, []).append(item.condition)
        asked = conditions.shows(items, known, answered)
        return [code for code in answers if code not in asked]
