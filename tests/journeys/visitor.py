"""A browser without a screen: cookies, forms read from the page that came, redirects followed. For HTTP journeys."""

import http.client
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib  # type: ignore[import-untyped]  # it has no types

#: Form fields as a browser sends them: a name may come several times.
Sent = dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What came back, and from where after redirects."""

    status: int
    path: str
    text: str
    headers: dict[str, str]

    @property
    def tree(self) -> Element:
        """The page as HTML5 reads it; a page that is not well formed fails here."""
        tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(self.text)
        return tree

    def names(self) -> set[str]:
        """The names of everything that can be filled in or chosen on the page."""
        found = (
            node.get("name", "") for tag in ("input", "select", "textarea", "button") for node in self.tree.iter(tag)
        )
        return {name for name in found if name}

    def hidden(self, form: str = "") -> Sent:
        """The hidden inputs of the page's form (by id), as its submit sends them."""
        root = self.form(form)
        return {
            node.get("name", ""): node.get("value", "") for node in root.iter("input") if node.get("type") == "hidden"
        }

    def form(self, id_: str = "") -> Element:
        """One form of the page."""
        for node in self.tree.iter("form"):
            if not id_ or node.get("id") == id_:
                return node
        raise AssertionError(f"no form {id_} on {self.path}")


@dataclass
class Visitor:
    """Somebody at a browser."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self.send("GET", path)

    def post(self, path: str, fields: Sent) -> Answer:
        """Send a form."""
        return self.send("POST", path, urlencode(fields))

    def send(self, method: str, path: str, body: str = "", *, follow: bool = True) -> Answer:
        """One request and the redirects after it."""
        address = urlsplit(self.url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
        headers = {"Origin": self.url, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if not self.cookies:
            del headers["Cookie"]
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, content = value.split(";")[0].partition("=")
                self.cookies[cookie] = content
        if follow and answer.status in (301, 302, 303, 307, 308):
            return self.send("GET", urljoin(path, answer.getheader("Location", "")))
        return Answer(answer.status, path, text, dict(answer.getheaders()))

    def sign_in(self, username: str, password: str) -> Answer:
        """Sign in on the page for it."""
        page = self.get("/sign-in")
        return self.post("/sign-in", page.hidden() | {"username": username, "password": password})
