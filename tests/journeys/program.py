"""A program that talks to the JSON API with one of the demo's tokens."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4


@dataclass(frozen=True)
class Said:
    """What the API answered: status, headers in small letters, and the document."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass
class Program:
    """Whoever holds a token."""

    url: str
    token: str

    def get(self, path: str) -> Said:
        """Read something."""
        return self.send("GET", path)

    def post(self, path: str, body: object, **headers: str) -> Said:
        """Write something. Header names with `_` for `-`."""
        return self.send("POST", path, body, {name.replace("_", "-"): value for name, value in headers.items()})

    def submit(self, ticket: str, answers: dict[str, object], key: str = "", **more: object) -> Said:
        """Send a page back, under a new key unless one is given."""
        return self.post(
            "/api/v1/submissions", {"ticket": ticket, "answers": answers, **more}, Idempotency_Key=key or str(uuid4())
        )

    def send(self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> Said:
        """One request."""
        address = urlsplit(self.url)
        connection = HTTPConnection(address.hostname or "", address.port, timeout=30)
        sent = {"Authorization": f"Bearer {self.token}", "Accept-Language": "en", **(headers or {})}
        if body is not None:
            sent["Content-Type"] = "application/json"
        try:
            connection.request(method, path, None if body is None else json.dumps(body), sent)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Said(answer.status, found, json.loads(text) if text else None)
