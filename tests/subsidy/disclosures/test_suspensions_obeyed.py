"""What a suspension stops: transfers, extractions, mailings of many; each says who was left out, and goes on when it is lifted."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from sasae.foundation.batch import run_now
from sasae.foundation.batch.models import BatchRun
from sasae.kernel import clock
from sasae.subsidy.disclosures.actions import CannotDecide, carrying_out
from sasae.subsidy.disclosures.models import Kind, Outcome, PaperRequest, State, Stop, Suspension
from sasae.subsidy.disclosures.queries import stopped
from sasae.subsidy.duplicates.models import Merge
from sasae.subsidy.entitlements.models import Examination
from sasae.subsidy.extraction import actions as extraction
from sasae.subsidy.extraction.models import Extraction
from sasae.subsidy.extraction.querying import asked
from sasae.subsidy.people.models import Person
from sasae.subsidy.print_runs import actions as print_runs
from sasae.subsidy.print_runs import papers
from sasae.subsidy.transfers.models import Permission, Transfer
from tests.subsidy.conftest import APPROVER, COUNTER
from tests.subsidy.town import DAY, MIO, MISAKI, REN
from tests.subsidy.transfers.asking import carry as carry
from tests.subsidy.transfers.asking import permitted as permitted
from tests.subsidy.transfers.asking import question
from tests.subsidy.transfers.asking import this_day as this_day
from tests.two_persons import tried

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("DIS-1")]


def suspend(atena_no: str, *stops: Stop) -> Callable[[], None]:
    """The mark, as a request that was decided and done leaves it; how it is lifted."""
    person = Person.objects.get(atena_no=atena_no)
    one = PaperRequest.objects.create(
        number="K8-1", kind=Kind.SUSPENSION, person=person, office="information", asker="self", identity=["licence"],
        requested_on=DAY, what="利用の停止", due_on=DAY, entered_by="counter1", entered_at=clock.now(), state=State.DECIDED,
        outcome=Outcome.WHOLE, prepared_by="counter1", prepared_at=clock.now(), decided_by="approver1", decided_at=clock.now(),
    )  # fmt: skip
    carrying_out.finish(one.number, "利用", stops=[*stops], by=COUNTER, at=clock.now())

    def lift() -> None:
        carrying_out.ask_to_lift(one.number, "本人の求め", by=COUNTER, on=clock.today())
        carrying_out.lift(one.number, by=APPROVER, on=clock.today())

    return lift


def test_who_asks_that_it_end_does_not_decide_so_and_until_then_it_is_obeyed(granted: Any, signed_in: Any) -> None:
    suspend(MISAKI, Stop.MAILING)
    mine, today = Person.objects.get(atena_no=MISAKI).pk, clock.today()
    with pytest.raises(CannotDecide, match="DS-131"):
        carrying_out.lift("K8-1", by=APPROVER, on=today)
    carrying_out.ask_to_lift("K8-1", "本人の求め", by=COUNTER, on=today)
    with pytest.raises(CannotDecide, match="DS-130"):
        carrying_out.ask_to_lift("K8-1", "もう一度", by=APPROVER, on=today)
    assert mine in stopped(Stop.MAILING)
    carrying_out.keep_suspended("K8-1", "本人に確かめたら違った", by=APPROVER)
    with pytest.raises(CannotDecide, match="DS-131"):
        carrying_out.lift("K8-1", by=APPROVER, on=today)
    carrying_out.ask_to_lift("K8-1", "本人の求め", by=COUNTER, on=today)
    tried("suspension.lift", lambda by: carrying_out.lift("K8-1", by=by, on=today), same=COUNTER, other=APPROVER, says="DS-132")
    assert mine not in stopped(Stop.MAILING)
    with pytest.raises(CannotDecide, match="DS-127"):
        carrying_out.ask_to_lift("K8-1", "もう一度", by=COUNTER, on=today)


def test_the_end_of_a_suspension_waits_on_the_home_page_of_who_decides(granted: Any, signed_in: Any) -> None:
    suspend(MISAKI, Stop.MAILING)
    clerk, head = signed_in("disclosures.view", "disclosures.enter"), signed_in("disclosures.view", "disclosures.approve")
    clerk.post("/disclosures/K8-1/steps/ask_to_lift/", {"why": "本人の求め"})
    waiting = '解除の承認を待つ利用停止</span> <span class="tally__count">{}<'
    assert waiting.format(1) in head.get("/").content.decode()
    assert "K8-1" in head.get("/disclosures/?lift=waits").content.decode()
    shown = clerk.get("/disclosures/K8-1/").content.decode()
    assert "承認されるまで、利用停止は続きます" in shown
    assert "/steps/lift/" not in shown
    assert "/steps/lift/" in head.get("/disclosures/K8-1/").content.decode()
    head.post("/disclosures/K8-1/steps/lift/")
    assert Suspension.objects.get().lifted_by == head.staff.login_id
    assert waiting.format(0) in head.get("/").content.decode()


def test_a_transfer_leaves_out_whom_it_is_suspended_for_and_only_the_log_says_why(
    granted: Any, permitted: Permission, carry: Callable[..., Any]
) -> None:
    lift = suspend(REN, Stop.TRANSFER)
    ask = {"permission": permitted.number, "items": ("entitlement",)}
    told = carry(question(MISAKI, REN, **ask)).json()
    assert ([one["atena_no"] for one in told["told"]], told["not_ours"]) == ([MISAKI], [REN])
    (line,) = Transfer.objects.get().findings
    assert (line["id"], REN in line["message"]) == ("IT-306", True)
    lift()
    told = carry(question(MISAKI, REN, **ask, transfer_no="IT20260615000002")).json()
    assert [one["atena_no"] for one in told["told"]] == [MISAKI, REN]
    assert Transfer.objects.latest("pk").findings == []


def extracted() -> tuple[set[str], int]:
    one = extraction.ask(
        asked("covers", ["atena_no"], [], None), purpose="説明会の案内", format="csv", personal=True, by=COUNTER, on=DAY, at=clock.now()
    )
    extraction.approve(one.pk, by=APPROVER, at=clock.now())
    run_now(BatchRun.objects.get(kind="extraction.run", once=one.number))
    content = extraction.handed_over(Extraction.objects.get(pk=one.pk), by=COUNTER).decode("utf-8-sig")
    return {row[0] for row in list(csv.reader(io.StringIO(content)))[1:]}, Extraction.objects.get(pk=one.pk).file.left_out


def test_an_extraction_leaves_out_a_person_by_whichever_of_their_numbers_and_says_how_many(granted: Any, signed_in: Any) -> None:
    mio, ren = (Person.objects.get(atena_no=one) for one in (MIO, REN))
    lift = suspend(MIO, Stop.EXTRACTION)
    assert extracted() == ({MISAKI, REN}, 1)
    page = signed_in("extraction.view").get(f"/extraction/{Extraction.objects.get().number}/").content.decode()
    assert "利用停止の印がある1人を除きました" in page
    Merge.objects.create(
        kept=ren, other=mio, state="merged", why="同じ人", proposed_by="a", proposed_at=clock.now(), decided_by="b"
    )
    assert extracted() == ({MISAKI}, 2)
    lift()
    assert extracted() == ({MISAKI, REN, MIO}, 0)


def test_a_print_run_leaves_out_the_envelope_and_names_it_and_other_uses_go_on(granted: Any) -> None:
    def waiting() -> list[papers.Paper]:
        return papers.waiting(papers.Wish(["certificate"], DAY))

    told: dict[str, Any] = {"title": "医療証", "duplex": False, "on": DAY, "by": COUNTER, "at": clock.now()}
    lift = suspend(MISAKI, Stop.MAILING)
    assert waiting()
    with pytest.raises(print_runs.CannotRun, match="PR-506"):
        print_runs.prepare(waiting(), **told)
    Suspension.objects.update(stops=["extraction"])
    run = print_runs.prepare(waiting(), **told)
    assert (run.envelope_count, run.left_out) == (1, [])
    print_runs.discard(run.number, why="試験", by=COUNTER)
    Suspension.objects.update(stops=["mailing"])
    lift()
    assert print_runs.prepare(waiting(), **told).envelope_count == 1


def test_the_mark_stands_above_whatever_shows_the_person_until_it_is_lifted(granted: Any, signed_in: Any) -> None:
    client = signed_in("people.view", "applications.view", "notifications.view", "disclosures.view")
    lift = suspend(MISAKI, Stop.MAILING, Stop.OTHER)
    examination = Examination.objects.latest("pk")
    receipt = examination.application.receipt_number
    paths = (f"/examinations/{examination.pk}/", f"/applications/{receipt}/", f"/desk/people/{MISAKI}/", f"/people/{MISAKI}/family/")
    for path in (f"/people/{MISAKI}/", *paths):
        page = client.get(path).content.decode()
        assert "利用停止の印があります" in page, path
        assert "まとめての郵送" in page
    lift()
    assert "利用停止の印があります" not in client.get(f"/people/{MISAKI}/").content.decode()
