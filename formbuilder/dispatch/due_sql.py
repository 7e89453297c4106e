"""What is due, as SQL over the documents of all records at once: what `metadata.due` says of one (R5, R10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, tzinfo

from formbuilder.dispatch.conditions_sql import ConditionSQL, Params, checked
from metadata import due
from metadata.catalogue import Catalogue
from metadata.documents import FACT
from metadata.fields import Field, Status
from metadata.forms import ALWAYS, Form, Item
from metadata.stamps import Instant

_AT = {name: place for place, name in enumerate(FACT)}


@dataclass(frozen=True, slots=True)
class DueSQL:
    """Turns the items of a form into SQL for one database: `r` is the record, and each item one condition on it."""

    postgresql: bool
    params: Params
    catalogue: Catalogue
    zone: tzinfo

    @property
    def conditions(self) -> ConditionSQL:
        return ConditionSQL(self.postgresql, self.params)

    def count(self, form: Form, sent: Instant, reference: date) -> str:
        """SQL: how many inputs a page of this form alone would have; 0 where nobody need be sent (R10)."""
        parts = [f"(case when {self.item(item, sent, reference)} then 1 else 0 end)" for item in form.items]
        return " + ".join(parts) if parts else "0"

    def item(self, item: Item, sent: Instant, reference: date) -> str:
        """SQL: true where the item is due and its condition holds; see `due.is_due`, whose order this has."""
        field = self.catalogue.field(item.field)
        if field.status is Status.RETIRED:
            return "false"
        code = item.field
        stale = " or ".join(self._stale(item, field, sent, reference))
        answered = self.stamp(code, "answered")
        fact = (
            f"(({answered} is null or {answered} < {self.params.put(sent)})"
            f" and {self.stamp(code, 'proposals')} = 0 and ({stale}))"
        )
        found = f"(not {self.derived(code)} and (not {self.has_fact(code)} or {fact}))"
        if item.condition is None:
            return found
        return f"({found} and {self.conditions.holds(item.condition)})"

    def _stale(self, item: Item, field: Field, sent: Instant, reference: date) -> Iterator[str]:
        """Each reason why a fact that nobody has answered is due."""
        code = item.field
        if item.freshness_days == ALWAYS:
            yield "true"
            return
        yield f"{self.stamp(code, 'held')} = 0"
        yield f"{self.stamp(code, 'open')} > 0"
        yield f"{self.stamp(code, 'nonconforming')} = 1"
        limit = due.cutoff(item, sent, reference, self.zone)
        if limit is not None:
            begin = self.stamp(code, "verified_from")
            yield f"({begin} is null or {begin} < {self.params.put(limit)})"
        if field.clock == "value":
            yield self.passed(code, reference)
        for other in field.depends_on:
            yield (
                f"({self.has_fact(other)} and {self.stamp(other, 'held')} = 1"
                f" and {self.stamp(other, 'observed_to')} > {self.stamp(code, 'verified_to')})"
            )

    def stamp(self, code: str, name: str) -> str:
        """One number of a fact's document; NULL where there is none."""
        place = _AT[name]
        if self.postgresql:
            return f"cast(r.facts -> '{checked(code)}' ->> {place} as bigint)"
        return f"json_extract(r.facts, '$.{checked(code)}[{place}]')"

    def has_fact(self, code: str) -> str:
        """Whether anything was ever claimed or answered of the field."""
        if self.postgresql:
            return f"jsonb_exists(r.facts, '{checked(code)}')"
        return f"(json_type(r.facts, '$.{checked(code)}') is not null)"

    def derived(self, code: str) -> str:
        """Whether it is derived now: a value without a fact, or a fact that keeps the claimed value itself."""
        if self.postgresql:
            kept = f"jsonb_array_length(r.facts -> '{checked(code)}')"
        else:
            kept = f"json_array_length(r.facts, '$.{checked(code)}')"
        return f"({self.conditions.known(code)} and coalesce({kept}, {len(FACT)}) >= {len(FACT)})"

    def passed(self, code: str, reference: date) -> str:
        """Whether the end date that it holds lies before the reference day, in whole: a month is over in the next."""
        text, day = self.conditions.text(code), self.params.put(reference.isoformat())
        length = f"(case when length({text}) > 10 then 10 else length({text}) end)"
        return (
            f"({self.conditions.kind(code)} = 'string' and {self.conditions.dated(code)}"
            f" and substr({text}, 1, 10) < substr({day}, 1, {length}))"
        )
