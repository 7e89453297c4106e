"""The rules of the house that a reviewer would otherwise have to remember."""

import ast
import inspect
from importlib import import_module
from pathlib import Path
from types import FunctionType

import pytest

from formbuilder.permissions import Role, Verb

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    file for name in ("formbuilder", "metadata", "renderer", "bench", "tests") for file in (ROOT / name).rglob("*.py")
)
OURS = [file for file in MODULES if file.relative_to(ROOT).parts[0] in ("formbuilder", "metadata", "renderer")]
SERVICES = [file for file in OURS if file.name == "service.py"]
#: Names that say nothing of what is inside.
NOWHERE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT)).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@pytest.mark.parametrize("file", SERVICES, ids=name_of)
def test_everything_a_service_offers_is_a_use_case(file: Path) -> None:
    module = import_module(name_of(file))
    for name, thing in vars(module).items():
        if isinstance(thing, FunctionType) and thing.__module__ == module.__name__ and not name.startswith("_"):
            assert isinstance(getattr(thing, "verb", None), Verb), f"{module.__name__}.{name} needs @use_case(...)"


def test_every_verb_has_roles_and_a_name_of_its_own() -> None:
    assert all(verb.roles <= set(Role) and verb.roles for verb in Verb)
    assert len({verb.code for verb in Verb}) == len(list(Verb))


@pytest.mark.parametrize("file", OURS, ids=name_of)
def test_a_module_says_first_why_it_exists(file: Path) -> None:
    text = file.read_text()
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), f"{name_of(file)} has no docstring"


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_a_module_is_named_after_its_work(file: Path) -> None:
    assert not NOWHERE & set(name_of(file).split("."))


def test_only_the_room_of_the_database_commits() -> None:
    for file in OURS:
        if file.parent.name != "db":
            assert ".commit(" not in file.read_text(), f"{name_of(file)} commits"


def test_no_file_eats_the_rest() -> None:
    lengths = sorted(len(file.read_text().splitlines()) for file in OURS if "versions" not in file.parts)
    assert lengths[len(lengths) // 2] <= 120
    assert lengths[-1] <= 500


def test_use_cases_take_the_actor_first() -> None:
    for file in SERVICES:
        module = import_module(name_of(file))
        for thing in vars(module).values():
            if isinstance(thing, FunctionType) and isinstance(getattr(thing, "verb", None), Verb):
                assert next(iter(inspect.signature(thing).parameters)) == "actor"
