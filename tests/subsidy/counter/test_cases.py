"""Every kind of work in one list: each appears when it opens and goes when it is settled; the same questions for all."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.appeals import actions as appeals
from sasae.subsidy.applications.models import Application
from sasae.subsidy.certificates.models import Certificate, NextStep, ReturnedMail, ReturnReason
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.desk.models import Case, CaseHandling, CaseKind, CaseNote, CaseStep
from sasae.subsidy.desk.queries import open_cases
from sasae.subsidy.entitlements.models import Examination, Recipient
from sasae.subsidy.notifications.models import Cause, Consequence, ConsequenceKind, Notification, Review
from sasae.subsidy.papers import actions as papers
from sasae.subsidy.people.models import Person
from tests.staff import at
from tests.subsidy.conftest import COUNTER
from tests.subsidy.money import claim
from tests.subsidy.town import DAY, MISAKI, RECEIPT

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
MIYAMAE, TAMA = "141364", "141356"
ALL: dict[str, list[str] | None] = dict.fromkeys(CaseKind.values)
CLERK = (
    "applications.view", "applications.examine", "notifications.view", "claims.view", "appeals.view", "certificates.recall",
    "desk.assign", "desk.export", "notes.write", "people.view",
)  # fmt: skip


@pytest.fixture
def everything(granted: Recipient) -> Recipient:
    """One open case of every kind but an application's, all of Misaki's family."""
    person, family = granted.person, granted.person.family
    Notification.objects.create(
        number="TD2026-000001", kind="01", family=family, received_on=DAY, occurred_on=DAY, content={"filer": "applicant"},
        identity_checked="運転免許証", token="a" * 32, entered_by="counter1", entered_at=clock.now(),
    )  # fmt: skip
    review = Review.objects.create(
        family=family, person=person, cause=Cause.DIED, occurred_on=DAY, to_do="確かめる", needs_examination=True,
        opened_by="tests", opened_at=clock.now(),
    )  # fmt: skip
    Consequence.objects.create(
        review=review, kind=ConsequenceKind.COLLECT, subject="20260001", person=person, text="回収する"
    )
    claim(granted.number, COUNTER)
    appeals.receive(
        Examination.objects.get().pk, known_on=DAY, filed_on=DAY, purport="不服", by=COUNTER, at=clock.now(), on=DAY
    )
    ReturnedMail.objects.create(
        person=person, certificate=Certificate.objects.first(), returned_on=DAY, reason=ReturnReason.values[0],
        next_step=NextStep.values[0], handled_by="counter1",
    )  # fmt: skip
    return granted


def steps(on: date = DAY) -> dict[str, str]:
    return dict(open_cases(ALL, on).values_list("kind", "step"))


def test_every_kind_stands_in_the_list_with_what_it_waits_for(everything: Recipient) -> None:
    assert steps() == {
        CaseKind.NOTIFICATION: CaseStep.COMPARE, CaseKind.REVIEW: CaseStep.REVIEW, CaseKind.CONSEQUENCE: CaseStep.DECIDE,
        CaseKind.CLAIM: CaseStep.DECIDE, CaseKind.APPEAL: CaseStep.APPEALED, CaseKind.RETURNED: CaseStep.RETURNED,
    }  # fmt: skip


def test_what_is_settled_is_nobodys_work_and_a_failed_transfer_is(everything: Recipient) -> None:
    appeals.move(everything.person.appeals.get().number, appeals.State.WITHDRAWN, why="取下書", by=COUNTER)
    ReturnedMail.objects.update(state="done", done_on=DAY)
    Claim.objects.update(state=ClaimState.PAID)
    assert not {CaseKind.APPEAL, CaseKind.RETURNED, CaseKind.CLAIM} & steps().keys()
    Claim.objects.update(state=ClaimState.FAILED)
    assert steps()[CaseKind.CLAIM] == CaseStep.FAILED


def test_papers_asked_for_are_work_the_day_after_their_deadline(received: Application) -> None:
    papers.list_papers(received.pk, by=COUNTER)
    letter = papers.ask(received.pk, by=COUNTER, on=DAY)
    assert CaseKind.PAPERS not in steps(letter.due_on)
    late = open_cases(ALL, letter.due_on + timedelta(days=1)).get(kind=CaseKind.PAPERS)
    assert (late.number, late.due) == (RECEIPT, letter.due_on)


def test_an_application_waits_for_approval_once_it_is_asked_for(
    received: Application, examine: Callable[..., Any]
) -> None:
    from sasae.subsidy.entitlements import actions

    assert steps()[CaseKind.APPLICATION] == CaseStep.EXAMINE
    made = examine(received)
    assert steps()[CaseKind.APPLICATION] == CaseStep.EXAMINING
    actions.request_approval(made.pk, by=COUNTER)
    assert steps()[CaseKind.APPLICATION] == CaseStep.APPROVE


def test_each_row_leads_to_the_page_where_it_is_dealt_with(
    everything: Recipient, signed_in: Callable[..., Any]
) -> None:
    client = signed_in(*CLERK)
    rows = client.get(at("/desk/")).context["list"].table
    assert len(rows) == 6
    for row in rows:
        assert client.get(row[0].url).status_code == 200, row[0].url
        handling = next(cell for cell in row if cell.label == "担当者")
        assert client.get(handling.url).status_code == 200, handling.url


def test_a_user_sees_the_kinds_their_rights_open_and_no_other(
    everything: Recipient, signed_in: Callable[..., Any]
) -> None:
    client = signed_in("applications.view", "claims.view")
    assert {row.kind for row in client.get(at("/desk/")).context["list"].rows} == {CaseKind.CLAIM}
    appeal = Case.objects.get(kind=CaseKind.APPEAL)
    assert client.get(at(f"/desk/cases/{appeal.pk}/")).status_code == 403
    assert client.get(at("/desk/cases/claim:C0/")).status_code == 404


def test_another_ward_sees_nothing_of_any_kind(everything: Recipient, signed_in: Callable[..., Any]) -> None:
    own, other = signed_in(*CLERK, ward=MIYAMAE), signed_in(*CLERK, ward=TAMA)
    cases = list(Case.objects.values_list("pk", flat=True))
    assert len(own.get(at("/desk/")).context["list"].rows) == len(cases) == 6
    assert other.get(at("/desk/")).context["list"].rows == []
    assert {other.get(at(f"/desk/cases/{case}/")).status_code for case in cases} == {403}
    other.post(at("/desk/due/"), {"pick": [f"{case}|0" for case in cases], "due_on": "R8.6.30"})
    other.post(at("/desk/notes/"), {"pick": [f"{case}|0" for case in cases], "note-kind": "memo", "note-text": "x"})
    assert not CaseHandling.objects.exists()
    assert not CaseNote.objects.exists()


def test_many_at_once_get_one_worker_one_deadline_and_one_note_a_person(
    everything: Recipient, signed_in: Callable[..., Any]
) -> None:
    client = signed_in(*CLERK)
    picked = [f"{case}|0" for case in Case.objects.values_list("pk", flat=True)]
    client.post(at("/desk/assign/"), {"pick": picked, "to": client.staff.login_id})
    assert client.get(at("/desk/"), {"whose": client.staff.login_id}).context["list"].paginator.count == 6
    answer = client.post(
        at("/desk/due/"), {"pick": [one.replace("|0", "|1") for one in picked], "due_on": "R8.6.16"}, follow=True
    )
    assert "6件の期限を変更しました" in answer.content.decode()
    assert client.get(at("/desk/"), {"due": "soon"}).context["list"].paginator.count == 6
    told = {"pick": picked, "note-kind": "telephone", "note-text": "来週来庁の予定", "note-token": "a" * 32}
    assert "1人の応対の記録に書きました" in client.post(at("/desk/notes/"), told, follow=True).content.decode()
    note = CaseNote.objects.get()
    assert (note.person.atena_no, note.kind) == (MISAKI, "telephone")
    assert HistoryEntry.objects.filter(event="handling.assigned").count() == 6


def test_nothing_ticked_or_nothing_said_changes_nothing(everything: Recipient, signed_in: Callable[..., Any]) -> None:
    client = signed_in(*CLERK)
    pick = f"{Case.objects.first().pk}|0"  # type: ignore[union-attr]
    none = "一覧で仕事を選んでください"
    for page, sent, said in (
        ("/desk/due/", {"due_on": "R8.6.30"}, none), ("/desk/due/", {"pick": pick, "due_on": "いつか"}, "いつか"),
        ("/desk/notes/", {"pick": pick, "note-kind": "memo", "note-text": "", "note-token": "a" * 32}, "field--wrong"),
        ("/desk/assign/", {"to": ""}, none),
    ):  # fmt: skip
        assert said in client.post(at(page), sent, follow=True).content.decode()
    assert not CaseHandling.objects.exists()
    assert not CaseNote.objects.exists()


def test_a_name_and_a_number_of_any_kind_are_found(everything: Recipient, signed_in: Callable[..., Any]) -> None:
    client = signed_in(*CLERK)

    def found(text: str) -> set[str]:
        return {row.kind for row in client.get(at("/desk/"), {"q": text}).context["list"].rows}

    assert found("みやまえ みさき") == set(CaseKind.values) - {
        CaseKind.APPLICATION, CaseKind.PAPERS, CaseKind.RECEIVABLE, CaseKind.INJURY, CaseKind.HOLD, CaseKind.RECEIPT,
        CaseKind.TRANSFER, CaseKind.EXTRACTION, CaseKind.YEAR, CaseKind.SENT,
    }  # fmt: skip
    assert found("SK2026") == {CaseKind.APPEAL}
    assert found("td2026-000001") == {CaseKind.NOTIFICATION}
    assert found("幸") == set()


def test_today_s_list_names_what_is_mine_what_is_due_and_what_came_in(
    everything: Recipient, signed_in: Callable[..., Any]
) -> None:
    client = signed_in(*CLERK)
    mine = Case.objects.get(kind=CaseKind.APPEAL)
    client.post(at("/desk/assign/"), {"pick": f"{mine.pk}|0", "to": client.staff.login_id})
    client.post(at("/desk/due/"), {"pick": f"{Case.objects.get(kind=CaseKind.REVIEW).pk}|0", "due_on": "R8.6.15"})
    groups = {one.title: [line.label for line in one.lines] for one in client.get(at("/")).context["todays"]}
    assert groups["自分の担当（期限の近い順）"] == [mine.number]
    assert groups["今日までの、担当のない仕事"] == [Case.objects.get(kind=CaseKind.REVIEW).number]
    came = groups["今日来た仕事"]
    assert mine.number not in came
    assert Case.objects.get(kind=CaseKind.NOTIFICATION).number in came
    assert MISAKI in HistoryEntry.objects.filter(subject="home", event="screen.shown").latest("pk").persons
    assert "todays" not in signed_in("people.view").get(at("/")).content.decode()


def test_the_list_and_the_home_page_ask_as_many_questions_for_many_as_for_few(
    everything: Recipient, signed_in: Callable[..., Any]
) -> None:
    client = signed_in(*CLERK)

    def asked(page: str) -> int:
        client.get(at(page))
        with CaptureQueriesContext(
            connection,
        ) as questions:
            assert client.get(at(page)).status_code == 200
        return len(questions)

    few = {page: asked(page) for page in ("/desk/", "/")}
    person = Person.objects.get(atena_no=MISAKI)
    ReturnedMail.objects.bulk_create(
        ReturnedMail(
            person=person, returned_on=DAY - timedelta(days=one), reason=ReturnReason.values[0],
            next_step=NextStep.values[0], handled_by="x",
        )
        for one in range(40)
    )  # fmt: skip
    assert {page: asked(page) for page in few} == few


def test_the_home_page_counts_late_papers_once_an_application_and_in_its_ward_alone(
    received: Application, signed_in: Callable[..., Any]
) -> None:
    papers.list_papers(received.pk, by=COUNTER)
    papers.ask(received.pk, by=COUNTER, on=DAY - timedelta(days=60))
    for ward, expected in (("", 1), (MIYAMAE, 1), (TAMA, 0)):
        client = signed_in("applications.view", "applications.enter", ward=ward)
        work = {one["label"]: one["count"] for one in client.get(at("/")).context["work"]}
        assert work["書類の提出期限を過ぎた申請"] == work["期限を過ぎた仕事"] == expected, ward
