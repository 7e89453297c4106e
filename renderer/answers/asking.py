"""What a ticket asked, beside the record as it is now: what is needed to read what came back (R18)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, tzinfo
from functools import cached_property
from typing import Final

from metadata import derive
from metadata.asked import Asked, Mode
from metadata.catalogue import Catalogue
from metadata.documents import held_values
from metadata.forms import Form
from metadata.records import Record, Route
from metadata.values import Absent, Value
from renderer.plan import PlanItem, plan_of

#: How an item stood that is answered; a known one is at most corrected.
INPUTS: Final = (Mode.ASK, Mode.VERIFY, Mode.BLIND)
KNOWN: Final = (Mode.KNOWN,)


class Questions:
    """What a ticket asked. What its page showed is worked out when somebody wants it: most answers stand alone.

    `forms`: those that the ticket names, in its order; `plan`: how they ask together. `stood`: field → how it stood on
    the page, in the page's order.
    """

    def __init__(
        self,
        asked: Asked,
        forms: Sequence[Form],
        catalogue: Catalogue,
        record: Record | None,
        *,
        today: date,
        zone: tzinfo,
        since: Mapping[str, Value | Absent] | None = None,
    ) -> None:
        """
        :param forms: those that the ticket names, in any order
        :param record: as it is now; None: the ticket is of a blank
        :param since: field → value at the ticket's revision (ABSENT: none), of fields whose fact has changed since
        :param today: the day of the instance, for days that may not lie in the future
        """
        mine = {form.id: form for form in forms}
        self.asked, self.catalogue, self.today, self.zone = asked, catalogue, today, zone
        self.forms = tuple([mine[form] for form in asked.forms])
        self.plan = plan_of(self.forms, catalogue)
        self.stood = asked.items(self.forms)
        self._record, self._since = record, since or {}

    @cached_property
    def shown(self) -> Mapping[str, Value]:
        """Field → what was known when the page was composed, derived values among it."""
        held = held_values(self._record.facts) if self._record else {}
        for code, value in self._since.items():
            held.pop(code, None)
            if not isinstance(value, Absent):
                held[code] = value
        return held | derive.values(held, self.catalogue)

    @cached_property
    def disputed(self) -> frozenset[str]:
        """Fields with an open conflict, which 'everything unchanged' leaves alone."""
        claims = self._record.open_claims if self._record else ()
        return frozenset(claim.field for claim in claims if claim.route is not Route.PROPOSAL)

    def required(self) -> Iterator[PlanItem]:
        """The inputs that need a verdict."""
        for code, item in self.plan.items():
            if item.required and self.stood.get(code) in INPUTS:
                yield item


class Beside(Mapping[str, Value]):
    """What a value is judged beside: what came with it, then what the page showed, which is read only if asked for."""

    __slots__ = ("_came", "_questions")

    def __init__(self, questions: Questions) -> None:
        self._came: dict[str, Value] = {}
        self._questions = questions

    def add(self, code: str, value: Value) -> None:
        """Another one came."""
        self._came[code] = value

    def __getitem__(self, code: str) -> Value:
        came = self._came
        return came[code] if code in came else self._questions.shown[code]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._questions.shown, **self._came})

    def __len__(self) -> int:
        return len(self._questions.shown.keys() | self._came.keys())
