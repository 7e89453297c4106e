"""The number of a document; which one, the field says, or another field of the same record."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from metadata import identities, writing
from metadata.fields import Field, Label
from metadata.fieldtypes import Context, FieldType, Phone
from metadata.identities import BadNumber, Checked, Verdict
from metadata.problems import Problem, _
from metadata.values import JSONObject, Value

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue

#: Longest number where the field does not say.
LONGEST = 40
#: Numbers of documents are capitals, digits, Chinese characters (字第…号) and a few marks.
PATTERN = "^[0-9A-Z\u3400-\u9fff()./〔〕\\[\\]\\-]+$"


class SeveralNumbers(BadNumber):
    """One cell with several numbers: which one, only its writer knows."""

    code = "identity.several"
    sentence = _("These are %(count)s numbers. Enter one.")


class IdentityType(FieldType):
    """NFKC, no blanks, capitals; an old 15-digit number becomes the 18-digit one.

    `format` is `kind:K`: K a code of id_document_type, `uscc`, or `id_type` = as that field of the record says; | = or.
    """

    name: ClassVar[str] = "identity"
    label = Label("证件号码", "Document number")
    sample = Field(
        *("sample", "person", "identity", Label("证件号码", "ID number"), "ga"), max_length=18, format="kind:111"
    )
    valid = ("11010519491231002X", "440305190102030017")
    invalid: ClassVar[tuple[object, ...]] = (
        *("11010519491231002x", "110105194912310021", "440305190102290011", "1101051949123100", "４40305190102030017"),
        *("", 440305190102030017, 4.40305e17, True, [], {"$ne": ""}),
    )
    written: ClassVar[Mapping[str, Value]] = {
        **{"11010519491231002x": "11010519491231002X", " 110105 19491231 002X ": "11010519491231002X"},
        **{"４４０３０５１９０１０２０３００１７": "440305190102030017", "440305010203001": "440305190102030017"},
    }
    unreadable: ClassVar[tuple[str, ...]] = ("4.40305E+17", "440305190102030017、11010519491231002X")

    def schema(self, field: Field, catalogue: "Catalogue") -> JSONObject:
        return {"type": "string", "minLength": 1, "maxLength": field.max_length or LONGEST, "pattern": PATTERN}

    def read(self, raw: str, field: Field, context: Context) -> Value:
        each = [identities.check(kind, raw) for kind in kinds(field, context.values)]
        good = next((one for one in each if one.verdict is not Verdict.INVALID), None)
        if good and good.verdict is Verdict.SPLIT:
            raise SeveralNumbers(at=field.code, count=len(good.normal))
        return str(good.normal) if good else self.normal(raw, field)

    def normal(self, value: Value, field: Field) -> Value:
        return writing.narrow(value).upper() if isinstance(value, str) else value

    def faults(
        self, value: Value, field: Field, values: Mapping[str, Value], today: date | None = None
    ) -> list[Problem]:
        if not isinstance(value, str):
            return []
        each = [check(value, kind, today) for kind in kinds(field, values)]
        if not each or any(one.problem is None for one in each):
            return []
        return [problem for one in each[:1] if (problem := one.problem)]

    def facts_for_phones(self, field: Field) -> Phone:
        return Phone()  # a letter may be in it: no keypad of digits

    def checked(self, value: str, field: Field, values: Mapping[str, Value]) -> Checked | None:
        """What the number is, for the kind that the record says; None if the record does not say."""
        each = [check(value, kind, None) for kind in kinds(field, values)]
        return next((one for one in each if one.problem is None), each[0] if each else None)


def kinds(field: Field, values: Mapping[str, Value]) -> list[str]:
    """The kinds of number that a field takes; empty while the record does not say which document it is."""
    named = field.format.removeprefix("kind:").split("|") if field.format.startswith("kind:") else []
    found: list[str] = []
    for kind in named:
        said = values.get(kind) if kind == "id_type" else kind
        if isinstance(said, str) and said:
            found.append(said)
    return found


def check(value: str, kind: str, today: date | None) -> Checked:
    """One number in normal form: an old citizen number is not one, its 18-digit form is."""
    found = identities.check(kind, value, today=today)
    if found.verdict in (Verdict.VALID, Verdict.LEGACY):
        return found
    problem = found.problem or BadNumber()
    return Checked(kind, value, Verdict.INVALID, problem=problem)


TYPE = IdentityType()
