"""What happened to a family between the steps of its renewal: nothing is issued on what is not so any more."""

from datetime import date, timedelta
from typing import Any

import pytest

from sasae.foundation.batch.models import BatchItem
from sasae.kernel import clock
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.duplicates import actions as duplicates
from sasae.subsidy.entitlements.actions import replay
from sasae.subsidy.entitlements.models import Entitlement, Examination, Occasion, Recipient
from sasae.subsidy.people.models import Person
from sasae.subsidy.renewals import actions
from sasae.subsidy.renewals.actions import refreshing
from sasae.subsidy.renewals.batches import refresh as task
from sasae.subsidy.renewals.models import Gathered, Letter, Round, StepState, Target
from sasae.subsidy.renewals.population import to_extend, to_renew
from sasae.wire.client import Unreachable
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.renewals.conftest import DECEMBER, OCTOBER
from tests.subsidy.renewals.families import child, mother, settle

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("BUS-1", "BUS-4")]
YEARS_END, DAY = date(2026, 12, 31), timedelta(days=1)


def target(number: int) -> Target:
    return Target.objects.get(applicant__atena_no=mother(number))


def decided_anew(number: int, outcome: str, **facts: Any) -> Examination:
    """Another decision of the family, approved now: a marriage, a departure, or nothing that matters."""
    one = Examination.objects.filter(application__applicant__atena_no=mother(number)).latest("pk")
    one.pk, one.occasion, one.outcome, one.approved_at = None, Occasion.CHANGE, outcome, clock.now()
    one.facts = {**one.facts, **facts}
    one.save()
    return one


def married(number: int) -> None:
    """She married in November; the decision on it ended the cover and told the family so."""
    from sasae.subsidy.entitlements.changes import record_fact
    from sasae.subsidy.entitlements.models import FactKind, Family

    on = date(2026, 11, 20)
    family = Family.objects.get(applicant__atena_no=mother(number))
    record_fact(
        family, family.applicant, FactKind.PARTNER, valid_from=on, value={"de_facto": False}, source="届出", by=COUNTER
    )
    family.entitlements.update(valid_to=on - DAY, loss_reason="03")
    decided_anew(number, "21")


def issued_in(year: int) -> set[str]:
    rows = Certificate.objects.filter(valid_from__year=year)
    return set(rows.values_list("recipient__person__atena_no", flat=True))


def test_a_family_whose_cover_was_ended_after_the_judgement_gets_no_certificate_and_no_second_letter(decided, work):
    married(0)
    step = work(decided, "issue", DECEMBER)
    assert (target(0).state, issued_in(2027)) == ("extracted", set())
    assert BatchItem.objects.get(run=step.run_id, key=mother(0)).outcome == "判定のやり直し"
    work(decided, "judge", DECEMBER)
    assert target(0).outcome == "21"
    before = Letter.objects.count()
    step = work(decided, "issue", DECEMBER)
    assert (target(0).state, Letter.objects.count()) == ("issued", before)
    assert BatchItem.objects.get(run=step.run_id, key=mother(0)).outcome == "喪失済み（通知なし）"


def test_a_decision_of_before_the_judgement_holds_nobody_up(town, work):
    decided_anew(0, "10")
    renewal = actions.open_renewal(Round.YEAR, 2027, by=COUNTER)
    for key in ("extract", "refresh", "report", "judge", "issue"):
        work(renewal, key, DECEMBER)
    assert target(0).state == "issued"
    assert issued_in(2027) == {mother(0), child(0, 0), child(0, 1)}


def test_who_applied_anew_after_the_extraction_is_renewed_on_the_new_application_and_replays(town, work):
    renewal = actions.open_renewal(Round.YEAR, 2027, by=COUNTER)
    for key in ("extract", "refresh", "report"):
        work(renewal, key, OCTOBER)
    old = target(0).application
    new = type(old).objects.get(pk=old.pk)
    new.pk, new.receipt_number = None, "KW2026100100000001"
    new.form = {**new.form, "child_support_yen": 10_000_000}
    new.save()
    again = decided_anew(0, "10")
    Examination.objects.filter(pk=again.pk).update(application=new, occasion=Occasion.APPLICATION)
    for key in ("judge", "issue"):
        work(renewal, key, OCTOBER)
    made = Examination.objects.get(occasion=Occasion.RENEWAL, application__applicant__atena_no=mother(0))
    assert (made.application, target(0).application) == (new, new)
    assert made.outcome == "20"
    assert replay(made).decode() == made.decision


@pytest.mark.parametrize("merged", [True, False], ids=["the same person", "somebody else"])
def test_who_is_covered_under_another_number_already_gets_no_second_cover(decided, work, merged: bool):
    who = Person.objects.get(atena_no=child(0, 0))
    other = Person.objects.get(pk=who.pk)
    other.pk, other.atena_no, other.individual_number_index = None, f"{99_000_002:015d}", None
    other.save()
    have = Entitlement.objects.get(recipient__person=who)
    Entitlement.objects.create(
        recipient=Recipient.objects.create(person=other, number="9999990"), family=have.family,
        examination=have.examination, valid_from=date(2027, 1, 1), valid_to=date(2027, 12, 31),
    )  # fmt: skip
    if merged:
        made = duplicates.propose(who.atena_no, other.atena_no, why="同じ人", by=COUNTER, at=clock.now())
        duplicates.confirm(made.pk, by=EXAMINER)
    work(decided, "issue", DECEMBER)
    assert (who.atena_no in issued_in(2027)) is not merged
    assert mother(0) in issued_in(2027)


