"""The JSON Schema of a page's data: draft-07 and 2020-12 alike, so that every client's validator reads it."""

from collections.abc import Iterator, Sequence

from metadata import conditions, fieldtypes, schemas
from metadata.fields import Field
from metadata.values import JSONObject
from renderer.page import PageItem
from renderer.sides import BEYOND_CLIENTS, CHECK, WHY, Dialect, Sides, words_in


class PageSchema:
    """Writes the schema of one page."""

    def __init__(self, sides: Sides) -> None:
        self.sides = sides

    def schema(self) -> JSONObject:
        properties = {name: self._group(name, items) for name, items in self.sides.groups.items() if items}
        required = [name for name in ("verify", "ask") if any(i.required for i in self.sides.groups[name])]
        whole: JSONObject = {"type": "object", "properties": properties}
        if required:
            whole["required"] = required
        return {"$schema": schemas.DIALECT, **whole} if self.sides.canonical else whole

    def _group(self, name: str, items: Sequence[PageItem]) -> JSONObject:
        properties: JSONObject = {}
        rules: list[JSONObject] = []
        required: list[str] = []
        for item in items:
            check = item.code + CHECK
            own: JSONObject = {}
            if name != "known":
                own[check] = self.sides.verdicts(item)
            for part in item.group:
                own[part.code] = self._value(part, read_only=name == "known")
            if name != "known":
                own[item.code + WHY] = self.sides.reasons()
            moved = self._wanted_by(item, name, own) if self.sides.dialect is Dialect.RJSF else None
            if moved is not None:
                rules.append(moved)
                continue
            if name == "verify" and item.required and not item.conditions:
                required.append(check)
            if name != "known":
                rules += self._needs(item, name)
            if name == "verify" and self.sides.dialect is Dialect.RJSF:
                rules.append(self._editable(item, own))
            properties |= own
        group: JSONObject = {"type": "object", "title": self.sides.title(name), "properties": properties}
        if required:
            group["required"] = required
        if rules:
            group["allOf"] = rules
        return group

    def _needs(self, item: PageItem, name: str) -> Iterator[JSONObject]:
        """Changed says into what, unknown says why; and what is asked needs a value or a verdict."""
        check, codes = item.code + CHECK, [part.code for part in item.group]
        if name == "verify":
            yield _if_says(check, "change", {"required": codes})
        elif item.required and not item.conditions:
            yield {"if": {"not": {"required": [check]}}, "then": {"required": codes}}
        yield _if_says(check, "unknown", {"required": [item.code + WHY]})

    def _editable(self, item: PageItem, own: JSONObject) -> JSONObject:
        """RJSF: a value that is verified can be typed into only once it is said to have changed."""
        values = {part.code: own.pop(part.code) for part in item.group}
        why = own.pop(item.code + WHY)
        rule = _if_says(item.code + CHECK, "change", {"properties": values})
        rule["else"] = {"properties": {code: {**value, "readOnly": True} for code, value in values.items()}}
        rule["else"]["allOf"] = [_if_says(item.code + CHECK, "unknown", {"properties": {item.code + WHY: why}})]
        return rule

    def _wanted_by(self, item: PageItem, name: str, own: JSONObject) -> JSONObject | None:
        """RJSF has no rules: a conditional item stands in `then`, where its condition reads its own group only."""
        if not item.live or len(item.conditions) != 1 or BEYOND_CLIENTS & words_in(item.conditions[0]):
            return None
        if any(self.sides.place.get(code) != name for code in conditions.fields_of(item.conditions[0])):
            return None
        then: JSONObject = {"properties": own, "allOf": list(self._needs(item, name))}
        return {"if": _strict(item.conditions[0]), "then": then}

    def _value(self, item: PageItem, *, read_only: bool) -> JSONObject:
        field = item.field
        title = {"title": item.named(self.sides.reading.language)}
        if read_only and (not self.sides.canonical or item.masked):
            return {"type": "string", **title, "readOnly": True}
        if self.sides.canonical:
            schema = schemas.field_schema(field, self.sides.reading.catalogue)
            del schema["$schema"]
            return schema | title | self._named_options(field) | ({"readOnly": True} if read_only else {})
        schema = {**fieldtypes.type_of(field).schema(field, self.sides.reading.catalogue), **title}
        schema.pop("format", None)
        if help := field.help.get(self.sides.reading.language):
            schema["description"] = help
        if field.type == "code" and self.sides.dialect is Dialect.JSONFORMS:
            schema.pop("enum", None)
            schema |= self._named_options(field)
        if field.type == "codes" and self.sides.dialect is Dialect.JSONFORMS:
            schema["items"] = {"type": "string", **self._named_options(field)}
        if schema.get("type") == "string" and "enum" not in schema and "oneOf" not in schema:
            schema.setdefault("minLength", 1)
        return schema

    def _named_options(self, field: Field) -> JSONObject:
        if field.type not in ("code", "codes") or (field.type == "codes" and self.sides.canonical):
            return {}
        options = [
            {"const": code.code, "title": code.label.get(self.sides.reading.language)}
            for code in self.sides.reading.catalogue.codelist(field.codelist).active
        ]
        if self.sides.canonical and field.admits_none:
            options.append({"const": None, "title": self.sides.reading.words.gettext("There is none")})  # type: ignore[dict-item]
        return {"oneOf": options}


def _if_says(check: str, verdict: str, then: JSONObject) -> JSONObject:
    return {"if": {"required": [check], "properties": {check: {"const": verdict}}}, "then": then}


def _strict(condition: JSONObject) -> JSONObject:
    """A condition in which what is missing fails (R7), as plain JSON Schema."""
    found: JSONObject = {}
    for keyword, value in condition.items():
        if keyword == "properties":
            found["properties"] = value
            found["required"] = sorted({*value, *found.get("required", [])})
        elif keyword == "required":
            found["required"] = sorted({*value, *found.get("required", [])})
        elif keyword in ("allOf", "anyOf"):
            found[keyword] = [_strict(part) for part in value]
        elif keyword == "not":
            found["not"] = value
    return found
