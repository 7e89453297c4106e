"""A telephone number: mobile, landline, or either."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Final

from metadata import identities, writing
from metadata.fields import Field, Label
from metadata.fieldtypes import Context, FieldType, Phone
from metadata.identities import Verdict, phones
from metadata.identities.phones import LANDLINE, MOBILE
from metadata.problems import Problem
from metadata.values import JSONObject, Value

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue

_MOBILE: Final = "1[3-9][0-9]{9}"
_LANDLINE: Final = "(?:0(?:10|2[0-9])[0-9]{8}|0[3-9][0-9]{2}[0-9]{7,8}|[48]00[0-9]{7})(?:-[0-9]{1,6})?"
#: Pattern of each `format` of a phone field.
PATTERNS: Final = {
    "mobile": f"^{_MOBILE}$",
    "landline": f"^{_LANDLINE}$",
    "any": f"^(?:{_MOBILE}|{_LANDLINE})$",
}


class PhoneType(FieldType):
    """Digits; an extension behind a hyphen. `format` of the field: mobile, landline, any."""

    name = "phone"
    label = Label("电话", "Phone number")
    sample = Field("sample", "person", "phone", Label("联系电话", "Phone"), "jd", max_length=20, format="any")
    valid = ("13800138000", "075526000000", "02112345678-8001", "4008001234")
    invalid: ClassVar[tuple[object, ...]] = (
        *(
            "1380013800",
            "138 0013 8000",
            "+8613800138000",
            "12345678901",
            "26000000",
            "０75526000000",
            "",
            "13800138000\n",
        ),
        *(13800138000, True, [], {}),
    )
    written: ClassVar[Mapping[str, Value]] = {
        **{"+8613800138000": "13800138000", "138 0013 8000": "13800138000", "１３８-0013-8000": "13800138000"},
        **{
            "021-12345678转8001": "02112345678-8001",
            "(0755)26000000": "075526000000",
            "008613800138000": "13800138000",
        },
    }
    unreadable = ("1.38E+10", "13800138000/13900139000", "打不通")

    def schema(self, field: Field, catalogue: "Catalogue") -> JSONObject:
        return {"type": "string", "pattern": PATTERNS.get(field.format, PATTERNS["any"]), "maxLength": 20}

    def read(self, raw: str, field: Field, context: Context) -> Value:
        if MOBILE.fullmatch(written := writing.narrow(raw)):
            return written
        from metadata.fieldtypes.identity import SeveralNumbers

        found = identities.check("phone", raw)
        if found.verdict is Verdict.SPLIT:
            raise SeveralNumbers(at=field.code, count=len(found.normal))
        if isinstance(found.problem, phones.WrongPhone):
            raise phones.WrongPhone(at=field.code)
        return self.normal(raw, field)

    def normal(self, value: Value, field: Field) -> Value:
        """One form for what is a number; what is none stays as it was written, without blanks."""
        if not isinstance(value, str):
            return value
        written = writing.narrow(value)
        if MOBILE.fullmatch(written):  # as most are
            return written
        number = phones.normal(written)
        return number if MOBILE.fullmatch(number) or LANDLINE.fullmatch(number) else written

    def format(self, value: Value, field: Field, language: str, context: Context) -> str:
        """Landlines with their area apart; a mobile's groups are set by the page's margins, not by blanks."""
        text = str(value)
        number, hyphen, inner = text.partition("-")
        if number.startswith("0"):
            area = 3 if number[1] in "12" else 4
            number = f"{number[:area]}-{number[area:]}"
        return number + ((" ext. " if language == "en" else "转") + inner if hyphen else "")

    def explain(self, value: object, field: Field, keyword: str) -> Problem | None:
        if not isinstance(value, str):
            return None
        if field.format == "mobile" and LANDLINE.fullmatch(value):
            return phones.MobileExpected(at=field.code)
        if field.format == "landline" and MOBILE.fullmatch(value):
            return phones.LandlineExpected(at=field.code)
        return identities.check("phone", value).problem or phones.WrongPhone()

    def facts_for_phones(self, field: Field) -> Phone:
        own = field.code in ("mobile_phone", "home_phone")
        return Phone("tel", "numeric" if field.format == "mobile" else "tel", "tel" if own else "off")


TYPE = PhoneType()
