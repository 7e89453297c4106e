"""How a column is read, in words: a transform and its arguments as somebody reads them who never wrote a mapping."""

from collections.abc import Mapping
from typing import Final

from formbuilder.language import gettext, language
from metadata.catalogue import Catalogue
from metadata.mappings import Mapped


def _(sentence: str) -> str:
    """Mark a sentence for translation; it is translated where it is drawn."""
    return sentence


#: What a transform does; with arguments, where they say more.
HOW: Final[Mapping[str, str]] = {
    "same": _("as it is"),
    "codes": _("by the table of codes"),
    "label": _("by the name of the option"),
    "date": _("as a date: %(args)s"),
    "year": _("the year of a date"),
    "number": _("as a number: %(args)s"),
    "phone": _("as a phone number: %(args)s"),
    "split": _("taken apart: %(args)s"),
    "join": _("put together: %(args)s"),
    "sum": _("the sum of %(args)s"),
    "prefix": _("the first %(args)s characters"),
    "place_name": _("the name of a place: %(args)s"),
    "address_part": _("a part of the address: %(args)s"),
    "evidence": _("kept word for word"),
    "ignore": _("means no field"),
}
WORDS: Final[Mapping[str, str]] = {
    "mobile": _("mobile"),
    "landline": _("landline"),
    "any": _("of any kind"),
    "first": _("this one first"),
    "second": _("if the other one is empty"),
    "county": _("county"),
    "community": _("community"),
    "grid": _("grid"),
    "house_number": _("house number"),
    "road_plot": _("road"),
    "building": _("building"),
    "unit": _("unit"),
    "floor": _("floor"),
    "room": _("room"),
    "street": _("street"),
}
PART: Final = _("part %(number)s")
BLANK: Final = _("at the blank")
#: Columns that are no facts (R16, stamps).
STAMPS: Final[Mapping[str, str]] = {
    "grid_worker": _("who took it down"),
    "collected_at": _("when it was so"),
    "remark": _("a note to the row"),
}


def how(mapped: Mapped, catalogue: Catalogue) -> str:
    """How the cells of a column are read."""
    return gettext(HOW.get(mapped.transform, mapped.transform)) % {"args": arguments(mapped, catalogue)}


def arguments(mapped: Mapped, catalogue: Catalogue) -> str:
    """The arguments of its transform."""
    args = mapped.args
    match mapped.transform:
        case "date" | "year":
            return args.replace("|", " / ")
        case "number":
            return number(args)
        case "join" | "sum":
            return " + ".join(part.partition(":")[0] for part in args.split("+"))
        case "split":
            separator, _sign, parts = args.partition(";")
            sign = f"“{separator}”" if separator.strip() else gettext(BLANK)
            return f"{sign} · {listed(parts, catalogue)}"
        case "phone" | "place_name" | "address_part":
            return listed(args, catalogue)
    return args


def number(args: str) -> str:
    """× 12 · ÷ column."""
    factor = args.partition(";")[0]
    return {"x": "× ", "/": "÷ "}.get(factor[:1], "") + factor[1:]


def listed(parts: str, catalogue: Catalogue) -> str:
    """Parts, each with the field that it goes to where it says one."""
    return " · ".join(one(part, catalogue) for part in parts.split(";") if part)


def one(part: str, catalogue: Catalogue) -> str:
    """mobile → Mobile phone."""
    name, _colon, code = part.partition(":")
    field = catalogue.fields.get(code)
    word = gettext(PART) % {"number": name} if name.isdigit() else gettext(WORDS.get(name, name))
    return f"{word} → {field.label.get(language())}" if field else word
