"""The unified social credit code of an organisation (GB 32100)."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from metadata import identities, writing
from metadata.fields import Field, Label
from metadata.fieldtypes import Context, FieldType
from metadata.identities import Verdict
from metadata.identities.organisations import OldNumber
from metadata.problems import Problem
from metadata.values import JSONObject, Value

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue

PATTERN = "^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"


class UsccType(FieldType):
    """Eighteen capitals and digits with a check character."""

    name = "uscc"
    label = Label("统一社会信用代码", "Credit code")
    sample = Field("sample", "enterprise", "uscc", Label("信用代码", "Credit code"), "sc", max_length=18)
    valid = ("91440300000000019B",)
    invalid: ClassVar[tuple[object, ...]] = (
        "914403000000000190",
        "91440300000000019b",
        "440301100000018",
        "00000001-9",
        "",
        914403,
        True,
        [],
        {},
    )
    written: ClassVar[Mapping[str, Value]] = {
        "91440300000000019b": "91440300000000019B",
        " 9144 0300 0000 0001 9B": "91440300000000019B",
    }
    unreadable = ("9.1440E+17", "440301100000018")

    def schema(self, field: Field, catalogue: "Catalogue") -> JSONObject:
        return {"type": "string", "pattern": PATTERN}

    def read(self, raw: str, field: Field, context: Context) -> Value:
        found = identities.check("uscc", raw)
        if found.verdict is Verdict.LEGACY:
            raise OldNumber(at=field.code)
        return str(found.normal) if found.verdict is Verdict.VALID else self.normal(raw, field)

    def normal(self, value: Value, field: Field) -> Value:
        return writing.narrow(value).upper() if isinstance(value, str) else value

    def faults(
        self, value: Value, field: Field, values: Mapping[str, Value], today: date | None = None
    ) -> list[Problem]:
        return self._why(value, field) if isinstance(value, str) else []

    def explain(self, value: object, field: Field, keyword: str) -> Problem | None:
        return next(iter(self._why(value, field)), None) if isinstance(value, str) else None

    def _why(self, value: str, field: Field) -> list[Problem]:
        found = identities.check("uscc", value)
        if found.verdict is Verdict.LEGACY:
            return [OldNumber(at=field.code)]
        return [found.problem] if found.problem else []


TYPE = UsccType()
