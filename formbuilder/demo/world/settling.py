"""Fills a grid with people: each door's own seed says who lives there, since when, and what became of them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from formbuilder.demo.world import families, names, work
from formbuilder.demo.world.families import FAMILIES, WEIGHTS, Role
from formbuilder.demo.world.ground import CITY_TEXT, DISTRICT, DISTRICT_TEXT, PROVINCE_TEXT, Door, Grid, doors_in
from formbuilder.demo.world.people import (
    AWAY,
    DEAD,
    DIVORCED,
    FIRST_MARRIAGE,
    SINGLE,
    WIDOWED,
    YEAR,
    Flat,
    Hardship,
    Home,
    Household,
    Owner,
    Person,
    Registration,
)
from formbuilder.demo.world.sizes import Size
from formbuilder.demo.world.timeline import FIVE_YEARS, Timeline, always, since

SEED = 990101
#: Counties that people come from: code, name from the province down, a village there. The doors are invented.
ORIGINS = (
    ("441424", "广东省梅州市五华县", "华新村"),
    ("411525", "河南省信阳市固始县", "柳树店村"),
    ("341221", "安徽省阜阳市临泉县", "新集村"),
    ("360731", "江西省赣州市于都县", "长岭村"),
    ("511324", "四川省南充市仪陇县", "双河村"),
    ("421122", "湖北省黄冈市红安县", "高桥村"),
    ("430422", "湖南省衡阳市衡南县", "茶园村"),
    ("511623", "四川省广安市邻水县", "石桥村"),
)
#: The first doors of the first grid are lived in by the people whom the demo shows something with (`demo.cast`).
CAST_DOORS = 8
ELDERLY_DOOR = 7
#: The door behind them is let to somebody of whom no register knows the name.
STRANGER_DOOR = 8
#: Shares: empty flats, people registered where they live, who rent, who moved in within five years though they own.
EMPTY, LOCAL, RENTS, BOUGHT = 0.19, 0.78, 0.1, 0.18
#: Shares over five years: another phone, a wedding of the young, a spouse's death, a divorce, who lived here before.
NEW_PHONE, WEDDING, WIDOWED_SINCE, DIVORCED_SINCE, PREDECESSOR = 0.3, 0.2, 0.3, 0.4, 0.35


@dataclass
class Settling:
    """One grid while it is being filled: how many of each birthday it has had."""

    grid: Grid
    people: int = 0
    alike: Counter[tuple[date, str]] = field(default_factory=Counter)

    def number(self, born: date, sex: str) -> str:
        """An identity number that nobody else has."""
        self.alike[born, sex] += 1
        return names.citizen_number(born, sex, self.grid.serial, self.alike[born, sex] - 1)

    def serial(self) -> int:
        """The next person's number within the grid."""
        self.people += 1
        return self.people - 1


def settle(grid: Grid, size: Size) -> Iterator[Flat]:
    """Every opened door of a grid and who lives behind it."""
    settling = Settling(grid)
    for serial, door in enumerate(doors_in(grid, size)):
        chance = Random(SEED * 10**9 + grid.serial * 10**4 + serial)
        part_of_cast = grid.serial == 0 and serial < CAST_DOORS
        let_to_stranger = grid.serial == 0 and serial == STRANGER_DOOR
        lived_in = (chance.random() >= EMPTY or part_of_cast) and not let_to_stranger
        owner = _owner(settling, chance)
        if not lived_in:
            yield Flat(door, serial, owner, None)
            continue
        home = (
            _cast_home(settling, serial, door, owner, chance)
            if part_of_cast
            else _home(settling, serial, door, owner, chance)
        )
        yield Flat(door, serial, home.owner, home)


def _owner(settling: Settling, chance: Random) -> Owner:
    """Whom a flat belongs to that is let or empty: somebody who lives elsewhere."""
    sex = chance.choice("12")
    born = date(YEAR - chance.randint(35, 75), 1, 1) + timedelta(days=chance.randrange(300))
    phone = names.mobile_number(settling.grid.serial, settling.serial())
    return Owner(names.a_name(chance, sex), settling.number(born, sex), phone)


