"""Nothing shows or carries a person without a line in the journal: every page, operation, list, job, command and verb.

Each is proved, or stands in `shows_nobody.yaml` with its reason. Proved is: a page the gate makes say whom it shows, or one
that only leads on; an operation of a contract, which `contract_api` makes say it; a list that names the persons of its rows;
a job or command that stays in the database or writes to the journal. Read from the source, so that nobody has to remember.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands
from procrastinate.contrib.django import app as jobs

from sasae.deployment import cli
from sasae.foundation.batch import kinds
from sasae.foundation.gate import RESIDENT, declaration_of
from sasae.foundation.history.sentences import events
from sasae.foundation.screens.lists import ListPage
from tests.house_rules import exits
from tests.house_rules.exits import Place
from tests.house_rules.test_gates import addresses, patterns

SERVICE = settings.SASAE_SERVICE
pytestmark = pytest.mark.clause("ACC-6", "ACC-7", "NET-2", "NET-4")
NOBODY = yaml.safe_load(Path(__file__).with_name("shows_nobody.yaml").read_text("utf-8"))
PAGES = {
    "render", "render_to_string", "TemplateResponse", "HttpResponse", "JsonResponse", "FileResponse",
    "StreamingHttpResponse", "answer",
}  # fmt: skip
RECORDS = {"record", "record_each", "shown", "refuse"}
ASKS = {"ask", "call"}  # a question to another system, a line to it
HARMLESS = {  # they write outside the database, and nothing of a person
    ("foundation.history.seals", "append_missing"), ("foundation.history.second_place", "_write"),
    ("foundation.printing.pictures", "as_pictures"),
    ("foundation.printing.practice", "stamped"), ("foundation.printing.rendering", "_compiled"),
    ("foundation.printing.rendering", "forget"), ("foundation.sealing", "create"),
}  # fmt: skip


def packages() -> list[str]:
    ours = [app.name.removeprefix("sasae.") for app in apps.get_app_configs() if app.name.startswith("sasae.")]
    return [SERVICE, *[name for name in ours if name.startswith("foundation")], "foundation"]


class Source:
    """Functions by place, and by whom each is called."""

    def __init__(self, trees: Mapping[str, ast.Module]) -> None:
        self.functions = [(name, each) for name, tree in trees.items() for each in exits._functions(tree)]
        self._called_by: dict[Place, set[Place]] = defaultdict(set)
        for name, each in self.functions:
            for called in exits._called(each):
                self._called_by[exits._reached(name, trees[name], called)].add((name, each.name))

    def reaching(self, does: Callable[[ast.FunctionDef], bool]) -> set[Place]:
        """The functions that do it themselves, or call one that does."""
        return self.upwards({(name, each.name) for name, each in self.functions if does(each)})

    def upwards(self, places: set[Place]) -> set[Place]:
        """These functions and all that call them."""
        found, new = set(places), set(places)
        while new:
            new = set().union(*(self._called_by.get(place, set()) for place in new)) - found
            found |= new
        return found


@cache
def source() -> Source:
    return Source({name: tree for package in packages() for name, tree in exits.modules(package)})


def calls_of(names: set[str]) -> Callable[[ast.FunctionDef], bool]:
    return lambda each: any(called.rpartition(".")[2] in names for called in exits._called(each))


@cache
def rendering() -> frozenset[Place]:
    return frozenset(source().reaching(calls_of(PAGES)))


@cache
def recording() -> frozenset[Place]:
    return frozenset(source().reaching(calls_of(RECORDS)))


@cache
def going_out() -> frozenset[Place]:
    writes = exits.written_outside(packages())
    return frozenset(
        source().reaching(calls_of(ASKS))
        | source().upwards({place for place in writes if place[1] != "import"} - HARMLESS)
    )


def place_of(function: object) -> Place:
    return function.__module__.removeprefix("sasae."), function.__name__  # type: ignore[attr-defined]


def pages_of_nobody() -> dict[str, str | dict[str, str]]:
    """The reasons of this service's pages, by the page's name."""
    split = [(*key.rpartition("/")[::2], why) for key, why in NOBODY["pages"].items()]
    return {name: why for service, name, why in split if service in ("", SERVICE)}


def silent_pages() -> Iterator[tuple[str, Place]]:
    """Pages that answer with something of their own and do not say at the gate that they show persons. A resident sees
    their own."""
    for _, name, view in addresses():
        told = declaration_of(view)
        if told and not told.shows and told.right != RESIDENT and place_of(view) in rendering():
            yield name, place_of(view)


def lists() -> dict[str, ListPage]:
    """Every list by its title that may be exported and does not name the persons of its rows; the intermediary's get that
    for each body."""
    return {
        one.title: one
        for name, module in list(sys.modules.items())
        if name.startswith(tuple(f"sasae.{package}" for package in packages()))
        for called, one in vars(module).items()
        if isinstance(one, ListPage) and one.persons is None and one.export_right
        and not re.search(rf"list_of\(\w+, {called}\)", Path(module.__file__ or "").read_text("utf-8"))
    }  # fmt: skip


def commands() -> dict[str, str]:
    return {
        name: f"{app}.management.commands.{name}" for name, app in get_commands().items() if app.startswith("sasae.")
    }


def unproved(what: str) -> dict[str, Place]:
    """Jobs and commands that are neither harmless nor recorded, as the source tells."""
    if what == "commands":
        every = {name: (module.removeprefix("sasae."), "handle") for name, module in commands().items()}
        return {name: place for name, place in every.items() if place not in recording()}
    every = {name: place_of(job.func) for name, job in jobs.tasks.items() if "procrastinate" not in job.func.__module__}
    for kind, one in kinds._KINDS.items():
        module = type(one).__module__.removeprefix("sasae.")
        every |= {
            f"{kind}.{verb}": (module, verb)
            for verb in ("list_items", "work", "work_many", "finish")
            if hasattr(one, verb)
        }
    return {name: place for name, place in every.items() if place in going_out() and place not in recording()}


def test_every_page_says_whom_it_shows_or_why_nobody() -> None:
    assert sorted({name for name, _ in silent_pages()} - pages_of_nobody().keys()) == []


def test_every_page_that_carries_persons_out_writes_its_event() -> None:
    places = dict(silent_pages())
    told = {
        name: why["event"]
        for name, why in pages_of_nobody().items()
        if isinstance(why, dict) and "event" in why and name in places
    }
    assert [name for name, event in told.items() if event not in events()] == []
    assert [name for name, event in told.items() if places[name] not in source().reaching(_says(event))] == []
    answering = exits.files_answered(packages()) - {("foundation.screens.lists", "_export")}
    files = {name for name, place in places.items() if place in answering}
    plain = {name for name in files if not isinstance(pages_of_nobody()[name], dict)}
    assert plain <= {"health", "listener_health"}


def _says(event: str) -> Callable[[ast.FunctionDef], bool]:
    return lambda each: any(isinstance(node, ast.Constant) and node.value == event for node in ast.walk(each))


def test_every_address_of_the_contracts_port_is_an_operation_that_must_say_whom_it_shows() -> None:
    urls = import_module(f"sasae.deployment.urls.{SERVICE}_contracts").urlpatterns
    told = {name: view for _, name, view in patterns(urls)}
    declared = {name: declaration_of(view) for name, view in told.items()}
    operations = {name for name, one in declared.items() if one and one.purpose == "システム間の連携"}
    assert operations
    others = {name for name in told.keys() - operations if not name.endswith(("health", "api-root"))}
    assert [name for name in others if place_of(told[name]) not in recording()] == []


def test_every_list_that_may_be_exported_names_the_persons_of_its_rows() -> None:
    assert sorted(lists().keys() - NOBODY["lists"].keys()) == []


@pytest.mark.parametrize("what", ["jobs", "commands"])
def test_every_job_and_command_stays_inside_or_writes_to_the_journal(what: str) -> None:
    assert sorted(unproved(what).keys() - NOBODY[what].keys()) == []


def test_every_verb_is_named_with_what_it_shows() -> None:
    assert sorted(cli.verbs().keys() - NOBODY["verbs"].keys()) == []
    leading = {name: why["command"] for name, why in NOBODY["verbs"].items() if isinstance(why, dict)}
    known = {path.stem for path in exits.SOURCE.rglob("management/commands/*.py")}
    assert set(leading.values()) <= known
    sources = {name: (cli.COMMANDS / f"{cli.verbs()[name]}.py").read_text("utf-8") for name in leading}
    assert [name for name, command in leading.items() if f'"{command}"' not in sources[name]] == []


def test_no_reason_is_left_of_what_is_no_more() -> None:
    """What is named in the list is there in one of the services, and needs the reason."""
    here = {name for _, name, _ in addresses()}
    needed = {name for name, _ in silent_pages()}
    assert sorted((pages_of_nobody().keys() & here) - needed) == []
    assert [name for group in NOBODY.values() for name, why in group.items() if not why] == []


@pytest.mark.parametrize(
    ("body", "caught"),
    [("return render(request, 'x.html')", True), ("return inner(request)", True), ("return redirect('x')", False)],
)
def test_the_reading_sees_a_page_that_shows_something(body: str, caught: bool) -> None:
    text = f"def inner(request):\n    return THINGS.answer(request)\n\n\ndef page(request):\n    {body}\n"
    read = Source({"area.views": ast.parse(text)})
    assert (("area.views", "page") in read.reaching(calls_of(PAGES))) is caught
