"""How heavy the visit page is over the wire: what a phone fetches the first time, and what every later time."""

import gzip
import re
import urllib.request
from pathlib import Path
from urllib.parse import urljoin

_ASSET = re.compile(r"""(?:<link[^>]+rel="stylesheet"[^>]+href|<script[^>]+src)="([^"]+)\"""")
_CSS_URL = re.compile(r"""url\(["']?([^)"']+)["']?\)""")
_IMPORT = re.compile(r"""(?:import|from)\s*\(?["'](\.{1,2}/[^"']+)["']""")
#: Folders of behaviours that a page names itself are loaded one by one by `behaviours.js`.
_BEHAVIOUR = re.compile(r'data-behaviour="([^"]+)"')


def of_visit(url: str, folder: Path) -> dict[str, float]:
    """Kilobytes, gzipped: of a visit page with everything it names, and of the page alone.

    :param folder: where `bench.product` left a record to read and the cookie of a session
    """
    record = (folder / "product.read").read_text().split()[0]
    cookie = (folder / "product.cookie").read_text().strip()
    page = f"{url}/work/{record}"
    html, sent = fetch(page, cookie)
    total, seen = 0.0, set[str]()
    waiting = [urljoin(page, found) for found in _ASSET.findall(html)]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        text, weight = fetch(address, cookie)
        total += weight
        waiting += [urljoin(address, found) for found in _CSS_URL.findall(text) if not found.startswith("data:")]
        if "/js/" in address:
            waiting += [urljoin(address, found) for found in _IMPORT.findall(text)]
    return {"phone page, first, kB gzip": (sent + total) / 1000, "phone page, later, kB gzip": sent / 1000}


def fetch(address: str, cookie: str) -> tuple[str, float]:
    """A text, and its bytes over the wire: as it came, or gzipped where the server (here without nginx) did not."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip", "Cookie": cookie})
    with urllib.request.urlopen(request, timeout=10) as answer:
        body: bytes = answer.read()
        if answer.headers.get("Content-Encoding") == "gzip":
            return gzip.decompress(body).decode(), len(body)
    return body.decode(), len(gzip.compress(body, 6))