def _cast_home(settling: Settling, serial: int, door: Door, owner: Owner, chance: Random) -> Household:
    """A family in which nothing has happened: what systems say of them is written down, not drawn."""
    roles = families.OLD_COUPLE if serial == ELDERLY_DOOR else families.YOUNG_FAMILY
    place = _Place(door, serial, always(Home(door.full, door)), _registered_here(door), quiet=True)
    members = _members(settling, roles, place, chance)
    return _household(settling, place, members, owner, rents=False, moved=FIVE_YEARS * 3)


def _home(settling: Settling, serial: int, door: Door, owner: Owner, chance: Random) -> Household:
    """A family as chance will have it."""
    roles = chance.choices(FAMILIES, WEIGHTS)[0][1]
    local = chance.random() < LOCAL
    rents = not local or chance.random() < RENTS
    if rents:
        moved = chance.randint(30, 1400)
    else:
        moved = chance.randint(200, 1800) if chance.random() < BOUGHT else FIVE_YEARS * 3
    registered = _registration(door, serial, local, rents, chance)
    before = Home(registered.text if not local else _old_street(serial))
    homes = since([(moved, Home(door.full, door))], before) if moved < FIVE_YEARS else always(Home(door.full, door))
    place = _Place(door, serial, homes, registered)
    members = _members(settling, roles, place, chance)
    home = _household(settling, place, members, owner, rents=rents, moved=moved)
    return replace(home, former=tuple(_former(settling, home, place, chance)))


@dataclass(frozen=True, slots=True)
class _Place:
    """What the members of one household share."""

    door: Door
    serial: int
    homes: Timeline[Home]
    registered: Registration
    quiet: bool = False  # nothing ever happens here


def _registered_here(door: Door) -> Registration:
    return Registration(DISTRICT, door.full, rural=False, local=True)


def _registration(door: Door, serial: int, local: bool, rents: bool, chance: Random) -> Registration:
    """Where a family is registered."""
    if not local:
        division, county, village = chance.choice(ORIGINS)
        return Registration(division, f"{county}{village}{chance.randint(1, 90)}号", rural=True, local=False)
    if rents:
        return Registration(DISTRICT, _old_street(serial), rural=False, local=True)
    return _registered_here(door)


def _old_street(serial: int) -> str:
    """Where a family of the district lived before, and may still be registered."""
    return f"{PROVINCE_TEXT}{CITY_TEXT}{DISTRICT_TEXT}旧街{serial + 1}号"


def _household(
    settling: Settling, place: _Place, members: list[Person], owner: Owner, *, rents: bool, moved: int
) -> Household:
    head = members[0]
    held_by = owner if rents else Owner(head.name, head.number, head.phones.now)
    landline = names.landline_number(settling.grid.serial, place.serial) if place.serial % 3 == 0 else ""
    return Household(place.serial, place.door, tuple(members), rents, moved, held_by, landline)


def _members(settling: Settling, roles: tuple[Role, ...], place: _Place, chance: Random) -> list[Person]:
    """The parts of a family, given to people."""
    surname = chance.choice(names.SURNAMES)
    ethnic = chance.choices(("01", "03", "11", "06", "15"), (93, 2, 2, 1.5, 1.5))[0]
    marriage = _marriage(roles[0], chance) if not place.quiet else always(roles[0].marital)
    members: list[Person] = []
    for role in roles:
        adults = [member for member in members if member.age >= work.ADULT_FROM]
        person = _person(settling, role, place, surname, ethnic, adults[-1] if adults else None, chance)
        if role.relation in ("01", "12") and role.marital == roles[0].marital:
            person = replace(person, marital=marriage)
        members.append(replace(person, alone=len(roles) == 1))
    grown = [member for member in members[1:] if member.age >= work.ADULT_FROM]
    if grown:
        members[0] = replace(members[0], contact=grown[0].name, contact_phone=grown[0].phones.now)
    return members


def _marriage(role: Role, chance: Random) -> Timeline[str]:
    """How the head came to be married, widowed or divorced."""
    drawn, ago = chance.random(), chance.randint(30, FIVE_YEARS - 30)
    young = role.oldest < 50
    if role.marital == FIRST_MARRIAGE and young and drawn < WEDDING:
        return since([(ago, FIRST_MARRIAGE)], SINGLE)
    if role.marital == WIDOWED and drawn < WIDOWED_SINCE:
        return since([(ago, WIDOWED)], FIRST_MARRIAGE)
    if role.marital == DIVORCED and drawn < DIVORCED_SINCE:
        return since([(ago, DIVORCED)], FIRST_MARRIAGE)
    return always(role.marital)


