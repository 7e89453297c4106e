"""How a page's items are laid out: the uischema of JSON Forms, the uiSchema of RJSF."""

from collections.abc import Iterator

from metadata import fieldtypes
from metadata.fields import Field
from metadata.values import JSONObject
from renderer.outcomes import reasons
from renderer.page import Mode, PageItem
from renderer.sides import BEYOND_CLIENTS, CHECK, WHY, Sides, words_in


class Layout:
    """Writes the layout of one page."""

    def __init__(self, sides: Sides) -> None:
        self.sides = sides

    def uischema(self) -> JSONObject:
        groups = [
            {
                "type": "Group",
                "label": self.sides.title(name),
                "elements": [e for i in items for e in self._controls(name, i)],
            }
            for name, items in self.sides.groups.items()
            if items
        ]
        return {"type": "VerticalLayout", "elements": groups}

    def _controls(self, name: str, item: PageItem) -> Iterator[JSONObject]:
        base = f"#/properties/{name}/properties/"
        check = f"{base}{item.code}{CHECK}"
        if name == "known":
            yield {"type": "Control", "scope": base + item.code}
            return
        wanted = self._rule(item)
        if item.mode is Mode.VERIFY:
            yield {"type": "Control", "scope": check, "options": {"format": "radio"}, **wanted}
        for part in item.group:
            for inner in _inner(part.field):
                control: JSONObject = {"type": "Control", "scope": f"{base}{part.code}{inner}"}
                if part.field.max_length:
                    control["options"] = {"restrict": True}
                if item.mode is Mode.VERIFY:
                    control["rule"] = _when("ENABLE", check, "change")
                yield control | (wanted if item.mode is not Mode.VERIFY else {})
        if item.mode is not Mode.VERIFY:
            yield {"type": "Control", "scope": check, "options": {"format": "radio"}, **wanted}
        yield {"type": "Control", "scope": f"{base}{item.code}{WHY}", "rule": _when("SHOW", check, "unknown")}

    def _rule(self, item: PageItem) -> JSONObject:
        """The condition as a rule of JSON Forms, over the whole data; none where its validator would not know."""
        if not item.live or any(BEYOND_CLIENTS & words_in(condition) for condition in item.conditions):
            return {}
        schema = {"anyOf": [self._nested(condition) for condition in item.conditions]}
        return {"rule": {"effect": "SHOW", "condition": {"scope": "#", "schema": schema, "failWhenUndefined": True}}}

    def _nested(self, condition: JSONObject) -> JSONObject:
        """A condition over fields as one over the data, where each field stands in its group."""
        parts: list[JSONObject] = []
        for keyword, value in condition.items():
            match keyword:
                case "properties":
                    parts += [
                        _within(self.sides.place.get(code, "known"), {"required": [code], "properties": {code: test}})
                        for code, test in value.items()
                    ]
                case "required":
                    parts += [_within(self.sides.place.get(code, "known"), {"required": [code]}) for code in value]
                case "allOf" | "anyOf":
                    parts.append({keyword: [self._nested(part) for part in value]})
                case "not":
                    parts.append({"not": self._nested(value)})
        return parts[0] if len(parts) == 1 else {"allOf": parts}

    def rjsf_ui(self) -> JSONObject:
        found: JSONObject = {"ui:order": [name for name, items in self.sides.groups.items() if items]}
        for name, items in self.sides.groups.items():
            if not items:
                continue
            ui: JSONObject = {"ui:order": [*(key for item in items for key in self._keys(name, item)), "*"]}
            for item in items:
                for part in item.group:
                    if name != "known" and (own := self._widget(part.field)):
                        ui[part.code] = own
                if name != "known":
                    ui[item.code + CHECK] = {
                        "ui:widget": "radio",
                        "ui:enumNames": [title for _, title in self.sides.verdicts_of(item)],
                    }
                    ui[item.code + WHY] = {"ui:enumNames": [title for _, title in reasons(self.sides.reading.words)]}
            found[name] = ui
        return found

    def _keys(self, name: str, item: PageItem) -> list[str]:
        codes = [part.code for part in item.group]
        if name == "known":
            return codes
        check, why = item.code + CHECK, item.code + WHY
        return [check, *codes, why] if item.mode is Mode.VERIFY else [*codes, check, why]

    def _widget(self, field: Field) -> JSONObject:
        phone = fieldtypes.type_of(field).facts_for_phones(field)
        if field.type in ("code", "codes"):
            active = self.sides.reading.catalogue.codelist(field.codelist).active
            names = {"ui:enumNames": [code.label.get(self.sides.reading.language) for code in active]}
            return {"items": names, "ui:widget": "checkboxes"} if field.type == "codes" else names
        digits = phone.inputmode in ("numeric", "decimal", "tel")
        options = {"autocomplete": "off", **({"inputType": "tel"} if digits else {})}
        return (
            {"ui:widget": "textarea", "ui:options": options} if field.type == "long_text" else {"ui:options": options}
        )


def _inner(field: Field) -> tuple[str, ...]:
    """Where the controls of a value stand: an object has one for each part that people write."""
    match field.type:
        case "address":
            return ("/properties/text",)
        case "location":
            return ("/properties/longitude", "/properties/latitude")
        case _:
            return ("",)


def _when(effect: str, scope: str, verdict: str) -> JSONObject:
    return {"effect": effect, "condition": {"scope": scope, "schema": {"const": verdict}, "failWhenUndefined": True}}


def _within(name: str, schema: JSONObject) -> JSONObject:
    return {"required": [name], "properties": {name: schema}}
