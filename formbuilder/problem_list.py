"""`python -m formbuilder.problem_list > docs/problems.md`: every problem that a program may meet."""

import pkgutil
import sys
from collections.abc import Iterator
from importlib import import_module
from inspect import getdoc

import formbuilder
import metadata
import renderer
from metadata.problems import Problem

HEAD = """# Problems

Errors of the API are `application/problem+json` (RFC 9457). Programs rely on `code`; people read `detail`.
This page is made from the code: `python -m formbuilder.problem_list > docs/problems.md`.

| code | status | what it says | when |
| --- | --- | --- | --- |
"""


def problems() -> list[type[Problem]]:
    """All problems that have a code of their own, by code."""
    for package in (metadata, renderer, formbuilder):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if package is not formbuilder or module.name.endswith("problems"):
                import_module(module.name)
    return sorted(
        {found for found in _below(Problem) if "code" in vars(found) and _is_ours(found)}, key=lambda p: p.code
    )


def _below(problem: type[Problem]) -> Iterator[type[Problem]]:
    for found in problem.__subclasses__():
        yield found
        yield from _below(found)


def _is_ours(problem: type[Problem]) -> bool:
    return problem.__module__.split(".")[0] in ("formbuilder", "metadata", "renderer")


def page() -> str:
    """The page as it should be."""
    rows = []
    for problem in problems():
        why = " ".join((getdoc(problem) or "").split("\n\n")[0].split())
        cells = (f"`{problem.code}`", str(problem.kind.value), problem.sentence, why)
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n")
    return HEAD + "".join(dict.fromkeys(rows))


if __name__ == "__main__":
    sys.stdout.write(page())
