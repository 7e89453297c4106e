"""A condition as SQL over records' values: judged set-wise as `metadata.conditions` judges one (R7).

Both databases have three-valued logic, and a condition holds where its SQL is true: a missing value is NULL by itself.
"""

import re
from dataclasses import dataclass, field

from formbuilder.db import to_json
from metadata import days
from metadata.conditions import All, Either, Known, Node, Not, Test, to_tree
from metadata.fields import CODE
from metadata.values import JSONObject, Value

_TWO = "[0-9][0-9]"
_YEAR = "[0-9][0-9][0-9][0-9]"
_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?$"


@dataclass
class Params:
    """The values that a piece of SQL is run with; each gets a name of its own."""

    values: dict[str, object] = field(default_factory=dict)

    def put(self, value: object) -> str:
        """Keep a value; the placeholder that stands for it in the SQL of `db.Statement`."""
        name = f"p{len(self.values)}"
        self.values[name] = value
        return f":{name}"


@dataclass
class ConditionSQL:
    """Turns conditions into SQL for one database. `document`: the column of values."""

    postgresql: bool
    params: Params
    document: str = "r.data"

    def holds(self, schema: JSONObject | None) -> str:
        """SQL that is true where the condition holds; no condition always does."""
        return "true" if schema is None else f"({self.node(to_tree(schema))})"

    def node(self, node: Node) -> str:
        match node:
            case Known(code):
                return self.known(code)
            case Test():
                return self.test(node)
            case Not(part):
                return f"(not {self.node(part)})"
            case All(parts):
                return "(" + " and ".join(map(self.node, parts)) + ")" if parts else "true"
            case Either(parts):
                return "(" + " or ".join(map(self.node, parts)) + ")"

    def known(self, code: str) -> str:
        """Whether the document has the field; *none* counts as known."""
        if self.postgresql:
            return f"jsonb_exists({self.document}, '{checked(code)}')"
        return f"(json_type({self.document}, '$.{checked(code)}') is not null)"

    def text(self, code: str) -> str:
        """A value as text; NULL where it is missing or none."""
        if self.postgresql:
            return f"({self.document} ->> '{checked(code)}')"
        return f"json_extract({self.document}, '$.{checked(code)}')"

    def kind(self, code: str) -> str:
        """The JSON type of a value: string, number, null, …; NULL where it is missing."""
        if self.postgresql:
            return f"jsonb_typeof({self.document} -> '{checked(code)}')"
        return (
            f"(case json_type({self.document}, '$.{checked(code)}') when 'text' then 'string' when 'integer' then"
            f" 'number' when 'real' then 'number' else json_type({self.document}, '$.{checked(code)}') end)"
        )

    def test(self, test: Test) -> str:
        if test.op == "one_of":
            assert isinstance(test.operand, tuple)
            return self.one_of(test.field, test.operand)
        if test.op in ("minimum", "maximum"):
            return self.number(test.field, ">=" if test.op == "minimum" else "<=", test.operand)
        assert isinstance(test.operand, str)
        return self.day(test.field, test.operand, latest=test.op == "format_maximum")

    def one_of(self, code: str, options: tuple[Value, ...]) -> str:
        """Equal to an option; NULL where it is missing, or a coarser date may be the day that an option names."""
        equal = " or ".join(self.equals(code, option) for option in options)
        coarse = [o for o in options if isinstance(o, str) and days.span(o) is not None and len(o) > 4]
        maybe = "".join(f" when {self.coarser(code, option)} then null" for option in coarse)
        return f"(case when not {self.known(code)} then null when {equal} then true{maybe} else false end)"

    def equals(self, code: str, option: Value) -> str:
        if self.postgresql:
            return f"({self.document} -> '{checked(code)}') = cast({self.params.put(to_json(option))} as jsonb)"
        match option:
            case None:
                return f"({self.kind(code)} = 'null')"
            case bool():
                return f"({self.kind(code)} = '{str(option).lower()}')"
            case str():
                return f"({self.kind(code)} = 'string' and {self.text(code)} = {self.params.put(option)})"
            case int() | float():
                return f"({self.kind(code)} = 'number' and {self.text(code)} = {self.params.put(option)})"
            case list():
                return f"({self.kind(code)} = 'array' and {self.text(code)} = {self.params.put(to_json(option))})"
            case dict():
                path = f"{self.document}, '$.{checked(code)}"
                parts = [
                    f"json_extract({path}.{checked(k)}') = {self.params.put(v)}" for k, v in sorted(option.items())
                ]
                count = f"(select count(*) from json_each({path}')) = {len(option)}"
                return f"({self.kind(code)} = 'object' and {' and '.join([*parts, count])})"

    def coarser(self, code: str, option: str) -> str:
        """A year or a month that the option lies in."""
        shorter = [option[:n] for n in (4, 7) if n < len(option)]
        values = ", ".join(map(self.params.put, shorter))
        return f"({self.kind(code)} = 'string' and {self.text(code)} in ({values}))"

    def number(self, code: str, sign: str, limit: object) -> str:
        """A comparison of numbers, of decimals kept as text too; NULL where it is no number."""
        text, value = self.text(code), self.params.put(limit)
        if self.postgresql:
            looks = f"{text} ~ '{_NUMBER}'"
            return f"(case when {looks} then {text}::numeric {sign} cast({value} as numeric) end)"
        digits = f"ltrim({text}, '+-')"
        looks = f"{text} is not null and {digits} glob '[0-9]*' and not {digits} glob '*[^0-9.]*'"
        return f"(case when {looks} then cast({text} as real) {sign} {value} end)"

    def day(self, code: str, operand: str, *, latest: bool) -> str:
        """A comparison of days: true or false where it is so for every day of the value's span, else NULL."""
        bound = days.span(operand)
        assert bound is not None
        limit = (bound[1] if latest else bound[0]).isoformat()
        text, yes, no = self.text(code), *(("<", ">") if latest else (">", "<"))
        cases = []
        for length in (4, 7, 10):
            part = limit[:length]
            held = days.span(part)
            assert held is not None
            whole = (held[1] if latest else held[0]).isoformat() == limit
            value = f"substr({text}, 1, {length})"
            is_of = f"length({text}) {'>=' if length == 10 else '='} {length}"
            p = self.params.put(part)
            cases.append(f"when {is_of} then (case when {value} {yes} {p} then true when {value} {no} {p} then false")
            cases.append(f"when {'true' if whole else 'false'} then true end)")
        return f"(case when {self.kind(code)} = 'string' and {self.dated(code)} then (case {' '.join(cases)} end) end)"

    def dated(self, code: str) -> str:
        """Whether a text looks like a day, a month, a year or an instant."""
        text = self.text(code)
        if self.postgresql:
            return f"{text} ~ '^[0-9]{{4}}(-[0-9]{{2}}(-[0-9]{{2}}(T.*)?)?)?$'"
        shapes = (_YEAR, f"{_YEAR}-{_TWO}", f"{_YEAR}-{_TWO}-{_TWO}", f"{_YEAR}-{_TWO}-{_TWO}T*")
        return "(" + " or ".join(f"{text} glob '{shape}'" for shape in shapes) + ")"


def checked(code: str) -> str:
    """A code, which may stand in SQL as it is; a ValueError if it is none."""
    if not re.match(CODE, code):
        raise ValueError(code)
    return code
