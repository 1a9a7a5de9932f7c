"""Two steps that nobody takes both: declared in one place, refused by one helper, and each pair really tried by a test.

Read from the source of all systems. What a test does with a pair stands in `tests/two_persons.py`.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import sasae
from sasae.deployment.documentation.two_persons import pairs

SOURCE, TESTS = Path(sasae.__file__).parent, Path(__file__).parents[1]
SYSTEMS = ("foundation", "subsidy", "linkage", "intermediary", "portal", "intake")
pytestmark = pytest.mark.clause("ACQ-2", "MED-1")
# Comparisons with the one who acts that are no pair of steps, and why.
NO_PAIR = {
    "foundation/accounts/actions.py:_why_not": "nobody gives a right to themselves; every right refused is journaled there",
    "foundation/instruction/actions.py:_wrong": "one's own attendance: a finding among others of what was typed",
    "foundation/moves/actions.py:_faults": "one's own move: a finding among others of a file's lines",
    "foundation/special_access/actions/covers.py:name_deputy": "nobody names themselves: there is no step before",
}
# Only who took the first step takes this one: the contrary of a pair.
ONLY_THEIRS = {
    "foundation/custody/actions/__init__.py:tell_password", "foundation/inspections/actions.py:explain",
    "foundation/special_access/actions/__init__.py:open_window", "foundation/special_access/actions/covers.py:come_back",
    "foundation/special_access/actions/covers.py:look", "subsidy/extraction/actions.py:handed_over",
    "subsidy/notifications/actions/entering.py:mend",
}  # fmt: skip


def modules(*words: str) -> Iterator[tuple[str, ast.Module]]:
    """The modules of all systems that contain one of these words."""
    for path, text in texts().items():
        if any(word in text for word in words):
            yield path.relative_to(SOURCE).as_posix(), parsed(path)


@cache
def texts() -> dict[Path, str]:
    paths = [path for system in SYSTEMS for path in sorted((SOURCE / system).rglob("*.py"))]
    return {path: path.read_text(encoding="utf-8") for path in paths if "migrations" not in path.parts}


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def declared() -> dict[str, str]:
    """Every pair's name, with the module that declares it."""
    return {each.name: each.module for each in pairs()}


@cache
def tried() -> set[str]:
    """The pairs that tests try as the same person and as another: named in the call, or in the loop around it."""
    found: set[str] = set()
    for path in TESTS.rglob("test_*.py"):
        if "two_persons" in path.read_text(encoding="utf-8"):
            for each in ast.walk(parsed(path)):
                if isinstance(each, ast.FunctionDef):
                    found |= named_in(each)
    return found


def named_in(function: ast.FunctionDef) -> set[str]:
    loops = [each for each in ast.walk(function) if isinstance(each, ast.For)]
    found: set[str] = set()
    for call in filter(tries, ast.walk(function)):
        assert isinstance(call, ast.Call)
        variable = ast.unparse(call.args[0])
        named = [each.iter for each in loops if variable in {ast.unparse(one) for one in ast.walk(each.target)}]
        for place in (call.args[0], *named):
            found |= {str(node.value) for node in ast.walk(place) if isinstance(node, ast.Constant)}
    return found


def tries(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in ("tried", "refused")
        and {"same", "other"} <= {each.arg for each in node.keywords}
    )


def is_actor(node: ast.expr) -> bool:
    """The log-in ID of the one who acts: `by.id`, `actor.id`, `request.gate.actor.id`, `user.login_id` …"""
    said = ast.unparse(node)
    return said.endswith((".actor.id", "actor.id", ".by.id")) or said in ("by.id", "manager.login_id", "deputy.login_id")


def compares(node: ast.AST) -> bool:
    """A comparison with the one who acts, or a question to the database by them whose answer is yes or no."""
    if isinstance(node, ast.Compare):
        return any(is_actor(each) for each in (node.left, *node.comparators))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "exists":
        asked = [each for each in ast.walk(node.func.value) if isinstance(each, ast.keyword)]
        return any(is_actor(each.value) for each in asked)
    return False


@cache
def comparing() -> frozenset[str]:
    """The functions that compare persons, but those that only show and the pair's own."""
    left = ("views.py", "pages.py", "page.py", "showing.py", "queries.py", "navigation.py", "work.py", "lists.py")
    return frozenset(
        f"{name}:{each.name}"
        for name, tree in modules("by.id", "actor.id", "login_id")
        if not name.endswith((*left, "foundation/two_persons.py"))
        for each in ast.walk(tree)
        if isinstance(each, ast.FunctionDef) and any(map(compares, ast.walk(each)))
    )


def test_no_action_compares_persons_but_by_the_pair() -> None:
    assert comparing() - NO_PAIR.keys() - ONLY_THEIRS == set()


def test_what_is_excepted_is_there_still() -> None:
    assert (NO_PAIR.keys() | ONLY_THEIRS) - comparing() == set()


@pytest.mark.parametrize("pair", declared())
def test_every_declared_pair_is_tried_as_the_same_person_and_as_another(pair: str) -> None:
    assert pair in tried(), f"{pair} ({declared()[pair]}): try it by tests.two_persons"


def area_of(name: str) -> str:
    return "/".join(name.split("/")[:2])


def test_where_the_database_keeps_two_persons_apart_the_area_declares_the_pair() -> None:
    apart = {
        area_of(name)
        for name, tree in modules("F(")
        if "models" in name
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword)
        and (node.arg or "").endswith("_by")
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) in ("F", "models.F")
        and ast.literal_eval(node.value.args[0]).endswith("_by")
    }
    assert len(apart) > 20
    assert apart - {area_of(name) for name in declared().values()} == set()


def test_every_pair_has_a_name_of_its_own_and_says_its_steps_in_japanese() -> None:
    names = [each.name for each in pairs()]
    assert len(names) == len(set(names)) > 50
    said = [text for each in pairs() for text in (each.thing, each.first, each.second)]
    assert [text for text in said if not any("ぁ" <= sign <= "鿿" for sign in text)] == []


def test_every_declared_pair_is_used_by_its_module() -> None:
    for name, tree in modules("Pair("):
        here = [
            node.targets[0].id for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
            and ast.unparse(node.value.func) == "Pair" and isinstance(node.targets[0], ast.Name)
        ]  # fmt: skip
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        assert set(here) <= used, name


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("row.asked_by == by.id", True), ("by.id in (row.a, row.b)", True), ("Row.objects.filter(by=by.id).exists()", True),
        ("row.asked_by == row.decided_by", False), ("Row.objects.filter(by=by.id).update(x=1)", False),
    ],
)  # fmt: skip
def test_the_rule_sees_a_comparison(source: str, found: bool) -> None:
    assert any(map(compares, ast.walk(ast.parse(source)))) is found
