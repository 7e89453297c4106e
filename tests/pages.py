"""What every page must be: HTML5 that a strict parser takes, with a title, labels, unique ids and nothing inline."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib  # type: ignore[import-untyped]  # it has no types

HTML = "{http://www.w3.org/1999/xhtml}"
UNLABELLED = {"hidden", "submit", "button"}


def elements(page: str) -> list[Element]:
    """All elements of a page; html5lib.html5parser.ParseError where it is not HTML5."""
    parser = html5lib.HTMLParser(strict=True)
    tree: Element = parser.parse(page)
    return list(tree.iter())


def assert_page_is_well_made(page: str) -> None:
    """Assert all of it, naming what is wrong."""
    found = elements(page)
    titles = [element for element in found if element.tag == f"{HTML}title"]
    assert len(titles) == 1, "one title"
    assert (titles[0].text or "").strip(), "a title that says something"
    twice = [name for name, count in Counter(e.get("id") for e in found if e.get("id")).items() if count > 1]
    assert not twice, f"ids that stand twice: {twice}"
    assert not list(inline(found)), f"inline: {list(inline(found))}"
    assert not list(unlabelled(found)), f"without a label: {list(unlabelled(found))}"
    ids = {element.get("id") for element in found}
    for element in found:
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            for wanted in (element.get(name) or "").split():
                assert wanted in ids, f"{name} names {wanted}, which is not there"


def inline(found: list[Element]) -> Iterator[str]:
    """Scripts and styles that a strict policy would not run."""
    for element in found:
        if element.tag == f"{HTML}style" or (element.tag == f"{HTML}script" and not element.get("src")):
            yield element.tag
        for name in element.attrib:
            if name == "style" or name.startswith("on"):
                yield f"{element.tag} {name}"


def unlabelled(found: list[Element]) -> Iterator[str]:
    """Inputs that nobody can tell the name of."""
    labelled = {element.get("for") for element in found if element.tag == f"{HTML}label"}
    inside = {
        id(below)
        for element in found
        if element.tag == f"{HTML}label"
        for below in element.iter()
        if below is not element
    }
    for element in found:
        if element.tag not in (f"{HTML}input", f"{HTML}select", f"{HTML}textarea"):
            continue
        if element.get("type") in UNLABELLED or element.get("aria-label") or element.get("aria-labelledby"):
            continue
        if element.get("id") not in labelled and id(element) not in inside:
            yield f"{element.tag} {element.get('name')}"
