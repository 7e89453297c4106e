"""What may be a password (trust.md, D05 and D06)."""

import pytest

from formbuilder.accounts import passwords
from formbuilder.permissions import Role
from formbuilder.problems import CommonPassword, PasswordTooLong, PasswordTooShort


def test_d05_it_is_argon2id_with_nineteen_mebibytes() -> None:
    assert passwords.hash_of("anything at all").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("password", ["x" * 120 + "ab", "四个字都算数的密码", " blanks  count ", "\U0001f600" * 9])
def test_d05_every_character_counts(password: str) -> None:
    kept = passwords.hash_of(password)
    assert passwords.is_right(password, kept)
    assert not passwords.is_right(password[:-1] + "z", kept)
    assert not passwords.is_right(password[1:], kept)


def test_what_looks_the_same_is_the_same() -> None:
    assert passwords.is_right("caf\u00e9 au lait", passwords.hash_of("cafe\u0301 au lait"))


@pytest.mark.parametrize(
    ("password", "role", "problem"),
    [
        ("seven 7", Role.WORKER, PasswordTooShort),
        ("fourteen chars", Role.ADMINISTRATOR, PasswordTooShort),
        ("x" * 64 + "y" * 65, Role.WORKER, PasswordTooLong),
    ],
)
def test_a_length_that_will_not_do_is_refused_with_a_reason(
    password: str, role: Role, problem: type[Exception]
) -> None:
    assert isinstance(passwords.check(password, role), problem)


@pytest.mark.parametrize(
    "password",
    [
        "password", "Password1", "P@ssw0rd!", "12345678", "88888888", "qwertyuiop", "asdfghjkl", "abcabcabc",
        "aaaaaaaa",
        "iloveyou", "sunshine1", "1q2w3e4r", "1qaz2wsx", "admin123456", "woaini1314", "a123456789",
        "社区2026!!!!!!", "wangge2026",
        "formbuilder1", "changeme", "change-me", "letmein123", "zhangsan88", "Zhang San 2026",
        "19900101", "football1", "trustno1!", "juventus", "hellokitty", "1qazxsw2",
    ],
)  # fmt: skip
def test_d06_what_anybody_would_try_first_is_refused(password: str) -> None:
    assert isinstance(passwords.check(password, Role.WORKER, ("zhangsan", "Zhang San")), CommonPassword)


@pytest.mark.parametrize(
    "password", ["correct horse battery", "春晖街道 long enough 7", "kX9#vL2q", "小猫爱吃鱼和虾米"]
)
def test_a_password_that_is_not_guessed_is_taken(password: str) -> None:
    assert passwords.check(password, Role.WORKER, ("worker", "网格员甲")) is None
