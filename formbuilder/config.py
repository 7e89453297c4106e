"""Every setting of the service, each one documented line; a wrong one stops the start with a sentence."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SECRET_LENGTH = 32


class WrongSetting(ValueError):  # noqa: N818 - it reads as what it is
    """A setting that the service cannot start with; its text says which and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How one instance runs. Read once, at start, from the environment."""

    #: FORMBUILDER_DATA: the folder of everything that is kept (default `instance/`).
    data: Path
    #: FORMBUILDER_DATABASE_URL: an SQLAlchemy URL (default: SQLite in the data folder).
    database_url: str
    #: FORMBUILDER_SECRET_KEY: signs tickets; at least 32 characters (`demo` makes one in the data folder).
    secret_key: str
    #: FORMBUILDER_TIMEZONE: the zone whose days are the days of this instance (default Asia/Shanghai).
    timezone: ZoneInfo
    #: FORMBUILDER_PORT: where `serve` and `demo` listen (default 8000).
    port: int
    #: FORMBUILDER_SECURE_COOKIES: 1 (default) behind TLS; 0 where the service is reached by plain http, as in the demo.
    secure_cookies: bool
    #: FORMBUILDER_HOSTS: host names that the service answers to, separated by commas (default: all).
    hosts: tuple[str, ...] = ()
    #: FORMBUILDER_PROXIES: how many reverse proxies of ours stand before the service (default 0: none is believed).
    proxies: int = 0
    #: FORMBUILDER_SUBMITS: submissions that one account may send in a minute (default 120).
    submits_per_minute: int = 120

    @property
    def secret_file(self) -> Path:
        return self.data / "secret_key"

    def with_secret(self, secret: str) -> "Settings":
        return replace(self, secret_key=secret)


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process; WrongSetting names the first that is wrong.

    An empty secret key is let through: only `serve` needs one (see `require_secret`).
    """
    data = Path(environment.get("FORMBUILDER_DATA") or "instance").absolute()
    url = environment.get("FORMBUILDER_DATABASE_URL") or f"sqlite:///{data / 'formbuilder.db'}"
    if not url.startswith(("sqlite:///", "postgresql")):
        raise WrongSetting("FORMBUILDER_DATABASE_URL must begin with sqlite:/// or postgresql://.")
    secret = environment.get("FORMBUILDER_SECRET_KEY", "") or read_secret(data / "secret_key")
    if secret and len(secret) < SECRET_LENGTH:
        raise WrongSetting(f"FORMBUILDER_SECRET_KEY must have at least {SECRET_LENGTH} characters.")
    return Settings(
        data=data,
        database_url=url,
        secret_key=secret,
        timezone=read_zone(environment.get("FORMBUILDER_TIMEZONE") or "Asia/Shanghai"),
        port=read_port(environment.get("FORMBUILDER_PORT") or "8000"),
        secure_cookies=read_switch("FORMBUILDER_SECURE_COOKIES", environment.get("FORMBUILDER_SECURE_COOKIES") or "1"),
        hosts=tuple(environment.get("FORMBUILDER_HOSTS", "").replace(",", " ").split()),
        proxies=read_count("FORMBUILDER_PROXIES", environment.get("FORMBUILDER_PROXIES") or "0", 9),
        submits_per_minute=read_count("FORMBUILDER_SUBMITS", environment.get("FORMBUILDER_SUBMITS") or "120", 10**6),
    )


def read_secret(file: Path) -> str:
    """The key that the demo made and kept, or nothing."""
    return file.read_text().strip() if file.exists() else ""


def make_secret(settings: Settings) -> Settings:
    """Settings with a secret key: the one there is, else a new one, kept in the data folder for its owner only."""
    if settings.secret_key:
        return settings
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = secrets.token_urlsafe(SECRET_LENGTH)
    handle = os.open(settings.secret_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secret)
    return settings.with_secret(secret)


def require_secret(settings: Settings) -> Settings:
    """The settings as they are, or WrongSetting where there is no secret key."""
    if not settings.secret_key:
        raise WrongSetting(
            f"FORMBUILDER_SECRET_KEY is missing: set it to at least {SECRET_LENGTH} characters that nobody can guess."
        )
    return settings


def read_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WrongSetting(f"FORMBUILDER_TIMEZONE: no time zone is called {name}.") from None


def read_port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise WrongSetting("FORMBUILDER_PORT must be a number from 1 to 65535.")
    return int(text)


def read_count(name: str, text: str, most: int) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > most:
        raise WrongSetting(f"{name} must be a number from 0 to {most}.")
    return int(text)


def read_switch(name: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise WrongSetting(f"{name} must be 0 or 1.")
    return text == "1"
