"""An e-mail address."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from metadata import writing
from metadata.fields import Field, Label
from metadata.fieldtypes import Context, FieldType, Phone
from metadata.problems import Problem, Unreadable, _
from metadata.values import JSONObject, Value

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue

#: One @, a domain with a dot; what mail servers in use accept, not all that RFC 5322 allows.
PATTERN = (
    "^[0-9A-Za-z!#$%&'*+/=?^_`{|}~\\-]+(?:\\.[0-9A-Za-z!#$%&'*+/=?^_`{|}~\\-]+)*"
    "@(?:[0-9a-z](?:[0-9a-z\\-]*[0-9a-z])?\\.)+[a-z]{2,24}$"
)


class NotAnEmail(Unreadable):
    """Text without an @ and a domain."""

    code = "value.not-an-email"
    sentence = _("“%(value)s” is not an e-mail address. Write it like name@example.com.")
    keyword = "pattern"


class EmailType(FieldType):
    """The domain in small letters, no blanks."""

    name = "email"
    label = Label("电子邮箱", "E-mail")
    sample = Field("sample", "person", "email", Label("电子邮箱", "E-mail"), "jd", max_length=40)
    valid = ("li.lei@example.com", "a+b@mail.example.org")
    invalid: ClassVar[tuple[object, ...]] = (
        "li.lei",
        "@example.com",
        "a@b",
        "a b@example.com",
        "a@EXAMPLE.com",
        "a@example.com\n",
        "",
        1,
        True,
        [],
        {},
    )
    written: ClassVar[Mapping[str, Value]] = {
        "Li.Lei@Example.COM": "Li.Lei@example.com",
        " ａ@example.com ": "a@example.com",
    }

    def schema(self, field: Field, catalogue: "Catalogue") -> JSONObject:
        return {"type": "string", "pattern": PATTERN, "maxLength": field.max_length or 254}

    def read(self, raw: str, field: Field, context: Context) -> Value:
        return raw

    def normal(self, value: Value, field: Field) -> Value:
        if not isinstance(value, str):
            return value
        name, at, domain = writing.narrow(value).rpartition("@")
        return name + at + domain.lower()

    def explain(self, value: object, field: Field, keyword: str) -> Problem | None:
        return NotAnEmail(at=field.code, value=value[:60]) if isinstance(value, str) and keyword == "pattern" else None

    def facts_for_phones(self, field: Field) -> Phone:
        return Phone("email", "email", "email" if field.code == "email" else "off")


TYPE = EmailType()
