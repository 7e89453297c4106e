"""When an item is asked: a closed subset of JSON Schema, judged without eval (R7)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from metadata import days
from metadata.catalogue import Catalogue
from metadata.conditiontree import DEPTH, SIZE, All, Either, Known, Node, Not, Op, Test, to_tree
from metadata.fields import Field
from metadata.forms import Item
from metadata.problems import (
    BadCondition,
    ConditionCycle,
    ConditionUnknownField,
    ConditionWrongType,
    Problem,
)
from metadata.values import ABSENT, Absent, JSONObject, Value

__all__ = [
    "DEPTH",
    "SIZE",
    "All",
    "Either",
    "Known",
    "Node",
    "Not",
    "Test",
    "check",
    "check_items",
    "cycles",
    "fields_of",
    "holds",
    "shows",
    "to_tree",
    "truth",
]


def holds(schema: JSONObject | None, values: Mapping[str, Value]) -> bool:
    """The condition holds for these values. A missing value fails it, unless absence is what it asks (R7).

    A partial date holds if every day of its span does. No condition (None) always holds.

    :raises BadCondition: outside the subset (`check` says so when it is written)
    """
    return schema is None or truth(to_tree(schema), values) is True


def truth(node: Node, values: Mapping[str, Value]) -> bool | None:
    """True, false, or None where it is not known."""
    match node:
        case Known(field):
            return field in values
        case Test(field, op, operand):
            return _test(values.get(field, ABSENT), op, operand)
        case Not(part):
            inner = truth(part, values)
            return None if inner is None else not inner
        case All(parts):
            return _and(truth(part, values) for part in parts)
        case Either(parts):
            inner = _and(_negated(truth(part, values)) for part in parts)
            return _negated(inner)


def fields_of(schema: JSONObject | None) -> frozenset[str]:
    """The fields that a condition reads."""
    return frozenset() if schema is None else frozenset(_fields(to_tree(schema)))


def shows(
    conditions: Mapping[str, Sequence[JSONObject | None]],
    shown: Mapping[str, Value],
    answered: Mapping[str, Value | Absent],
) -> frozenset[str]:
    """The fields that are asked, given the answers, then what the page showed (R7).

    An item that is not asked gives no answer: what it would have said is not read by the others either, what the page
    showed of it is. On a merged page an item shows if any task's condition holds.

    :param conditions: field → its condition in every task that has it; None: always
    :param answered: field → what the answer says is held; ABSENT: nothing
    """
    trees = {code: [None if s is None else to_tree(s) for s in any_of] for code, any_of in conditions.items()}
    asked = frozenset(conditions)
    for _ in range(len(conditions) + 1):
        values = dict(shown)
        for code, value in answered.items():
            if code in conditions and code not in asked:
                continue
            if isinstance(value, Absent):
                values.pop(code, None)
            else:
                values[code] = value
        now = frozenset(
            code for code, any_of in trees.items() if any(tree is None or truth(tree, values) for tree in any_of)
        )
        if now == asked:
            break
        asked = now
    return asked


def check(schema: JSONObject | None, catalogue: Catalogue) -> list[Problem]:
    """What is wrong with a condition: form, size, unknown fields, comparisons that can never be."""
    if schema is None:
        return []
    try:
        tree = to_tree(schema)
    except BadCondition as problem:
        return [problem]
    found: list[Problem] = []
    for node in _leaves(tree):
        field = catalogue.fields.get(node.field)
        if field is None:
            found.append(ConditionUnknownField(field=node.field))
        elif isinstance(node, Test):
            found += _mismatches(node, field, catalogue)
    return found


def cycles(items: Iterable[Item]) -> list[tuple[str, ...]]:
    """Items that wait for each other: each a path that ends before its first field."""
    reads = {item.field: fields_of(item.condition) for item in items}
    found: dict[frozenset[str], tuple[str, ...]] = {}
    done: set[str] = set()

    def walk(code: str, path: tuple[str, ...]) -> None:
        if code in path:
            cycle = path[path.index(code) :]
            found.setdefault(frozenset(cycle), cycle)
        elif code not in done:
            for other in sorted(reads[code] & reads.keys()):
                walk(other, (*path, code))
            done.add(code)

    for code in reads:
        walk(code, ())
    return list(found.values())


def check_items(items: Collection[Item], catalogue: Catalogue) -> list[Problem]:
    """What is wrong with the conditions of a task's items, each problem at its field; and their cycles."""
    found: list[Problem] = []
    for item in items:
        for problem in check(item.condition, catalogue):
            problem.at = item.field
            found.append(problem)
    if not found:
        found += [ConditionCycle(at=cycle[0], fields=" → ".join(cycle)) for cycle in cycles(items)]
    return found


