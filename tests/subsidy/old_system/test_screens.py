"""The pages of a coming-over: files given and checked, approved by another, differences shown and journaled."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sasae.foundation.batch import run_now
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history.models import HistoryEntry
from sasae.subsidy.old_system import actions
from sasae.subsidy.old_system.models import Migration, State
from tests.subsidy.conftest import COUNTER
from tests.subsidy.old_system.files import KEIKO, as_csv, checked, imported, rows

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
VIEW = ("old_system.view", "old_system.work", "old_system.export")


def test_a_clerk_opens_a_migration_gives_its_files_and_checks_them(signed_in: Any) -> None:
    client = signed_in(*VIEW)
    answer = client.post("/old-system/new/", {"title": "本番移行", "purpose": "move", "cutover_on": "R8.6.1"})
    page = answer.url
    for kind, listed in rows().items():
        file = SimpleUploadedFile(f"{kind}.csv", as_csv(kind, listed))
        client.post(f"{page}give/", {"kind": kind, "file": file})
    client.post(f"{page}step/", {"verb": "check"})
    run_now(BatchRun.objects.get(kind="old_system.check"))
    told = client.get(page).content.decode()
    assert "合計表と合っています" in told
    assert "取込みの承認を求める" in told


def test_a_wrong_file_is_told_with_row_and_column_on_the_page(signed_in: Any) -> None:
    told = rows()
    told["payments"][1]["yen"] = "千円"
    made = checked(told)
    page = signed_in(*VIEW).get(f"/old-system/{made.number}/").content.decode()
    assert "payments.csv 3行目「助成額」" in page
    assert "このままでは取り込めません" in page


def test_another_approves_and_the_same_clerk_may_not(signed_in: Any, refusals: Callable[[], list[str]]) -> None:
    made = checked(rows())
    actions.ask(made.pk, by=COUNTER, on=made.cutover_on)
    page = f"/old-system/{made.number}/step/"
    assert signed_in(*VIEW).post(page, {"verb": "approve"}).status_code == 403
    assert "old_system.approve" in refusals()[-1]
    other = signed_in("old_system.view", "old_system.approve")
    other.post(page, {"verb": "send_back", "why": ""})
    assert Migration.objects.get().state == State.ASKED
    assert "差し戻す理由を入れてください" in other.get(f"/old-system/{made.number}/").content.decode()
    other.post(page, {"verb": "approve"})
    assert Migration.objects.get().state == State.IMPORTING


def test_differences_are_listed_printed_and_exported_and_who_saw_whom_is_journaled(signed_in: Any) -> None:
    told = rows()
    told["incomes"].clear()
    made = checked(told, "parallel")
    run_now(actions.begin_comparison(made.pk, by=COUNTER))
    client = signed_in(*VIEW)
    assert "D01 所得の資料がない" in client.get(f"/old-system/{made.number}/").content.decode()
    assert KEIKO in client.get(f"/old-system/{made.number}/differences/?cause=D01").content.decode()
    assert client.get(f"/old-system/{made.number}/report/").content.startswith(b"%PDF")
    listed = client.get(f"/old-system/{made.number}/differences/?export=csv").content.decode("utf-8-sig")
    assert len(listed.strip().splitlines()) == 3
    seen = HistoryEntry.objects.filter(event="screen.shown", actor_id=client.staff.login_id)
    assert {KEIKO} <= {person for entry in seen for person in entry.persons}


@pytest.mark.parametrize("path", ["/old-system/", "/old-system/files/", "/old-system/new/"])
def test_a_page_opens_with_its_right_and_not_without(signed_in: Any, path: str) -> None:
    assert signed_in(*VIEW).get(path).status_code == 200
    assert signed_in("people.view").get(path).status_code == 403


def test_the_description_shows_every_column_and_code(signed_in: Any) -> None:
    page = signed_in("old_system.view").get("/old-system/files/").content.decode()
    assert "支援措置期限" in page
    assert "20：不交付（所得超過）" in page


def test_what_came_over_opens_on_the_pages_of_the_office(signed_in: Any) -> None:
    imported(checked(rows()))
    client = signed_in(
        "people.view", "applications.view", "certificates.view", "ledger.view", "printing.view", "applications.examine"
    )
    for path in (f"/people/{KEIKO}/", f"/applications/OLD{KEIKO}/", "/certificates/K26001/", "/ledger/"):
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("page", ["", "differences/", "report/"])
def test_a_right_of_one_ward_does_not_open_what_is_of_the_whole_city(signed_in: Any, page: str) -> None:
    number = checked(rows()).number
    codes = [signed_in(*VIEW, ward=ward).get(f"/old-system/{number}/{page}").status_code for ward in ("", "141364")]
    assert codes == [200, 403]


def test_an_unknown_step_is_none(signed_in: Any) -> None:
    made = checked(rows())
    assert signed_in(*VIEW).post(f"/old-system/{made.number}/step/", {"verb": "x"}).status_code == 404
    made.refresh_from_db()
    assert made.state == State.CHECKED


def test_the_command_says_that_there_is_no_such_folder(tmp_path: Any) -> None:
    from django.core.management import CommandError, call_command

    with pytest.raises(CommandError, match="フォルダーはありません") as unusable:
        call_command("old_system", "check", str(tmp_path / "none"))
    assert unusable.value.returncode == 2
    assert not Migration.objects.exists()


def test_the_command_checks_a_folder_and_compares_by_number(tmp_path: Any) -> None:
    from io import StringIO

    from django.core.management import CommandError, call_command

    told = rows()
    told["payments"][0]["self_pay"] = "3700"
    for kind, listed in told.items():
        (tmp_path / f"{kind}.csv").write_bytes(as_csv(kind, listed))
    said = StringIO()
    call_command("old_system", "check", str(tmp_path), "--cutover", "2026-06-01", stdout=said)
    assert "指摘はありません" in said.getvalue()
    number = Migration.objects.get().number
    with pytest.raises(CommandError) as unexplained:
        call_command("old_system", "compare", number, stdout=said)
    assert unexplained.value.returncode == 1
    assert "A99 説明できない違い　1件　700円" in said.getvalue()
    with pytest.raises(CommandError, match="承認してから"):
        call_command("old_system", "import", number, stdout=said)