@pytest.mark.parametrize(
    ("reason", "found"), [("", 1), ("01", 0)], ids=["by the calendar", "by a departure on the day after"]
)
def test_cover_that_was_lost_on_1_january_or_1_april_is_over_and_not_renewed(reason: str, found: int):
    settle(1)
    Entitlement.objects.update(loss_reason=reason)
    assert to_renew(YEARS_END + DAY, YEARS_END).count() == found
    Entitlement.objects.update(valid_to=date(2027, 3, 31))
    assert to_extend(date(2027, 4, 1)).count() == found


def test_a_second_turn_of_the_reports_asks_those_alone_who_were_not_asked(decided, work):
    asked = Letter.objects.filter(kind="report")
    assert asked.count() == 1
    Target.objects.update(state="extracted")
    settle(1, first=8)
    for key in ("extract", "report"):
        work(decided, key, DECEMBER)
    assert sorted(asked.values_list("target__applicant__atena_no", flat=True)) == [mother(3), mother(8)]
    assert asked.get(target__applicant__atena_no=mother(8)).due_on == DECEMBER + timedelta(days=14)


def test_a_report_that_was_filed_is_not_written_over_by_the_exemption(town, work):
    renewal = actions.open_renewal(Round.YEAR, 2027, by=COUNTER)
    for key in ("extract", "refresh"):
        work(renewal, key, OCTOBER)
    actions.take_report(target(0).pk, filed_on=OCTOBER, child_support_yen=5_000, by=COUNTER)
    work(renewal, "report", OCTOBER)
    assert (target(0).report, target(1).report) == ("filed", "covered_by_allowance")


def test_who_is_exempted_is_known_before_anybody_is_asked(town, work):
    renewal = actions.open_renewal(Round.YEAR, 2027, by=COUNTER)
    work(renewal, "extract", OCTOBER)
    with pytest.raises(actions.CannotStep, match="取寄せ"):
        actions.start_step(renewal.pk, "report", by=COUNTER, on=OCTOBER)


def test_a_refresh_whose_worker_gave_up_goes_on_where_it_stands(town, work, signed_in):
    from procrastinate.contrib.django.models import ProcrastinateJob

    renewal = actions.open_renewal(Round.YEAR, 2027, by=COUNTER)
    work(renewal, "extract", OCTOBER)
    step = actions.start_step(renewal.pk, "refresh", by=COUNTER, on=OCTOBER)
    town.away = True
    with pytest.raises(Unreachable):
        refreshing.refresh(step.pk, by=COUNTER)
    client = signed_in("renewals.view", "renewals.work")
    assert "所得・世帯などの取寄せを続きから始める" in client.get(f"/renewals/{renewal.pk}/").content.decode()
    client.post(f"/renewals/{renewal.pk}/steps/refresh/start/")
    assert renewal.steps.filter(step="refresh").count() == 1
    jobs = ProcrastinateJob.objects.filter(task_name=task.name)
    assert [job.args for job in jobs] == [{"step_id": step.pk}] * 2
    assert set(jobs.values_list("lock", flat=True)) == {f"renewals:{step.pk}"}
    town.away = False
    assert refreshing.refresh(step.pk, by=COUNTER) == 4
    assert refreshing.refresh(step.pk, by=COUNTER) == 0
    step.refresh_from_db()
    assert (step.state, Gathered.objects.count()) == (StepState.DONE, 4)


@pytest.mark.parametrize(
    ("paper", "name", "days", "kept"),
    [("income", "proved_on", 0, True), ("income", "proved_on", 1, False), ("extension", "received_on", 1, False)],
    ids=["today", "tomorrow", "tomorrow's proof of school"],
)
def test_a_paper_did_not_come_on_a_day_to_come(decided, signed_in, paper: str, name: str, days: int, kept: bool):
    client, found = signed_in("renewals.view", "renewals.work"), target(2)
    day = clock.today() + timedelta(days=days)
    told = {
        "person": mother(2), "salary": "0", "kind": "2", "since": "2026-04-01", "until": "2027-03-31", "paper": "証明書",
        **dict.fromkeys(
            ("public_pension", "other_general", "medical_deduction", "spouse_special_deduction", "mutual_aid_deduction",
             "dependants", "elderly_dependants", "specific_dependants", "disabled_count", "special_disabled_count"), "0",
        ), name: day.isoformat(),
    }  # fmt: skip
    said = client.post(f"/renewals/targets/{found.pk}/{paper}/", told)
    assert (said.status_code == 302) is kept
    assert kept or "先の日付です" in said.content.decode()