def _person(
    settling: Settling,
    role: Role,
    place: _Place,
    surname: str,
    ethnic: str,
    contact: Person | None,
    chance: Random,
) -> Person:
    """Somebody for a part in a family."""
    serial = settling.serial()
    sex = role.sex or chance.choice("12")
    age = chance.randint(role.youngest, role.oldest)
    born = date(YEAR - age, 1, 1) + timedelta(days=chance.randrange(300))
    of_head = role.relation == "01" or role.surname_of_head
    name = names.a_name(chance, sex, surname if of_head else "")
    jobs = always(work.a_job(chance)) if place.quiet and age < work.RETIRED_FROM else work.working_life(age, chance)
    if place.quiet and age < work.EMPLOYED_FROM:
        jobs = always(work.Job(work.STUDENT))
    return Person(
        serial=serial,
        grid=settling.grid.serial,
        name=name,
        number=settling.number(born, sex),
        sex=sex,
        born=born,
        relation=role.relation_of(sex),
        marital=always(role.marital),
        education=work.education(age, jobs.now, chance),
        jobs=jobs,
        phones=_phones(settling.grid.serial, serial, age, contact, place.quiet, chance),
        homes=place.homes,
        ethnic=ethnic,
        registered=place.registered,
        party="03"
        if 14 <= age <= 28 and chance.random() < 0.5
        else "01"
        if age > 28 and chance.random() < 0.1
        else "13",
        alone=False,
        contact=contact.name if contact else "",
        contact_phone=contact.phones.now if contact else "",
        hardship=Hardship() if place.quiet else _hardship(age, jobs.now.status, chance),
    )


def _phones(grid: int, serial: int, age: int, contact: Person | None, quiet: bool, chance: Random) -> Timeline[str]:
    """A child uses the phone of its contact; some of the very old have none."""
    number = names.mobile_number(grid, serial)
    if age < 12:
        return contact.phones if contact else always("")
    if age >= 80 and chance.random() < 0.3 and not quiet:
        return always("")
    if quiet or chance.random() >= NEW_PHONE:
        return always(number)
    changes = [(chance.randint(15, FIVE_YEARS - 30), number)]
    if chance.random() < 0.2:
        changes.append((changes[0][0] + chance.randint(100, 700), names.mobile_number(grid, serial, 2)))
    return since(changes, names.mobile_number(grid, serial, 1))


def _hardship(age: int, status: str, chance: Random) -> Hardship:
    """A disability, an illness, help from the state."""
    disability = assistance = ""
    if chance.random() < (0.02 if age < 60 else 0.06):
        disability = f"{chance.choice('1244456')}{chance.choice('1233344')}"
    if (status == work.WITHOUT or age >= 65 or disability) and chance.random() < 0.16:
        assistance = chance.choices(("01", "03", "04", "06"), (6, 1, 3, 2))[0]
    health = "6" if disability else "3" if chance.random() < (0.35 if age >= 60 else 0.05) else "1"
    return Hardship(disability, assistance, chance.randint(60, FIVE_YEARS), health)


def _former(settling: Settling, home: Household, place: _Place, chance: Random) -> Iterator[Person]:
    """A spouse who died, and somebody who lived here before: old tables still list them."""
    head = home.head
    if head.marital.now == WIDOWED and len(head.marital.spans) > 1:
        role = Role("1" if head.sex == "2" else "2", max(head.age - 3, 60), head.age + 5, "12", FIRST_MARRIAGE)
        dead = _person(settling, role, place, "", head.ethnic, None, chance)
        yield replace(dead, status=DEAD, left=head.marital.spans[0][0])
    if home.since < FIVE_YEARS and chance.random() < PREDECESSOR:
        role = Role("", 28, 55, "01", FIRST_MARRIAGE)
        lived = _Place(place.door, place.serial, always(Home(place.door.full, place.door)), place.registered)
        gone = _person(settling, role, lived, "", "01", None, chance)
        yield replace(gone, status=AWAY, left=home.since + 20)
