"""Ends of bodies on screen, and the successor's operators among the records of the body they succeeded."""

from datetime import timedelta
from typing import Any

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body, BodyChange, Kind, State
from sasae.intermediary.records.models import ProvisionRecord
from sasae.intermediary.retention.models import DeletionRun
from sasae.kernel import clock
from tests.intermediary.conftest import Net
from tests.intermediary.core import KAWASAKI, MIDORINO
from tests.intermediary.test_ends_of_bodies import busy, merged  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.fixture
def pages(busy: Net, settings: Any, pages_for_people: Any) -> Net:  # noqa: F811
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    return busy


def a_form(**other: str) -> dict[str, str]:
    day = f"{clock.today() + timedelta(days=1):%Y-%m-%d}"
    return {"kind": "merger", "successor": KAWASAKI, "effective_on": day, "reason": "廃置分合の告示", **other}


def test_one_operator_proposes_a_merger_and_another_approves_it(pages: Net, signed_in: Any) -> None:
    first, second = (signed_in("platform.view", "bodies.manage") for _ in range(2))
    answer = first.post(f"/bodies/{MIDORINO}/end/", a_form(successor=" 川崎 "), follow=True)
    assert "あなたの起案です" in answer.content.decode()
    change = BodyChange.objects.get()
    first.post(f"/bodies/changes/{change.pk}/approve/")
    assert BodyChange.objects.get().state == State.PROPOSED
    page = second.post(f"/bodies/changes/{change.pk}/approve/", follow=True).content.decode()
    assert "承認しました" in page
    assert BodyChange.objects.get().state == State.APPROVED
    assert "予定" in second.get(f"/bodies/{MIDORINO}/").content.decode()
    assert "起案する" not in second.get(f"/bodies/{MIDORINO}/").content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"successor": ""}, "承継する団体を入れてください"),
        ({"kind": "leaving"}, "承継する団体を空けてください"),
        ({"successor": "川"}, "一つに決まりません。団体コードで入れてください：川下町（011002）、川崎市（141305）"),
        ({"successor": "どこにもない町"}, "参加している団体はありません"),
        ({"successor": MIDORINO}, "参加している団体はありません"),
        ({"effective_on": "昨日"}, "効力の日"),
        ({"reason": ""}, "根拠と理由を入れてください"),
    ],
    ids=[
        "a merger into nobody",
        "leaving into somebody",
        "a name of several",
        "a name of nobody",
        "itself",
        "a day that is none",
        "without a reason",
    ],
)
def test_a_form_that_cannot_be_is_shown_again_with_what_was_typed(
    pages: Net, signed_in: Any, typed: dict[str, str], said: str
) -> None:
    Body.objects.create(code="011002", name="川下町", caller="linkage_011002", public_key="")
    answer = signed_in("platform.view", "bodies.manage").post(f"/bodies/{MIDORINO}/end/", a_form(**typed))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not BodyChange.objects.exists()


def test_who_only_looks_at_the_platform_and_who_belongs_to_a_body_proposes_no_end(pages: Net, signed_in: Any) -> None:
    assert signed_in("platform.view").post(f"/bodies/{MIDORINO}/end/", a_form()).status_code == 403
    assert signed_in("records.view", office_code=KAWASAKI).get(f"/bodies/{MIDORINO}/").status_code == 403


@pytest.mark.clause("INT-9")
def test_the_successor_s_operator_turns_to_the_old_body_s_records_and_the_journal_says_so(
    pages: Net, signed_in: Any
) -> None:
    merged()
    clerk = signed_in("records.view", office_code=KAWASAKI)
    assert "みどり野市" in clerk.get("/bodies/predecessors/").content.decode()
    assert "0件" in clerk.get("/records/").content.decode() or "ありません" in clerk.get("/records/").content.decode()
    clerk.post(f"/bodies/predecessors/{MIDORINO}/")
    page = clerk.get("/records/").content.decode()
    assert "みどり野市" in page
    assert HistoryEntry.objects.filter(event="screen.shown").latest("id").persons == [f"{MIDORINO}:25"]
    assert HistoryEntry.objects.filter(event="body.looked_into", subject=MIDORINO).count() == 1
    clerk.post(f"/bodies/predecessors/{KAWASAKI}/")
    before = HistoryEntry.objects.filter(persons__contains=[f"{MIDORINO}:25"]).count()
    clerk.get("/records/")
    assert HistoryEntry.objects.filter(persons__contains=[f"{MIDORINO}:25"]).count() == before


def test_of_an_ended_body_s_records_nothing_is_changed_by_anybody(pages: Net, signed_in: Any) -> None:
    merged()
    clerk = signed_in("records.view", "protections.view", "protections.set", office_code=KAWASAKI)
    form = {"unified_no": "25", "kind": "not_automatic", "valid_from": "2026-06-01", "reason": "x"}
    clerk.post(f"/bodies/predecessors/{MIDORINO}/")
    assert clerk.post("/protections/new/", form).status_code == 403


def test_nobody_turns_to_a_body_that_theirs_has_not_succeeded(pages: Net, signed_in: Any) -> None:
    clerk = signed_in("records.view", office_code=KAWASAKI)
    assert clerk.post(f"/bodies/predecessors/{MIDORINO}/").status_code == 404
    session = clerk.session
    session["looks_into"] = MIDORINO
    session.save()
    before = HistoryEntry.objects.filter(persons__contains=[f"{MIDORINO}:25"]).count()
    clerk.get("/records/")
    assert HistoryEntry.objects.filter(persons__contains=[f"{MIDORINO}:25"]).count() == before


def test_an_operator_of_a_body_that_left_still_reads_and_changes_nothing(pages: Net, signed_in: Any) -> None:
    clerk = signed_in("records.view", "keys.manage", "keys.view", office_code=MIDORINO)
    merged(kind=Kind.LEAVING)
    assert "みどり野市" in clerk.get("/records/").content.decode()
    assert clerk.post("/keys/1/revoke/", {"reason": "x"}).status_code == 403
    assert Body.objects.get(code=MIDORINO).closed_on == clock.today() + timedelta(days=1)


def test_the_successor_s_operators_let_go_by_two_persons_of_what_the_old_body_kept_long_enough(
    pages: Net, signed_in: Any
) -> None:
    now = clock.now()
    with acting_for(MIDORINO):
        ProvisionRecord.objects.create(
            side="照会", processing_no="1", unified_no="9", inquirer=MIDORINO, provider=KAWASAKI, affair="A", procedure="P",
            information="I", items=[], requested_at=now, result="error", not_disclosed=False,
            keep_until=clock.today() - timedelta(days=1),
        )  # fmt: skip
    merged()
    rights = ("records.view", "deletions.view", "deletions.manage")
    first, second = (signed_in(*rights, office_code=KAWASAKI) for _ in range(2))
    for clerk in (first, second):
        clerk.post(f"/bodies/predecessors/{MIDORINO}/")
    assert "みどり野市" in first.post("/deletions/list/", follow=True).content.decode()
    with acting_for(MIDORINO):
        run = DeletionRun.objects.get()
    first.post(f"/deletions/{run.pk}/steps/approve/")
    with acting_for(MIDORINO):
        assert DeletionRun.objects.get().state == "listed"
    second.post(f"/deletions/{run.pk}/steps/approve/")
    with acting_for(MIDORINO):
        assert DeletionRun.objects.get().state == "approved"
    with acting_for(KAWASAKI):
        assert not DeletionRun.objects.exists()
