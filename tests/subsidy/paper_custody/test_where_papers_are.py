"""No paper goes missing unseen: from its label on it is in one place, and what is not seen at the day's end is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.paper_custody import queries
from sasae.subsidy.paper_custody.actions import destructions
from sasae.subsidy.paper_custody.models import Box, DayCheck, PaperMove, Sighting, TrackedPaper
from sasae.subsidy.people.models import Person
from tests.foundation.pdf_text import by_unicode_tables
from tests.foundation.pictures import pages_as_pictures
from tests.subsidy.paper_custody.conftest import WORK
from tests.subsidy.town import MIO, MISAKI, REN
from tests.two_persons import refused

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("INC-1")]


def now(paper: Any) -> TrackedPaper:
    return TrackedPaper.objects.get(pk=paper.pk)


def kinds(paper: Any) -> list[str]:
    return list(PaperMove.objects.filter(paper=paper.pk).order_by("pk").values_list("kind", flat=True))


def test_a_paper_is_somewhere_from_its_label_on_and_each_move_is_two_labels_read(
    labelled: Any, read: Any, clerk: Any, cabinets: Any
) -> None:
    [one] = labelled()
    assert (one.state, one.holder, set(one.persons)) == ("held", clerk.staff.login_id, {MISAKI, REN, MIO})
    assert "自分が手元に取る" in read(one.number)
    said = read(one.label, cabinets[0].label)
    assert f"書類 {one.label} を キャビネットA に移しました" in said
    assert (now(one).state, now(one).place, now(one).holder) == ("kept", cabinets[0], "")
    assert "もうそこ" in read(one.number, cabinets[0].number)
    read(one.number, clerk.staff.login_id)
    assert kinds(one) == ["received", "kept", "held"]
    page = clerk.get(f"/paper-custody/papers/{one.pk}/").content.decode()
    assert page.index("手元に取った") < page.index("しまった") < page.index("受け取った")
    assert HistoryEntry.objects.filter(event="paper.moved", subject=one.label).count() == 2
    with pytest.raises(ProgrammingError), transaction.atomic():
        PaperMove.objects.all().delete()


def test_the_place_read_first_takes_paper_after_paper(labelled: Any, read: Any, cabinets: Any) -> None:
    three = labelled(3)
    read(cabinets[1].number, *(one.number for one in three))
    assert {now(one).place for one in three} == {cabinets[1]}


def test_what_was_read_wrongly_stays_in_the_field_with_the_reason(labelled: Any, read: Any, cabinets: Any) -> None:
    [one] = labelled()
    wrong = one.number[:-1] + str((int(one.number[-1]) + 1) % 10)
    nobody = cabinets[0].number.replace("3", "2", 1)
    for typed, said in ((wrong, "SZ-102"), ("だれか", "SZ-102"), ("", "SZ-101"), (nobody, "SZ-10")):
        page = read(typed)
        assert said in page
        assert f'value="{typed}"' in page
    assert now(one).state == "held"


def test_a_sealed_box_is_closed_until_somebody_says_why_it_is_opened(
    labelled: Any, read: Any, clerk: Any, cabinets: Any
) -> None:
    one, two = labelled(2)
    clerk.post("/paper-custody/boxes/new/", {"title": "令和8年6月", "place": cabinets[0].pk})
    box = Box.objects.get()
    read(box.number, one.number)
    steps = f"/paper-custody/boxes/{box.pk}/steps/"
    clerk.post(f"{steps}seal/", {"seal": "F-001"})
    assert "封印済" in read(box.number, two.number)
    assert "先に封印を開けてください" in read(one.number, cabinets[1].number)
    assert "箱" in read(box.number, cabinets[1].number)
    box.refresh_from_db()
    assert (box.place, box.seal) == (cabinets[1], "F-001")
    clerk.post(f"{steps}open/", {"why": ""})
    clerk.post(f"{steps}open/", {"why": "監査の求め"})
    read(one.number, cabinets[0].number)
    assert now(one).place == cabinets[0]
    assert "前に使われています" in clerk.post(f"{steps}seal/", {"seal": "F-001"}, follow=True).content.decode()
    assert list(box.moves.order_by("pk").values_list("kind", flat=True)) == ["made", "sealed", "moved", "opened"]


def test_at_the_days_end_what_is_not_seen_is_missing_until_it_is_found_and_what_is_too_much_is_told(
    labelled: Any, read: Any, clerk: Any, cabinets: Any
) -> None:
    here, lost, elsewhere, boxed = labelled(4)
    read(cabinets[0].number, here.number, lost.number)
    read(elsewhere.number, cabinets[1].number)
    clerk.post("/paper-custody/boxes/new/", {"title": "封印した箱", "place": cabinets[0].pk})
    box = Box.objects.get()
    read(box.number, boxed.number)
    clerk.post(f"/paper-custody/boxes/{box.pk}/steps/seal/", {"seal": "F-002"})
    clerk.post("/paper-custody/checks/begin/", {"place": cabinets[0].pk})
    clerk.post("/paper-custody/checks/begin/", {"place": cabinets[0].pk})
    check = DayCheck.objects.get()
    page = f"/paper-custody/checks/{check.pk}/"
    for number in (here.number, here.number, box.number, elsewhere.number):
        said = clerk.post(f"{page}see/", {"scan": number}, follow=True).content.decode()
    assert "ここにはないはず" in said
    assert "まだ読んでいないもの<small>（1件）" in said
    assert Sighting.objects.count() == 3
    assert "見つからなかったものがあります" in clerk.post(f"{page}close/", follow=True).content.decode()
    check.refresh_from_db()
    assert (check.expected, check.missing, check.surplus) == (3, [lost.number], [elsewhere.number])
    assert [now(one).state for one in (here, lost, elsewhere, boxed)] == ["kept", "missing", "kept", "kept"]
    home = clerk.get("/").content.decode()
    assert "所在がわからない書類" in home
    assert lost.label in clerk.get("/paper-custody/", {"state": "missing"}).content.decode()
    read(lost.number, cabinets[0].number)
    assert (now(lost).state, kinds(lost)[-2:]) == ("kept", ["missed", "found"])
    assert "所在がわからない書類" not in clerk.get("/").content.decode()
    assert "この点検は終わっています" in clerk.post(f"{page}see/", {"scan": here.number}, follow=True).content.decode()


def test_a_box_that_is_not_seen_takes_its_papers_along(labelled: Any, read: Any, clerk: Any, cabinets: Any) -> None:
    [one] = labelled()
    clerk.post("/paper-custody/boxes/new/", {"title": "箱", "place": cabinets[0].pk})
    box = Box.objects.get()
    read(box.number, one.number)
    clerk.post(f"/paper-custody/boxes/{box.pk}/steps/seal/", {"seal": "F-003"})
    clerk.post("/paper-custody/checks/begin/", {"place": cabinets[0].pk})
    clerk.post(f"/paper-custody/checks/{DayCheck.objects.get().pk}/close/")
    assert now(one).state == "missing"
    assert HistoryEntry.objects.filter(event="box.missed", subject=box.label).count() == 1


def test_alarms_begin_the_day_after(labelled: Any, read: Any, clerk: Any, cabinets: Any) -> None:
    held, lent = labelled(2)
    today = clock.today()
    told = {"borrower": "監査事務局", "due_on": today.isoformat(), "why": "監査"}
    assert "貸出しを記録しました" in clerk.post(f"/paper-custody/papers/{lent.pk}/lend/", told, follow=True).content.decode()
    assert [queries.left_in_hand(today + timedelta(days=more)).count() for more in (0, 1)] == [0, 1]
    assert [queries.overdue_loans(today + timedelta(days=more)).count() for more in (0, 1)] == [0, 1]
    again = clerk.post(f"/paper-custody/papers/{held.pk}/lend/", {**told, "why": "長" * 300}, follow=True).content.decode()
    assert "監査事務局" in again
    read(lent.number, cabinets[0].number)
    assert (now(lent).state, now(lent).borrower, now(lent).due_on) == ("kept", "", None)
    cabinets[0].registered_at -= timedelta(days=30)
    cabinets[0].save()
    assert [one.pk for one in queries.unchecked(today)] == [cabinets[0].pk]
    DayCheck.objects.create(place=cabinets[0], on=today, begun_by="x", begun_at=clock.now(), closed_by="x", closed_at=clock.now())
    assert not queries.unchecked(today).exists()


def test_papers_are_destroyed_by_two_and_the_list_stays(
    labelled: Any, read: Any, clerk: Any, cabinets: Any, signed_in: Any
) -> None:
    one, two, held = labelled(3)
    read(cabinets[0].number, one.number)
    clerk.post("/paper-custody/boxes/new/", {"title": "箱", "place": cabinets[0].pk})
    box = Box.objects.get()
    read(box.number, two.number)
    told = {"numbers": f"{one.label}\n{held.number}\n12345", "why": "保存期間の満了", "method": "溶解"}
    answer = clerk.post("/paper-custody/destructions/new/", told)
    assert answer.status_code == 422
    assert "3行目" in answer.content.decode()
    told["numbers"] = f"{one.label}\n{held.number}"
    assert "職員が使用中" in clerk.post("/paper-custody/destructions/new/", told).content.decode()
    told["numbers"] = f"{one.label}\n{box.number}"
    page = clerk.post("/paper-custody/destructions/new/", told)["Location"]
    assert "廃棄の一覧にある書類は動かせません" in read(one.number, cabinets[1].number)
    made = TrackedPaper.objects.get(pk=one.pk).destruction_id
    refused(
        "paper_custody.destroy", lambda by: destructions.confirm(made, by=by, at=clock.now()), same=clerk.staff.actor,
        other=SYSTEM("tests"), says="SZ-119",
    )  # fmt: skip
    clerk.post(f"{page}steps/confirm/")
    assert now(one).state == "listed"
    assert "あなたが作った一覧です" in clerk.get(page).content.decode()
    other = signed_in(*WORK)
    other.post(f"{page}steps/confirm/")
    assert [now(each).state for each in (one, two, held)] == ["destroyed", "destroyed", "held"]
    box.refresh_from_db()
    assert (box.state, box.place) == ("destroyed", None)
    assert one.label in other.get(page).content.decode()
    [line] = HistoryEntry.objects.filter(event="destruction.done")
    assert set(line.persons) == {MISAKI, REN, MIO}


def test_a_list_that_is_withdrawn_frees_its_papers(labelled: Any, read: Any, clerk: Any, cabinets: Any) -> None:
    [one] = labelled()
    read(one.number, cabinets[0].number)
    told = {"numbers": one.number, "why": "誤り", "method": "裁断"}
    page = clerk.post("/paper-custody/destructions/new/", told)["Location"]
    clerk.post(f"{page}steps/withdraw/")
    read(one.number, cabinets[1].number)
    assert (now(one).place, now(one).destruction) == (cabinets[1], None)


def test_the_label_is_read_by_camera_and_scanner_and_names_nobody(labelled: Any, clerk: Any, cabinets: Any) -> None:
    import zxingcpp

    Person.objects.filter(atena_no=REN).update(protected_until="2099-03-31")
    one, two = labelled(2)
    asked = {"n": [one.number, two.number, cabinets[0].number], "first": "23"}
    pdf = clerk.get("/paper-custody/labels/", asked)
    assert pdf["Content-Type"] == "application/pdf"
    pictures = list(pages_as_pictures(pdf.content))
    assert len(pictures) == 2
    found = [(code.format.name, code.text) for picture in pictures for code in zxingcpp.read_barcodes(picture.convert("L"))]
    assert sorted(found) == sorted((kind, number) for kind in ("Code128", "QRCode") for number in asked["n"])
    words = "".join(by_unicode_tables(pdf.content))
    assert words.count("取扱注意") == 2
    assert "宮前" not in words
    assert clerk.get("/paper-custody/labels/", asked).content == pdf.content


def test_of_another_ward_there_is_neither_row_nor_page_nor_move(labelled: Any, signed_in: Any, cabinets: Any, refusals: Any) -> None:
    [one] = labelled()
    own, other = (signed_in(*WORK, ward=ward) for ward in ("141364", "141356"))
    for client, codes, rows in ((own, [200, 302], 1), (other, [403, 403], 0)):
        asked = client.get("/paper-custody/", {"number": one.label})
        assert len(asked.context["list"].rows) == rows
        page = client.get(f"/paper-custody/papers/{one.pk}/").status_code
        assert [page, client.post("/paper-custody/scan/", {"scan": one.number}).status_code] == codes
    assert other.get("/paper-custody/labels/", {"n": one.number, "first": "1"}).status_code == 403


def test_a_paper_is_found_by_its_number_its_person_and_its_place_and_the_look_is_journaled(
    labelled: Any, read: Any, clerk: Any, cabinets: Any
) -> None:
    [one] = labelled()
    read(one.number, cabinets[0].number)
    Person.objects.filter(atena_no=MISAKI).update(protected_until="2099-03-31")
    for asked in ({"number": one.subject}, {"person": "みやまえ　みさき"}, {"place": cabinets[0].label}, {"state": "kept"}):
        page = clerk.get("/paper-custody/", asked)
        assert [row.pk for row in page.context["list"].rows] == [one.pk], asked
    assert "対象" in page.content.decode()
    assert not clerk.get("/paper-custody/", {"person": "だれか別の人"}).context["list"].rows
    assert HistoryEntry.objects.filter(event="screen.shown", persons__contains=[MISAKI], subject="paper_custody:papers").exists()
