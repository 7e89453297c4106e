"""Which families there are, and how often each is met."""

from dataclasses import dataclass

from formbuilder.demo.world.people import DIVORCED, FIRST_MARRIAGE, MAN, REMARRIED, SINGLE, WIDOWED, WOMAN


@dataclass(frozen=True, slots=True)
class Role:
    """A part in a family, before somebody is invented for it: sex ('' = either), age from and to, relation, marital.

    A relation of four digits is the one of a man, then the one of a woman.
    """

    sex: str
    youngest: int
    oldest: int
    relation: str
    marital: str
    surname_of_head: bool = False

    def relation_of(self, sex: str) -> str:
        """To the head of the household."""
        if len(self.relation) == 2:
            return self.relation
        return self.relation[:2] if sex == MAN else self.relation[2:]


YOUNG_FAMILY = (
    Role(MAN, 33, 48, "01", FIRST_MARRIAGE),
    Role(WOMAN, 31, 46, "12", FIRST_MARRIAGE),
    Role("", 3, 12, "2030", SINGLE, True),
)
OLD_COUPLE = (Role(MAN, 64, 82, "01", FIRST_MARRIAGE), Role(WOMAN, 62, 80, "12", FIRST_MARRIAGE))
#: Families, and how often each is met. Ages of the old stand to those of the young as life would have it.
FAMILIES: tuple[tuple[int, tuple[Role, ...]], ...] = (
    (5, YOUNG_FAMILY),
    (
        3,
        (
            Role(MAN, 36, 48, "01", FIRST_MARRIAGE),
            Role(WOMAN, 34, 46, "12", FIRST_MARRIAGE),
            Role("", 8, 14, "2232", SINGLE, True),
            Role("", 1, 6, "2333", SINGLE, True),
        ),
    ),
    (4, OLD_COUPLE),
    (3, (Role(WOMAN, 66, 88, "01", WIDOWED),)),
    (
        3,
        (
            Role(MAN, 38, 46, "01", FIRST_MARRIAGE),
            Role(WOMAN, 36, 44, "12", REMARRIED),
            Role("", 6, 13, "2030", SINGLE, True),
            Role(WOMAN, 65, 74, "52", WIDOWED),
        ),
    ),
    (3, (Role("", 23, 35, "01", SINGLE),)),
    (2, (Role(MAN, 26, 34, "01", FIRST_MARRIAGE), Role(WOMAN, 25, 33, "12", FIRST_MARRIAGE))),
    (2, (Role(WOMAN, 34, 46, "01", DIVORCED), Role("", 7, 15, "2030", SINGLE))),
    (
        1,
        (
            Role(MAN, 52, 60, "01", FIRST_MARRIAGE),
            Role(WOMAN, 50, 58, "12", FIRST_MARRIAGE),
            Role("", 23, 28, "2030", SINGLE, True),
        ),
    ),
)
WEIGHTS = [weight for weight, _roles in FAMILIES]
