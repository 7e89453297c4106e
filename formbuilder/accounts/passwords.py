"""Passwords: slow to guess, never kept, never cut short; refused with a reason where everybody's would be the same."""

import hashlib
import re
import threading
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.low_level import Type

from formbuilder.permissions import Role
from formbuilder.problems import CommonPassword, PasswordTooLong, PasswordTooShort, TooMany
from metadata.problems import Problem

#: OWASP's least for argon2id: 19 MiB, two passes, one lane; about 30 ms. More would let one login page stop the rest.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
SHORTEST = 8
SHORTEST_OF_ADMINISTRATORS = 15
LONGEST = 128
#: Hashes at once in one process, and how long the next one waits for its turn.
AT_ONCE = 2
WAIT_SECONDS = 5.0
COMMON = Path(__file__).with_name("common_passwords.txt")
#: Of the 20,000 most used passwords of the publicly known leaks those that the words above do not find: so many bytes
#: of the SHA-256 of each, sorted. (Digests, for nobody needs to read them.)
LEAKED = Path(__file__).with_name("leaked_passwords.bin")
MARK_BYTES = 5

_turns = threading.BoundedSemaphore(AT_ONCE)


def normal(password: str) -> str:
    """One form for what looks the same: NFC. Nothing is trimmed."""
    return unicodedata.normalize("NFC", password)


def hash_of(password: str) -> str:
    """What is kept of a password."""
    with _turn():
        return HASHER.hash(normal(password))


def is_right(password: str, kept: str) -> bool:
    """Whether it is the password that was kept. Without one (`kept` empty) it takes as long, and is wrong."""
    if len(password) > LONGEST:
        return False
    with _turn():
        try:
            return HASHER.verify(kept or nobodys(), normal(password)) and bool(kept)
        except (VerifyMismatchError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with weaker settings than today's."""
    return HASHER.check_needs_rehash(kept)


def check(password: str, role: Role, words: tuple[str, ...] = ()) -> Problem | None:
    """Why a new password will not do, or None. `words`: names that are close by, such as the account's own."""
    length = len(normal(password))
    shortest = SHORTEST_OF_ADMINISTRATORS if role is Role.ADMINISTRATOR else SHORTEST
    if length < shortest:
        return PasswordTooShort(limit=shortest)
    if length > LONGEST:
        return PasswordTooLong(limit=LONGEST)
    if is_common(normal(password), words):
        return CommonPassword()
    return None


def is_common(password: str, words: tuple[str, ...] = ()) -> bool:
    """Whether it is among the first that anybody would try: known words with digits, or a row of keys."""
    plain = password.casefold()
    known = common() | {word.casefold() for word in words if word}
    forms = {plain, plain.translate(LOOKS_LIKE)}
    cores = {FILLING.sub("", form) for form in forms} | {
        form.strip("0123456789!@#$%^&*.?_-+= ！？。") for form in forms
    }
    if (forms | cores) & known or min(map(len, cores)) < 3:
        return True
    if plain in leaked():
        return True
    return any(len(set(core)) <= 2 or is_row(core) or is_row(plain) for core in cores)


#: What is put around a word to make it look like a password.
FILLING = re.compile(r"[\W\d_]+")
LOOKS_LIKE = str.maketrans("@4301$5!7", "aaeoissit")
ROWS = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv",
)


def is_row(text: str) -> bool:
    """Keys that lie side by side, forwards, backwards or over again: qwerty, poiuyt, abcabcabc."""
    for length in range(1, len(text) // 2 + 1):
        if len(text) % length == 0 and text == text[:length] * (len(text) // length):
            return True
    return any(text in row + row or text[::-1] in row + row for row in ROWS)


@cache
def common() -> frozenset[str]:
    """The list of words and passwords that are tried first."""
    return frozenset(COMMON.read_text().split())


class Leaked:
    """Passwords that everybody may read since they leaked."""

    def __init__(self) -> None:
        marks = LEAKED.read_bytes()
        self.marks = frozenset(marks[at : at + MARK_BYTES] for at in range(0, len(marks), MARK_BYTES))

    def __contains__(self, password: str) -> bool:
        return hashlib.sha256(password.encode()).digest()[:MARK_BYTES] in self.marks


leaked = cache(Leaked)


@cache
def nobodys() -> str:
    """A hash to try where there is no account: finding out takes as long as a wrong password."""
    return HASHER.hash("nobody has this password")


class _turn:  # noqa: N801 - used as a statement
    """One place among the few that hash at the same time."""

    def __enter__(self) -> None:
        if not _turns.acquire(timeout=WAIT_SECONDS):
            raise TooMany(seconds=round(WAIT_SECONDS))

    def __exit__(self, *_: object) -> None:
        _turns.release()
