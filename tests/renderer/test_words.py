"""Every sentence of the visit page has its Chinese, and every Chinese sentence its place."""

import ast
import re
from pathlib import Path

import pytest
from jinja2 import Environment

from tests.renderer.test_html import ROOT, chinese

TEMPLATES = [
    *(ROOT / "templates/fields").glob("*.html"),
    *(ROOT / "templates/visits").glob("*.html"),
    *(ROOT / "templates" / name for name in ("base.html", "phone.html", "console.html")),
]


def in_templates(path: Path) -> set[str]:
    """The sentences of a template."""
    environment = Environment(extensions=["jinja2.ext.i18n"])
    found: set[str] = set()
    for _, _, sentence in environment.extract_translations(path.read_text("utf-8")):  # type: ignore[attr-defined]
        found.update(part for part in ([sentence] if isinstance(sentence, str) else sentence) if part)
    return found


def in_code(path: Path) -> set[str]:
    """The sentences of a module: arguments of gettext, ngettext and _."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("gettext", "ngettext", "_"):
                found.update(a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))
    return found


@pytest.mark.parametrize("path", [*TEMPLATES, *(ROOT / "renderer").glob("*.py")], ids=lambda path: path.name)
def test_every_sentence_has_its_chinese(path: Path) -> None:
    sentences = in_templates(path) if path.suffix == ".html" else in_code(path)

    assert sorted(sentences - chinese().sentences.keys()) == []


def test_chinese_sentences_name_what_english_ones_name() -> None:
    for english, said in chinese().sentences.items():
        assert set(re.findall(r"%\((\w+)\)s|\{(\w+)\}", said)) <= set(re.findall(r"%\((\w+)\)s|\{(\w+)\}", english))
