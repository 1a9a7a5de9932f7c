"""The list of work: whose, until when, in which ward; many at once; two people at one record."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.foundation.batch.actions import run_now
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.screens.lists import safe_cell
from sasae.foundation.screens.spreadsheets import csv_file, excel_file
from sasae.kernel import clock
from sasae.subsidy.applications.models import Application
from sasae.subsidy.desk import actions
from sasae.subsidy.desk.conflicts import ChangedMeanwhile
from sasae.subsidy.desk.deadlines import due_on
from sasae.subsidy.desk.models import CaseHandling, CaseKind, ExportFile, SavedSearch
from sasae.subsidy.desk.queries import open_cases, overdue
from tests.staff import at
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.town import DAY, MISAKI, RECEIPT

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
MIYAMAE, TAMA = "141364", "141356"
DESK = ("applications.view", "applications.examine", "desk.assign", "desk.export")


def test_the_standard_period_counts_days_the_offices_are_open() -> None:
    assert due_on(date(2026, 6, 15)) == date(2026, 7, 3)  # fourteen weekdays
    assert due_on(date(2026, 12, 25)) == date(2027, 1, 21)  # the year's end and 成人の日 between


ALL: dict[str, list[str] | None] = dict.fromkeys(CaseKind.values)
CASE = f"application:{RECEIPT}"


@pytest.mark.parametrize("today", [date(2026, 6, 15), date(2026, 12, 28), date(2027, 5, 6)])
def test_the_list_counts_the_same_days_as_one_case_does(received: Application, today: date) -> None:
    for back in (0, 1, 3, 12, 30, 200, 1000):
        opened = today - timedelta(days=back)
        Application.objects.update(received_on=opened)
        assert open_cases(ALL, today).get().due == due_on(opened), opened


def test_on_its_last_day_it_is_not_overdue_and_the_day_after_it_is(received: Application) -> None:
    for day, late in ((date(2026, 7, 3), False), (date(2026, 7, 4), True)):
        assert overdue(open_cases(ALL, day), day).exists() is late


def test_a_day_that_was_set_counts_instead_of_the_standard_period(received: Application) -> None:
    handle(received, 0, due_on=date(2026, 6, 20))
    for day, late in ((date(2026, 6, 20), False), (date(2026, 6, 21), True)):
        assert overdue(open_cases(ALL, day), day).exists() is late


def handle(application: Application, seen: int, by: Any = COUNTER, **values: Any) -> CaseHandling:
    return actions.handle(f"application:{application.receipt_number}", seen, values, by=by, at=clock.now())


def test_who_saves_on_an_old_version_is_told_who_changed_what(received: Application) -> None:
    handle(received, 0, plan="所得の証明書を待つ")
    handle(received, 1, by=EXAMINER, plan="照会の回答を待つ", due_on=date(2026, 6, 30))
    with pytest.raises(ChangedMeanwhile) as told:
        handle(received, 1, plan="電話した")
    assert told.value.version == 2
    assert [(one.by, one.label, one.before, one.after) for one in told.value.changes] == [
        (EXAMINER.id, "期限", "－", "令和8年6月30日"),
        (EXAMINER.id, "処理の方針", "所得の証明書を待つ", "照会の回答を待つ"),
    ]
    assert handle(received, 2, plan="電話した").version == 3


def test_two_who_both_saw_nothing_yet_do_not_overwrite_each_other(received: Application) -> None:
    handle(received, 0, plan="先に書いた")
    with pytest.raises(ChangedMeanwhile) as told:
        handle(received, 0, by=EXAMINER, plan="後から書いた")
    assert [(one.by, one.after) for one in told.value.changes] == [(COUNTER.id, "先に書いた")]


def test_the_page_of_the_conflict_keeps_what_was_typed(received: Application, signed_in: Callable[..., Any]) -> None:
    client = signed_in(*DESK)
    address = at(f"/desk/cases/{CASE}/")
    assert 'name="version" value="0"' in client.get(address).content.decode()
    handle(received, 0, by=EXAMINER, plan="幸が書いた方針")
    sent = {"version": "0", "assigned_to": client.staff.login_id, "due_on": "R8.6.30", "plan": "川崎が書いた方針"}
    page = client.post(address, sent).content.decode()
    for words in ("ほかの人が変更しました", EXAMINER.id, "幸が書いた方針", "川崎が書いた方針", 'value="1"'):
        assert words in page
    assert CaseHandling.objects.get().plan == "幸が書いた方針"
    assert client.post(address, {**sent, "version": "1"}).status_code == 302
    saved = CaseHandling.objects.get()
    assert (saved.plan, saved.assigned_to, saved.version) == ("川崎が書いた方針", client.staff.login_id, 2)


def rows(client: Any, **asked: str) -> list[str]:
    return [row.number for row in client.get(at("/desk/"), asked).context["list"].rows]


def test_the_list_is_narrowed_by_person_ward_and_deadline(received: Application, signed_in: Callable[..., Any]) -> None:
    client = signed_in(*DESK)
    me = client.staff.login_id
    assert (
        rows(client)
        == rows(client, whose="nobody")
        == rows(client, q="みやまえ")
        == rows(client, ward=MIYAMAE)
        == [RECEIPT]
    )
    assert rows(client, whose=me) == rows(client, due="over") == rows(client, ward=TAMA) == rows(client, q="幸") == []
    handle(received, 0, assigned_to=me)
    assert rows(client, whose=me) == [RECEIPT]
    assert rows(client, whose="nobody") == []
    assert client.get(at("/desk/"), {"whose": "me"}).url.endswith(f"whose={me}")
    Application.objects.update(received_on=date(2026, 5, 1))
    assert rows(client, due="over") == [RECEIPT]
    assert "超過" in client.get(at("/desk/")).content.decode()


def test_the_home_page_counts_ones_own_work_and_what_is_overdue(
    received: Application, signed_in: Callable[..., Any]
) -> None:
    client = signed_in(*DESK)
    handle(received, 0, assigned_to=client.staff.login_id)
    Application.objects.update(received_on=date(2026, 5, 1))
    work = {one["label"]: (one["count"], one["url"]) for one in client.get(at("/")).context["work"]}
    assert work["自分の担当の仕事"] == (1, at("/desk/?whose=me"))
    assert work["期限を過ぎた仕事"] == (1, at("/desk/?due=over"))


def test_a_ward_sees_counts_assigns_and_takes_out_its_own_alone(
    received: Application, signed_in: Callable[..., Any]
) -> None:
    other, own = signed_in(*DESK, ward=TAMA), signed_in(*DESK, ward=MIYAMAE)
    assert (rows(own), rows(other)) == ([RECEIPT], [])
    assert other.get(at(f"/desk/cases/{CASE}/")).status_code == 403
    other.post(at("/desk/assign/"), {"pick": f"{CASE}|0", "to": own.staff.login_id})
    assert not CaseHandling.objects.exists()
    for client, expected in ((other, 0), (own, 1)):
        run = client.post(at("/desk/files/"), {"out-format": "csv", "out-reason": "点検"}).url.rstrip("/").rpartition("/")[2]
        run_now(int(run))
        assert ExportFile.objects.get(run_id=run).rows == expected


def test_ticked_applications_are_given_to_one_person_but_not_those_changed_meanwhile(
    received: Application, signed_in: Callable[..., Any]
) -> None:
    client = signed_in(*DESK)
    page = client.get(at("/desk/")).content.decode()
    assert f'value="{CASE}|0"' in page
    assert page.count("<th scope") == page.split("</thead>")[1].split("</tr>")[0].count("<td")
    handle(received, 0, by=EXAMINER, plan="方針")
    sent = {"pick": f"{CASE}|0", "to": client.staff.login_id, "asked": "ward=141364"}
    assert "そのままにしました" in client.post(at("/desk/assign/"), sent, follow=True).content.decode()
    assert CaseHandling.objects.get().assigned_to == ""
    answer = client.post(at("/desk/assign/"), {**sent, "pick": f"{CASE}|1"})
    assert answer.url == at("/desk/?ward=141364")
    assert CaseHandling.objects.get().assigned_to == client.staff.login_id
    assert HistoryEntry.objects.get(event="handling.assigned").persons[0] == MISAKI


def test_a_saved_search_keeps_conditions_and_no_name(signed_in: Callable[..., Any]) -> None:
    client = signed_in("applications.view")
    client.post(at("/desk/searches/"), {"name": "宮前の未着手", "asked": f"q=宮前&ward={MIYAMAE}&whose=nobody&page=2"})
    saved = SavedSearch.objects.get()
    assert saved.query == f"ward={MIYAMAE}&whose=nobody"
    assert "宮前の未着手" in client.get(at("/desk/")).content.decode()
    signed_in("applications.view").post(at("/desk/searches/"), {"forget": str(saved.pk)})
    assert SavedSearch.objects.exists()
    client.post(at("/desk/searches/"), {"forget": str(saved.pk)})
    assert not SavedSearch.objects.exists()


def take_out(client: Any, **sent: str) -> ExportFile:
    answer = client.post(at("/desk/files/"), {"out-format": "csv", "out-reason": "月末の点検", **sent})
    run = int(answer.url.rstrip("/").rpartition("/")[2])
    assert "書き出し" in client.get(answer.url).content.decode()
    run_now(run)
    return ExportFile.objects.get(run_id=run)


@pytest.mark.seals("subsidy_desk.ExportFile.content")
def test_the_list_is_taken_out_in_the_background_and_whose_data_left_is_journaled(
    received: Application, signed_in: Callable[..., Any]
) -> None:
    client = signed_in(*DESK)
    made = take_out(client)
    assert b"KW2026" not in bytes(made.content or b"")
    assert "ファイルを受け取る" in client.get(at(f"/desk/files/{made.run_id}/")).content.decode()
    answer = client.get(at(f"/desk/files/{made.run_id}/content/"))
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert table[0][:4] == ["番号", "種類", "氏名", "区"]
    assert table[1][:3] == [RECEIPT, "申請", "宮前　美咲"]
    left = HistoryEntry.objects.filter(event="screen.shown", detail__note="：書き出し").latest("pk")
    assert (left.actor_id, left.persons) == (client.staff.login_id, [MISAKI])
    assert HistoryEntry.objects.filter(event="desk.downloaded").count() == 1
    assert signed_in(*DESK).get(at(f"/desk/files/{made.run_id}/content/")).status_code == 404


def test_without_a_reason_nothing_is_taken_out(received: Application, signed_in: Callable[..., Any]) -> None:
    answer = signed_in(*DESK).post(at("/desk/files/"), {"out-format": "csv", "out-reason": ""})
    assert answer.url == at("/desk/")
    assert not ExportFile.objects.exists()


def test_a_file_is_there_on_its_last_day_and_empty_the_day_after(
    received: Application, signed_in: Callable[..., Any]
) -> None:
    made = take_out(signed_in(*DESK))
    assert made.expires_on == date(2026, 6, 22)
    assert actions.expire_files(date(2026, 6, 22)) == 0
    assert actions.expire_files(date(2026, 6, 23)) == 1
    made.refresh_from_db()
    assert made.content is None


def test_excel_opens_the_list_and_holds_no_formula(received: Application, signed_in: Callable[..., Any]) -> None:
    client = signed_in(*DESK)
    made = take_out(client, **{"out-format": "xlsx"}, pick=f"{CASE}|0")
    content = client.get(at(f"/desk/files/{made.run_id}/content/")).content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        strings = book.read("xl/sharedStrings.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "宮前　美咲" in strings
    assert "<f>" not in sheet


EVIL = ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("text", EVIL)
def test_no_cell_of_a_file_begins_a_formula(text: str) -> None:
    assert csv_file(["見出し"], [[text]]).decode("utf-8-sig").splitlines()[1].lstrip('"').startswith("'")
    with zipfile.ZipFile(io.BytesIO(excel_file("一覧", ["見出し"], [[text]], made_at=clock.now()))) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("text", ["-1,234", "-5", "宮前", "－", "0123"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_a_decided_application_is_nobodys_work_any_more(granted: Any, signed_in: Callable[..., Any]) -> None:
    assert rows(signed_in(*DESK)) == []
    assert clock.today() == DAY
