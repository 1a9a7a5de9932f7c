"""The papers of an application: which are needed, asked for by letter, reminded of, taken in; none decided unidentified."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.subsidy.applications.models import Application
from sasae.subsidy.entitlements import actions as examinations
from sasae.subsidy.papers import actions
from sasae.subsidy.papers.models import Paper, PaperLetter, State
from sasae.subsidy.papers.queries import late, waiting
from tests.foundation.pdf_text import by_unicode_tables
from tests.staff import at
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.town import DAY, MISAKI, RECEIPT, child

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
DUE = date(2026, 6, 29)  # ten days the offices are open after 15 June


def listed(application: Application) -> dict[str, Paper]:
    return {paper.kind: paper for paper in actions.list_papers(application.pk, by=COUNTER)}


def letter_text(letter: PaperLetter) -> str:
    content = bytes(PrintedDocument.objects.get(pk=letter.document_id).content)
    return "".join("".join(by_unicode_tables(content)).split())


def test_what_is_needed_comes_from_the_laws_list_and_what_came_is_there(received: Application) -> None:
    papers = listed(received)
    there = {kind for kind, paper in papers.items() if paper.state == State.THERE}
    assert there == {"application", "identity", "insurance"}
    assert papers["allowance"].state == State.MISSING
    assert "family_register" not in papers  # the allowance's certificate stands for it
    assert "電子証明書" in papers["identity"].why


def test_a_reason_the_register_does_not_show_needs_a_paper(received: Application) -> None:
    assert "reason" not in listed(received)
    received.form["children"][0]["reason"] = "07"
    received.save()
    assert "reason" in listed(received)


@pytest.mark.parametrize(("birth", "needed"), [("2008-04-01", True), ("2008-04-02", False)])
def test_school_is_proved_from_the_year_after_eighteen_on(received: Application, birth: str, needed: bool) -> None:
    received.form["children"] = [child("宮前　蓮", "ミヤマエ　レン", birth, "1", in_high_school=True)]
    received.save()
    assert ("school" in listed(received)) is needed


def test_listing_again_adds_what_is_new_and_changes_nothing_known(received: Application) -> None:
    papers = listed(received)
    actions.waive(papers["allowance"].pk, why="職員が児童扶養手当システムで確認", by=COUNTER)
    assert listed(received)["allowance"].state == State.WAIVED
    assert HistoryEntry.objects.filter(event="papers.listed").count() == 1


def test_what_is_missing_is_asked_for_with_a_deadline(received: Application) -> None:
    listed(received)
    letter = actions.ask(received.pk, by=COUNTER, on=DAY)
    assert (letter.due_on, letter.labels, letter.reminder) == (DUE, ["児童扶養手当証書"], False)
    text = letter_text(letter)
    for words in ("書類の提出について（お願い）", "児童扶養手当証書", "令和8年6月29日", RECEIPT):
        assert words in text
    with pytest.raises(actions.CannotAsk, match="求める書類はありません"):
        actions.ask(received.pk, by=COUNTER, on=DAY)


def test_on_its_last_day_it_is_not_late_and_the_day_after_it_is_reminded_of(received: Application) -> None:
    listed(received)
    actions.ask(received.pk, by=COUNTER, on=DAY)
    assert waiting().get() == received
    assert not late(DUE).exists()
    with pytest.raises(actions.CannotAsk, match="期限を過ぎてから"):
        actions.remind(received.pk, by=COUNTER, on=DUE)
    after = date(2026, 6, 30)
    assert late(after).get() == received
    letter = actions.remind(received.pk, by=COUNTER, on=after)
    assert (letter.reminder, letter.due_on) == (True, date(2026, 7, 14))
    assert "督促" in letter_text(letter)
    assert not late(after).exists()


def test_a_paper_that_came_waits_no_longer(received: Application) -> None:
    paper = listed(received)["allowance"]
    actions.ask(received.pk, by=COUNTER, on=DAY)
    with pytest.raises(actions.CannotAsk, match="今日より後"):
        actions.take_in(paper.pk, arrived_on=date(2026, 6, 16), on=DAY, by=COUNTER)
    actions.take_in(paper.pk, arrived_on=DAY, on=DAY, by=COUNTER)
    assert not waiting().exists()
    assert HistoryEntry.objects.get(event="papers.arrived").persons[0] == MISAKI


@pytest.mark.parametrize("verb", ["take_in", "waive", "put_back"])
def test_a_papers_application_is_held_before_it_as_by_those_who_ask_for_papers(
    received: Application, verb: str
) -> None:
    papers = listed(received)
    paper = papers["identity" if verb == "put_back" else "allowance"]
    told: dict[str, Any] = {"arrived_on": DAY, "on": DAY} if verb == "take_in" else {"why": "確かめた"}
    with CaptureQueriesContext(connection) as questions:
        getattr(actions, verb)(paper.pk, **told, by=COUNTER)
    held = [one["sql"].rpartition(" OF ")[2] for one in questions if "FOR UPDATE" in one["sql"]]
    assert [one.strip('"') for one in held] == ["subsidy_applications_application", "subsidy_papers_paper"]


def test_nothing_is_decided_while_the_identity_is_not_checked(
    received: Application, examine: Callable[..., Any]
) -> None:
    identity = listed(received)["identity"]
    examination = examine(received)
    actions.put_back(identity.pk, why="本人確認書類の有効期限が切れている", by=COUNTER)
    with pytest.raises(examinations.CannotDecide, match="本人確認書類"):
        examinations.request_approval(examination.pk, by=COUNTER)
    actions.take_in(identity.pk, arrived_on=DAY, on=DAY, by=COUNTER)
    examinations.request_approval(examination.pk, by=COUNTER)
    actions.put_back(identity.pk, why="写しが別の人のもの", by=COUNTER)
    with pytest.raises(examinations.CannotDecide, match="本人確認書類"):
        examinations.approve(examination.pk, by=EXAMINER, on=DAY, at=clock.now())
    actions.take_in(identity.pk, arrived_on=DAY, on=DAY, by=COUNTER)
    examinations.approve(examination.pk, by=EXAMINER, on=DAY, at=clock.now())
    with pytest.raises(actions.CannotAsk, match="決定済"):
        actions.put_back(identity.pk, why="後から", by=COUNTER)


def test_who_somebody_is_cannot_be_waived(received: Application) -> None:
    papers = listed(received)
    actions.put_back(papers["identity"].pk, why="不鮮明", by=COUNTER)
    with pytest.raises(actions.CannotAsk, match="提出不要にできません"):
        actions.waive(papers["identity"].pk, why="顔見知り", by=COUNTER)


def test_a_waived_paper_says_why_in_code_and_in_the_database(received: Application) -> None:
    paper = listed(received)["allowance"]
    with pytest.raises(actions.CannotAsk, match="理由"):
        actions.waive(paper.pk, why=" ", by=COUNTER)
    with pytest.raises(IntegrityError, match="waived_why"), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(state="waived")


def test_the_whole_course_on_screen(received: Application, signed_in: Callable[..., Any]) -> None:
    client = signed_in("applications.view", "applications.enter", "printing.view")
    page = at(f"/papers/{RECEIPT}/")
    assert "まだ調べていません" in client.get(page).content.decode()
    client.post(page + "list/")
    client.post(page + "ask/")
    assert "提出のお願い" in client.get(page).content.decode()
    assert RECEIPT in client.get(at("/papers/")).content.decode()
    assert "期限を過ぎてから" in client.post(page + "remind/", follow=True).content.decode()
    paper = Paper.objects.get(kind="allowance")
    wrong = client.post(page + f"{paper.pk}/", {"verb": "take_in", "arrived_on": "あした"}, follow=True)
    assert "あした" in wrong.content.decode()
    client.post(page + f"{paper.pk}/", {"verb": "take_in", "arrived_on": "R8.6.15"})
    paper.refresh_from_db()
    assert (paper.state, paper.arrived_on) == (State.THERE, DAY)
    assert signed_in("applications.view").post(page + "ask/").status_code == 403
