"""The list as a file: by the few, with a reason, in the background, of one's own procedures, and without names."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sasae.foundation.accounts import actions as accounts
from sasae.foundation.batch.actions import run_now
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.intake.applications.actions import expire_lists, take_list_out
from sasae.intake.applications.models import ListFile
from sasae.intake.downloads.batches import take_all
from sasae.intake.matching.batches import identify_waiting
from sasae.kernel import clock
from tests.intake.applications import ATENA, HANAKO, file
from tests.staff import make_staff, sign_in

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("MED-2", "ACC-4")]
RECEIPT, SECOND = "KW2026061500000001", "KW2026061500000002"
ASKED = {"format": "csv", "reason": "月例の会議"}


@pytest.fixture
def arrived(partners: Any, card: Any) -> None:
    """One application in examination, one whose applicant is looked for."""
    partners.serials[card.user_serial] = ATENA
    partners.put(RECEIPT, file(card))
    take_all()
    identify_waiting()
    partners.put(SECOND, file(card))
    take_all()


def taken_out(client: Any, **more: str) -> Any:
    """The answer that carries the file, once the background work is done."""
    page = client.post("/lists/", {**ASKED, **more})
    assert page.status_code == 302, page.content.decode()
    run_now(int(page["Location"].split("/")[2]))
    assert "ファイルができました" in client.get(page["Location"]).content.decode()
    return client.get(f"{page['Location']}file/")


def looking_after(procedure: str) -> Any:
    """A clerk who may look at batches, of one procedure."""
    user = make_staff()
    accounts.grant(user, "batch.view", by=SYSTEM("tests"), reason="試験のため", procedure=procedure)
    return sign_in(Client(), user)


@pytest.mark.parametrize("procedures", [None, ["certificate_application"], ["certificate_application", "change_report"]])
def test_a_runs_figures_are_for_who_holds_all_its_procedures(
    arrived: None, signed_in: Any, procedures: list[str] | None
) -> None:
    by = SYSTEM("tests")
    run = take_list_out({}, procedures, "csv", "会議", by=by, on=clock.today())
    run_now(run.pk)
    place = f"/batch/{run.pk}/"
    for client, may in (
        (signed_in("batch.view"), True), (looking_after("certificate_application"), procedures == ["certificate_application"]),
        (looking_after("change_report"), False),
    ):  # fmt: skip
        assert (f'"{place}"' in client.get("/batch/").content.decode()) is may
        assert [client.get(path).status_code for path in (place, f"{place}progress/")] == [200 if may else 404] * 2


@pytest.mark.seals("intake_applications.ListFile.content", "outbox.OutboxMessage.body")
def test_the_file_tells_how_far_applications_are_and_names_nobody(arrived: None, signed_in: Any) -> None:
    client = signed_in("applications.export")
    answer = taken_out(client)
    text = answer.content.decode("utf-8-sig")
    assert answer["content-disposition"].startswith("attachment")
    assert [line.split(",")[0] for line in text.splitlines()] == ["受付番号", RECEIPT, SECOND]
    for secret in (HANAKO[0], HANAKO[1], HANAKO[3], ATENA):
        assert secret not in text
    events = {one.event: one for one in HistoryEntry.objects.filter(actor_id=client.staff.login_id)}
    assert events["applications.list_taken_out"].detail["reason"] == "月例の会議"
    assert events["applications.list_fetched"].detail["rows"] == 2
    assert set(events["screen.shown"].persons) == {ATENA, SECOND}


def test_conditions_narrow_it_and_excel_opens_it(arrived: None, signed_in: Any) -> None:
    content = taken_out(signed_in("applications.export"), format="xlsx", state="03").content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        cells = book.read("xl/sharedStrings.xml").decode()
    assert RECEIPT in cells
    assert SECOND not in cells


def test_it_is_for_whoever_asked_and_not_without_a_reason(arrived: None, signed_in: Any) -> None:
    client, other, clerk = signed_in("applications.export"), signed_in("applications.export"), signed_in("applications.view")
    taken_out(client)
    place = f"/lists/{BatchRun.objects.get(kind='applications.export').pk}/"
    assert [other.get(place).status_code, other.get(f"{place}file/").status_code] == [404, 404]
    assert [clerk.get("/lists/").status_code, clerk.post("/lists/", ASKED).status_code] == [403, 403]
    assert "一覧をファイルに書き出す" not in clerk.get("/applications/").content.decode()
    assert client.post("/lists/", {"format": "csv", "reason": " "}).status_code == 422
    assert BatchRun.objects.filter(kind="applications.export").count() == 1
    expire_lists(clock.today() + timedelta(days=7))
    assert client.get(f"{place}file/").status_code == 200
    expire_lists(clock.today() + timedelta(days=8))
    assert client.get(f"{place}file/").status_code == 404
    assert ListFile.objects.get().content is None


def test_it_holds_the_procedures_one_holds_and_is_gone_with_the_right(arrived: None, client: Any) -> None:
    user, by = make_staff(), SYSTEM("tests")
    accounts.grant(user, "applications.export", by=by, reason="試験のため", procedure="account_change")
    mine = sign_in(client, user)
    assert taken_out(mine).content.decode("utf-8-sig").count("\n") == 1
    assert mine.post("/lists/", {**ASKED, "procedure": "certificate_application"}).status_code == 422
    place = f"/lists/{BatchRun.objects.get(kind='applications.export').pk}/"
    BatchRun.objects.update(params={**BatchRun.objects.get().params, "procedures": ["account_change", "child_added"]})
    assert mine.get(f"{place}file/").status_code == 403
