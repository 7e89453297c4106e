"""How a visit may end without answers (R13), in an order and in words."""

from metadata.entities import Entity
from renderer.show import Words


def outcomes(entity: Entity, words: Words) -> list[tuple[str, str]]:
    """Codes and words of the ends that make sense for an entity: the first three leave its status alone."""
    said = {
        "nobody_home": words.gettext("Nobody home"),
        "come_again": words.gettext("Come again later"),
        "refused": words.gettext("Refused"),
        "moved_away": words.gettext("Moved away"),
        "deceased": words.gettext("Deceased"),
        "no_such_place": words.gettext("No such person or place"),
        "closed": words.gettext("Closed"),
    }
    return [(code, text) for code, text in said.items() if code in entity.outcomes or code in _ALWAYS]


_ALWAYS = ("nobody_home", "come_again", "refused")


def reasons(words: Words) -> list[tuple[str, str]]:
    """Why an item could not be settled (R6b): codes and words."""
    return [
        ("unaware", words.gettext("The person does not know")),
        ("declined", words.gettext("Does not want to say")),
        ("absent", words.gettext("Did not meet the person")),
    ]


#: The codes of `reasons`.
REASONS = frozenset({"unaware", "declined", "absent"})
