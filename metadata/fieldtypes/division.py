"""A division by its code: six digits to the county, twelve to the community."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from metadata import divisions, writing
from metadata.fields import Field, Label
from metadata.fieldtypes import Context, FieldType, Phone
from metadata.problems import Problem, Unreadable, _
from metadata.values import JSONObject, Value

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue

#: Codes that begin so are nobody's: an instance may invent areas there, as the demo does.
INVENTED = "99"


class UnknownDivision(Unreadable):
    """A code, or a name, that is and was no division."""

    code = "division.unknown"
    sentence = _("“%(value)s” is not known as a division.")


class SeveralDivisions(Unreadable):
    """A name that several divisions have."""

    code = "division.several"
    sentence = _("“%(value)s” fits several divisions: %(names)s. Write the province or the city before it.")


class DivisionType(FieldType):
    """`format` of the field: digits:6 or digits:12. Names are read downwards; upper ones may be missing."""

    name = "division"
    label = Label("行政区划", "Division")
    sample = Field("sample", "person", "division", Label("籍贯", "Native place"), "ga", format="digits:6")
    valid = ("440305", "422201", "110000", "990101")
    invalid: ClassVar[tuple[object, ...]] = (
        "44030",
        "4403050",
        "440305007012",
        "４40305",
        "440399",
        "广东省",
        "440305\n",
        "",
        440305,
        True,
        [],
        {},
    )
    written: ClassVar[Mapping[str, Value]] = {
        "440305": "440305",
        "广东省深圳市南山区": "440305",
        "深圳南山": "440305",
        "４４０３０５": "440305",
    }
    unreadable = ("朝阳区", "乌有市", "4.40E+5")

    def schema(self, field: Field, catalogue: "Catalogue") -> JSONObject:
        return {"type": "string", "pattern": f"^[1-9][0-9]{{{digits(field) - 1}}}$"}

    def read(self, raw: str, field: Field, context: Context) -> Value:
        text = writing.narrow(raw)
        if text.isdecimal() or digits(field) != 6:
            return self._of_instance(text, context) or text
        found = context.divisions.find(text)
        if len(found) > 1:
            names = "、".join(context.divisions.full_name(d.code) for d in found[:5])
            raise SeveralDivisions(at=field.code, value=text[:40], names=names)
        if not found:
            raise UnknownDivision(at=field.code, value=text[:40])
        return found[0].code

    def _of_instance(self, text: str, context: Context) -> str:
        """The code of an area that only the instance knows, by a name that no other of them has."""
        fits = [code for code, name in context.names.items() if name == text]
        return fits[0] if len(fits) == 1 else ""

    def normal(self, value: Value, field: Field) -> Value:
        return writing.narrow(value) if isinstance(value, str) else value

    def format(self, value: Value, field: Field, language: str, context: Context) -> str:
        code = str(value)
        if code in context.names:
            return context.names[code]
        name = context.divisions.full_name(code)
        return f"{name} {code}" if len(code) > 6 and name else name or code

    def faults(
        self, value: Value, field: Field, values: Mapping[str, Value], today: date | None = None
    ) -> list[Problem]:
        code = str(value)
        known = value is None or code.startswith(INVENTED) or divisions.shipped().known(code[:6])
        return [] if known else [UnknownDivision(at=field.code, value=code)]

    def explain(self, value: object, field: Field, keyword: str) -> Problem | None:
        return UnknownDivision(at=field.code, value=value[:40]) if isinstance(value, str) else None

    def facts_for_phones(self, field: Field) -> Phone:
        return Phone(inputmode="text")


def digits(field: Field) -> int:
    """How many digits the field's codes have."""
    return 12 if field.format == "digits:12" else 6


TYPE = DivisionType()
