"""`python -m formbuilder.translations.check`: is every sentence that people read there in both languages?

English is the message id; what is looked for is the Chinese of each sentence in the code and the templates.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file

from formbuilder.language import chinese

PACKAGE = Path(__file__).parents[1]
#: Where pages lie: inside the package in an installed wheel, else beside it.
TEMPLATES = next(folder for folder in (PACKAGE / "templates", PACKAGE.parent / "templates") if folder.is_dir())
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
NAMED = re.compile(r"%\((\w+)\)")


def sentences() -> Iterator[tuple[str, str]]:
    """Every sentence of the code and the templates, and where it stands."""
    code = [file for name in ("formbuilder", "renderer", "metadata") for file in (PACKAGE.parent / name).rglob("*.py")]
    for method, files in (("python", code), ("jinja2.ext:babel_extract", TEMPLATES.rglob("*.html"))):
        for file in sorted(files):
            options = {"silent": "false"} if method != "python" else {}
            for line, found, _comments, _context in extract_from_file(method, file, KEYWORDS, (), options):
                for sentence in (found,) if isinstance(found, str) else found:
                    if sentence:
                        yield sentence, f"{file.relative_to(PACKAGE.parent)}:{line}"


def faults() -> Iterator[str]:
    """What is missing, and what names other things in Chinese than in English."""
    words = chinese()
    for sentence, where in dict(sentences()).items():
        if sentence not in words:
            yield f"{where}: no Chinese for {sentence!r}"
        elif not set(NAMED.findall(words[sentence])) <= set(NAMED.findall(sentence)):
            yield f"{where}: the Chinese of {sentence!r} names what the sentence does not"


def main() -> int:
    """Tell every fault; 1 if there is one."""
    found = list(faults())
    print("\n".join(found), file=sys.stderr)  # noqa: T201 - a command
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
