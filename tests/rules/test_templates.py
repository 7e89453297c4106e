"""What a template may never hold: it would break the policy of contents, or let data become code (trust.md, E11)."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
FILES = sorted(TEMPLATES.rglob("*.html"))
FORBIDDEN = {
    "an inline style": r"\sstyle\s*=",
    "an inline script": r"<script(?![^>]*\ssrc=)",
    "a style element": r"<style",
    "an event attribute": r"\son[a-z]+\s*=",
    "a script of htmx": r"hx-on|hx-vals=[\"']js:|js:",
    "a filter in hx-trigger": r"hx-trigger=[\"'][^\"']*\[",
    "text that is taken as HTML": r"\|\s*safe\b|autoescape\s+false",
    "an unquoted attribute": r"<[a-z][^>{}%]*\s[a-z-]+=(?![\"'{])[^\s>\"'{]",
    "an address of somebody else": r"(src|href|action)=[\"']https?://",
    "a template made of data": r"render_template_string|from_string",
}
#: What is looked for in the markup alone: not in Jinja's own words, nor inside of quoted values.
MARKUP = {"an event attribute", "an unquoted attribute", "an inline style"}


def bare(text: str) -> str:
    """The markup with every expression and every quoted value emptied."""
    text = re.sub(r"\{\{.*?\}\}", "", re.sub(r"\{%.*?%\}", "", text, flags=re.DOTALL), flags=re.DOTALL)
    return re.sub(r'="[^"]*"', '=""', re.sub(r"='[^']*'", '=""', text))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_e11_a_template_holds_nothing_that_runs(file: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", file.read_text(), flags=re.DOTALL)
    for what, pattern in FORBIDDEN.items():
        found = re.search(pattern, bare(text) if what in MARKUP else text)
        assert found is None, f"{what}: {found.group()}"


@pytest.mark.parametrize(
    "text", ['<p style="x">', "<script>1</script>", '<a onclick="x">', "{{ x|safe }}", "<a href=x>"]
)
def test_e11_the_lint_finds_what_it_looks_for(text: str) -> None:
    assert any(re.search(pattern, text) for pattern in FORBIDDEN.values())


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_every_form_that_posts_carries_the_token(file: Path) -> None:
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", file.read_text(), flags=re.DOTALL):
        assert 'name="csrf"' in form or 'action="/sign-in"' in form or "{% include" in form, form[:120]
