"""People of the world and what they were over five years: names, homes, marriages, work, phones."""

from dataclasses import dataclass
from datetime import date

from formbuilder.demo.world.ground import Door
from formbuilder.demo.world.timeline import Timeline
from formbuilder.demo.world.work import RETIRED_FROM, Job

#: The year that ages are counted from: numbers and names do not depend on the day that the demo is built.
YEAR = 2026
MAN, WOMAN = "1", "2"
SINGLE, MARRIED, WIDOWED, DIVORCED = "10", "20", "30", "40"
FIRST_MARRIAGE, REMARRIED = "21", "22"
#: Statuses of people: here, moved away, dead.
HERE, AWAY, DEAD = "1", "3", "4"


@dataclass(frozen=True, slots=True)
class Home:
    """Where somebody lives or lived: a door of the world, or a text of somewhere else."""

    text: str
    door: Door | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """Where somebody is registered (户籍): the county's code, the text from the province down, farming or not."""

    division: str
    text: str
    rural: bool
    local: bool  # within the invented city


@dataclass(frozen=True, slots=True)
class Hardship:
    """What the state helps with. Empty: nothing. `since`: days ago."""

    disability: str = ""  # category and level: 43
    assistance: str = ""  # kind of social assistance
    since: int = 0
    health: str = "1"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, as true as the world knows; what each system knows is less (see `formbuilder.demo.tables`)."""

    serial: int  # within the grid
    grid: int
    name: str
    number: str
    sex: str
    born: date
    relation: str  # to the head of the household, GB/T 4761
    marital: Timeline[str]
    education: str
    jobs: Timeline[Job]
    phones: Timeline[str]  # empty: none
    homes: Timeline[Home]
    ethnic: str
    registered: Registration
    party: str
    alone: bool
    contact: str  # the one to call, of the same household; empty: none
    contact_phone: str
    hardship: Hardship = Hardship()
    #: What became of those who no longer live here, and how many days ago.
    status: str = HERE
    left: int = 0

    @property
    def age(self) -> int:
        return YEAR - self.born.year

    @property
    def elderly(self) -> bool:
        return self.age >= RETIRED_FROM

    @property
    def luck(self) -> int:
        """A number of this person alone, from which tables draw what they know."""
        return self.grid * 10_000 + self.serial


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom a flat belongs to."""

    name: str
    number: str
    phone: str


@dataclass(frozen=True, slots=True)
class Household:
    """Who lives behind one door, the head first."""

    serial: int  # of its door within the grid
    door: Door
    members: tuple[Person, ...]
    rents: bool
    since: int  # days ago
    owner: Owner
    landline: str
    former: tuple[Person, ...] = ()  # who lived here before, or has died

    @property
    def head(self) -> Person:
        return self.members[0]

    @property
    def register(self) -> str:
        """The number of its register: nine digits, unique in its community."""
        return f"{self.door.grid.code[12:]}{self.serial:07d}"


@dataclass(frozen=True, slots=True)
class Flat:
    """A door, who owns it, and who lives there; nobody: it stands empty."""

    door: Door
    serial: int
    owner: Owner
    household: Household | None

    @property
    def luck(self) -> int:
        """A number of this flat alone."""
        return self.door.grid.serial * 10_000 + 9_000 + self.serial