def _test(value: Value | Absent, op: Op, operand: "tuple[Value, ...] | int | float | str") -> bool | None:
    """One comparison; None where the value is missing, or holds for a part of its span only."""
    if isinstance(value, Absent):
        return None
    if op == "one_of":
        assert isinstance(operand, tuple)
        return _one_of(value, operand)
    if value is None:
        return None  # none is neither before nor after, neither more nor less
    if op in ("minimum", "maximum"):
        number = _number(value)
        if number is None or not isinstance(operand, int | float):
            return None
        limit = Decimal(str(operand))
        return number >= limit if op == "minimum" else number <= limit
    held = days.span(value) if isinstance(value, str) else None
    bound = days.span(operand) if isinstance(operand, str) else None
    if held is None or bound is None:
        return None
    if op == "format_minimum":
        return True if held[0] >= bound[0] else False if held[1] < bound[0] else None
    return True if held[1] <= bound[1] else False if held[0] > bound[1] else None


def _one_of(value: Value, options: "tuple[Value, ...]") -> bool | None:
    """Equal to an option; None where a partial date may be the day that an option names."""
    for option in options:
        if value == option and type(value) is type(option):
            return True
    if isinstance(value, str) and any(isinstance(o, str) and days.says_less(value, o) for o in options):
        return None
    return False


def _number(value: Value) -> Decimal | None:
    """A number as it is kept: an integer, or a decimal's text."""
    if not isinstance(value, int | str):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _and(parts: Iterable[bool | None]) -> bool | None:
    """Three-valued: false if one is false, else unknown if one is unknown."""
    result: bool | None = True
    for part in parts:
        if part is False:
            return False
        if part is None:
            result = None
    return result


def _negated(value: bool | None) -> bool | None:
    return None if value is None else not value


def _leaves(node: Node) -> "Iterable[Known | Test]":
    match node:
        case Known() | Test():
            yield node
        case Not(part):
            yield from _leaves(part)
        case All(parts) | Either(parts):
            for part in parts:
                yield from _leaves(part)


def _fields(node: Node) -> Iterable[str]:
    return (leaf.field for leaf in _leaves(node))


_NUMBERS = frozenset({"integer", "decimal", "money"})
_DAYS = frozenset({"date", "datetime"})


def _mismatches(test: Test, field: Field, catalogue: Catalogue) -> list[Problem]:
    """Comparisons that this field can never satisfy: a number against text, a code that its list does not have."""
    if test.op in ("minimum", "maximum"):
        wrong: list[object] = [] if field.type in _NUMBERS else [test.operand]
    elif test.op in ("format_minimum", "format_maximum"):
        wrong = [] if field.type in _DAYS else [test.operand]
    else:
        assert isinstance(test.operand, tuple)
        wrong = [value for value in test.operand if not _can_hold(field, value, catalogue)]
    return [ConditionWrongType(field=field.code, label=field.label, value=str(value)) for value in wrong]


def _can_hold(field: Field, value: Value, catalogue: Catalogue) -> bool:
    if value is None:
        return field.admits_none
    match field.type:
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "codes":
            return isinstance(value, list)
        case "address" | "location":
            return isinstance(value, dict)
        case "code":
            return isinstance(value, str) and value in catalogue.codelist(field.codelist).codes
        case "date" | "datetime":
            return isinstance(value, str) and days.span(value) is not None
        case _:
            return isinstance(value, str)
