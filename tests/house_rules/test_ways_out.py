"""No other way for a byte to leave intake and the portal: what the source can do is what is declared, no more and no less."""

import re
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from sasae.contracts.catalog import OPERATIONS
from sasae.foundation.gate import RESIDENT, declaration_of
from sasae.foundation.history.sentences import events
from sasae.foundation.screens.lists import ListPage
from sasae.foundation.ways_out import declared
from tests.house_rules.exits import SOURCE, files_answered, modules, written_outside
from tests.house_rules.test_gates import addresses

SERVICE = settings.SASAE_SERVICE
pytestmark = pytest.mark.clause("MED-1", "MED-2")
# Of the foundation, what writes outside the database in every service, and why.
FOUNDATION = {
    ("foundation.history.seals", "append_missing"): "the line that seals the journal, kept apart from it",
    ("foundation.history.second_place", "_write"): "the same lines, on other storage where that is set",
    ("foundation.printing.pictures", "as_pictures"): "pages made of a PDF in memory",
    ("foundation.printing.practice", "stamped"): "a PDF in memory",
    ("foundation.printing.rendering", "_compiled"): "a folder for typesetting, gone with it",
    ("foundation.printing.rendering", "forget"): "a folder for typesetting, gone with it",
    ("foundation.sealing", "create"): "the file of keys, made once at installation",
    ("foundation.sealing", "_rewrite"): "the same file, when a key is replaced or ended",
}
# A list's export is its own way out; the page that shows the list is not one.
EXPORT = ("foundation.screens.lists", "_export")


def packages():
    ours = [app.name.removeprefix("sasae.") for app in apps.get_app_configs() if app.name.startswith("sasae.foundation")]
    return [SERVICE, *ours]


def ways():
    return [*declared().pages, *declared().lists]


def test_every_page_that_answers_with_a_file_is_declared_and_no_other_is():
    answering = files_answered(packages()) - {EXPORT}
    found = {
        name for _, name, view in addresses() if (view.__module__.removeprefix("sasae."), view.__name__) in answering
    }
    assert found == {way.name for way in declared().pages}


def test_every_list_that_may_be_exported_is_declared_and_no_other_is():
    lists = {
        (one.title, one.export_right)
        for name, module in list(sys.modules.items())
        if name.startswith(tuple(f"sasae.{package}" for package in packages()))
        for one in vars(module).values()
        if isinstance(one, ListPage) and one.export_right
    }
    assert lists == {(way.name, way.right) for way in declared().lists}


def test_each_page_asks_for_the_right_and_the_purpose_that_are_declared():
    views = {name: declaration_of(view) for _, name, view in addresses()}
    told = {way.name: (way.right, way.purpose) for way in declared().pages}
    assert told == {name: (views[name].right, views[name].purpose) for name in told}


def test_each_way_out_leaves_a_record_that_somebody_writes():
    written = "".join(
        path.read_text("utf-8")
        for package in (SERVICE, "foundation")
        for path in (SOURCE / package).rglob("*.py")
        if path.name not in ("events.py", "ways_out.py")
    )
    known = events()
    told = [way for way in ways() if way.event or way.right != RESIDENT]
    assert [way.name for way in told if way.event not in known] == []
    assert [way.name for way in told if f'"{way.event}"' not in written] == []


def test_every_operation_of_a_contract_is_declared_and_no_other_is():
    spoken = {one.full_name for one in OPERATIONS if SERVICE in one.callers or one.callee == SERVICE}
    assert spoken == set(declared().operations)


def test_nothing_else_writes_outside_the_database():
    kept_by_commands = {place for place in written_outside(packages()) if ".management." in place[0]}
    assert written_outside([*packages(), "foundation"]) - kept_by_commands == {*FOUNDATION, *declared().outside}


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("answer['Content-Disposition'] = 'attachment'\n    return answer", True),
        ("return FileResponse(content)", True),
        ("return HttpResponse(content, content_type='text/csv')", True),
        ("return helper(content)", True),
        ("return render(request, 'page.html')", False),
    ],
)
def test_the_reading_sees_what_would_be_a_new_way_out(tmp_path, monkeypatch, body, seen):
    (tmp_path / "area").mkdir()
    helper = "def helper(content):\n    return FileResponse(content)\n"
    (tmp_path / "area" / "views.py").write_text(f"{helper}\n\ndef page(request):\n    {body}\n", "utf-8")
    monkeypatch.setattr("tests.house_rules.exits.SOURCE", Path(tmp_path))
    modules.cache_clear()
    assert (("area.views", "page") in files_answered(["area"])) is seen
    modules.cache_clear()


@pytest.mark.parametrize("body", ["Path('x').write_bytes(b'')", "open('x', 'w')", "subprocess.run(['cp'])", "replace_whole(x, b'')"])
def test_the_reading_sees_what_would_write_outside(tmp_path, monkeypatch, body):
    (tmp_path / "area").mkdir()
    (tmp_path / "area" / "actions.py").write_text(f"def act():\n    {body}\n", "utf-8")
    monkeypatch.setattr("tests.house_rules.exits.SOURCE", Path(tmp_path))
    modules.cache_clear()
    assert written_outside(["area"]) == {("area.actions", "act")}
    modules.cache_clear()


def test_each_declared_way_says_in_japanese_what_leaves():
    assert [way.name for way in ways() if not re.search(r"[ぁ-んァ-ン一-龠]", way.what)] == []
