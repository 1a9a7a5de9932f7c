"""The renewal of the year, step by step: who gets what, who may approve, what late papers change."""

from datetime import date
from functools import partial

import pytest

from sasae.foundation.batch import run_now
from sasae.foundation.batch.models import BatchItem
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.subsidy.certificates.models import Certificate, Kind, State
from sasae.subsidy.entitlements.actions import replay
from sasae.subsidy.entitlements.models import Entitlement, Examination, Occasion
from sasae.subsidy.people.models import Person
from sasae.subsidy.renewals import actions
from sasae.subsidy.renewals.models import Judged, Letter, Report, Round, Step, StepState, Target, TargetState
from tests.foundation.pdf_text import by_unicode_tables
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.renewals.conftest import DECEMBER, OCTOBER
from tests.subsidy.renewals.families import child, mother
from tests.two_persons import refused, tried

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
NEW_YEAR = date(2027, 1, 1)


def target(number: int) -> Target:
    return Target.objects.get(applicant__atena_no=mother(number))


def outcomes() -> list[tuple[str, str]]:
    return list(Target.objects.order_by("applicant__atena_no").values_list("outcome", "movement"))


def covered_in(year: int) -> list[str]:
    rows = Entitlement.objects.filter(valid_from__year=year)
    return list(rows.order_by("recipient__person__atena_no").values_list("recipient__person__atena_no", flat=True))


def test_who_keeps_who_loses_whose_income_is_unknown_and_who_filed_no_report(decided):
    assert outcomes() == [("10", "継続"), ("20", "喪失"), ("30", "所得不明"), ("31", "現況届未提出")]
    assert [target(number).state for number in range(4)] == ["decided", "decided", "open", "open"]
    assert [target(number).report for number in range(4)] == [*[Report.COVERED] * 3, Report.MISSING]


def test_the_report_is_asked_of_who_needs_one_and_the_others_are_told_they_need_none(decided):
    kinds = dict(Letter.objects.values_list("target__applicant__atena_no", "kind"))
    assert kinds == {mother(0): "exempt", mother(1): "exempt", mother(2): "exempt", mother(3): "report"}
    assert Letter.objects.get(kind="report").due_on == date(2026, 11, 30)


@pytest.mark.clause("BUS-1")
def test_certificates_and_refusals_follow_the_approved_judgement(decided, work):
    work(decided, "issue", DECEMBER)
    assert covered_in(2027) == [mother(0), child(0, 0), child(0, 1)]
    made = Certificate.objects.filter(valid_from=NEW_YEAR)
    assert set(made.values_list("kind", "valid_to")) == {(Kind.RENEWED, date(2027, 12, 31))}
    paper = PrintedDocument.objects.get(pk=Letter.objects.get(kind="refusal").document_id)
    said = "".join(by_unicode_tables(bytes(paper.content)))
    assert "不交付（所得超過）" in said
    assert "令和7年" in said
    assert [target(number).state for number in range(4)] == ["issued", "issued", "open", "open"]


def test_the_examination_of_a_renewal_gives_the_same_bytes_again(decided, work):
    work(decided, "issue", DECEMBER)
    made = Examination.objects.filter(occasion=Occasion.RENEWAL)
    assert made.count() == 2
    for one in made:
        assert replay(one).decode() == one.decision
        assert (one.prepared_by, one.approved_by) == (COUNTER.id, EXAMINER.id)


@pytest.mark.parametrize("key", ["judge", "issue"])
def test_who_began_a_step_does_not_approve_it_and_another_does(decided, work, key):
    step = work(decided, key, OCTOBER, approver=None)
    now = clock.now()
    back = partial(actions.send_back, step.pk, why="x", at=now)
    refused("renewals.approve", lambda by: back(by=by), same=COUNTER, other=EXAMINER, says="別の人")
    tried(
        "renewals.approve", lambda by: actions.approve(step.pk, by=by, on=OCTOBER, at=now), same=COUNTER, other=EXAMINER,
        says="別の人",
    )  # fmt: skip
    assert Step.objects.get(pk=step.pk).approved_by == EXAMINER.id


def test_nothing_is_issued_before_the_approval(decided):
    actions.start_step(decided.pk, "issue", by=COUNTER, on=DECEMBER)
    assert covered_in(2027) == []


def test_a_judgement_sent_back_decides_nothing_and_is_made_again(town, work):
    renewal = actions.open_renewal(Round.YEAR, 2027, by=COUNTER)
    for key in ("extract", "refresh", "report"):
        work(renewal, key, OCTOBER)
    step = work(renewal, "judge", OCTOBER, approver=None)
    actions.send_back(step.pk, by=EXAMINER, why="扶養の更正を待つ", at=clock.now())
    assert set(renewal.targets.values_list("state", flat=True)) == {TargetState.EXTRACTED}
    work(renewal, "judge", OCTOBER)
    assert Judged.objects.count() == 8


def test_steps_keep_their_order_and_run_once_at_a_time(town, work):
    renewal = actions.open_renewal(Round.YEAR, 2027, by=COUNTER)
    with pytest.raises(actions.CannotStep, match="対象者の抽出"):
        actions.start_step(renewal.pk, "refresh", by=COUNTER, on=OCTOBER)
    actions.start_step(renewal.pk, "extract", by=COUNTER, on=OCTOBER)
    with pytest.raises(actions.CannotStep, match="すでに始まって"):
        actions.start_step(renewal.pk, "extract", by=COUNTER, on=OCTOBER)


def test_whose_income_is_unknown_is_told_which_year_and_by_when(decided, work):
    work(decided, "unknown", date(2026, 11, 28))
    letter = Letter.objects.get(kind="unknown")
    assert letter.target == target(2)
    assert letter.due_on == date(2026, 12, 12)
    said = "".join(by_unicode_tables(bytes(PrintedDocument.objects.get(pk=letter.document_id).content)))
    assert "申請者" in said
    assert "令和7年" in said


@pytest.mark.parametrize(
    ("proved_on", "first"),
    [(date(2027, 1, 31), NEW_YEAR), (date(2027, 2, 1), date(2027, 2, 1))],
    ids=["proof on 31 January reaches back to the first", "proof on 1 February begins cover that day"],
)
def test_a_late_proof_of_income_is_judged_and_issued_by_the_same_steps(decided, work, monkeypatch, proved_on, first):
    who = Person.objects.get(atena_no=mother(2))
    actions.prove_income(
        target(2).pk, who, year=2025, amounts={"salary": 1_000_000, "dependants": 2}, proved_on=proved_on, by=COUNTER
    )
    assert target(2).state == TargetState.EXTRACTED
    monkeypatch.setenv("SASAE_TODAY", proved_on.isoformat())
    work(decided, "refresh", proved_on)
    work(decided, "judge", proved_on)
    assert target(2).outcome == "10"
    work(decided, "issue", proved_on)
    assert set(Entitlement.objects.filter(recipient__person=who, valid_from__year=2027).values_list("valid_from")) == {
        (first,)
    }


def test_staff_may_let_a_late_family_begin_earlier_for_a_reason(decided, work, monkeypatch):
    late = date(2027, 2, 1)
    actions.take_report(target(3).pk, filed_on=late, child_support_yen=None, by=COUNTER)
    with pytest.raises(actions.CannotStep, match="理由"):
        actions.allow_early_start(target(3).pk, day=NEW_YEAR, reason=" ", by=COUNTER)
    actions.allow_early_start(target(3).pk, day=date(2027, 1, 15), reason="入院のため届けられなかった", by=COUNTER)
    monkeypatch.setenv("SASAE_TODAY", late.isoformat())
    for key in ("refresh", "judge", "issue"):
        work(decided, key, late)
    first = Entitlement.objects.filter(family__applicant__atena_no=mother(3), valid_from__year=2027)
    assert set(first.values_list("valid_from", flat=True)) == {date(2027, 1, 15)}


def test_a_report_that_comes_in_time_makes_the_family_granted(decided, work):
    actions.take_report(target(3).pk, filed_on=date(2026, 11, 20), child_support_yen=0, by=COUNTER)
    work(decided, "judge", date(2026, 11, 25))
    assert target(3).outcome == "10"


def test_what_was_granted_and_issued_is_not_reopened_by_a_paper(decided, work):
    work(decided, "issue", DECEMBER)
    with pytest.raises(actions.CannotStep, match="変更の届出"):
        actions.take_report(target(0).pk, filed_on=DECEMBER, child_support_yen=None, by=COUNTER)


def test_the_new_year_ends_the_old_certificates_and_not_a_day_earlier(decided, work):
    from sasae.subsidy.certificates.actions import issue_certificates

    old = issue_certificates(
        list(Entitlement.objects.filter(family__applicant__atena_no=mother(1))), by=COUNTER, on=OCTOBER
    )
    work(decided, "issue", DECEMBER)
    with pytest.raises(actions.CannotStep, match="初日より前"):
        actions.start_step(decided.pk, "start", by=COUNTER, on=date(2026, 12, 31))
    work(decided, "start", NEW_YEAR)
    assert {one.state for one in Certificate.objects.filter(pk__in=[each.pk for each in old])} == {State.EXPIRED}
    assert Certificate.objects.filter(recall__isnull=False).count() == 3
    assert Certificate.objects.filter(valid_from=NEW_YEAR, state=State.VALID).count() == 3


def test_a_second_extraction_adds_who_is_new_and_changes_nobody(decided, work):
    before = list(Target.objects.order_by("pk").values_list("pk", "state"))
    work(decided, "extract", OCTOBER)
    assert list(Target.objects.order_by("pk").values_list("pk", "state")) == before


def test_an_issue_worked_twice_makes_no_second_certificate(decided, work):
    step = work(decided, "issue", DECEMBER)
    run_now(step.run_id)
    assert len(covered_in(2027)) == 3
    assert Step.objects.get(pk=step.pk).state == StepState.DONE


@pytest.mark.parametrize("number", [0, 1], ids=["a certificate", "a refusal"])
def test_a_name_no_font_can_show_holds_up_its_own_family_alone_and_is_issued_when_mended(decided, work, number):
    Person.objects.filter(atena_no=mother(number)).update(name="更新　\U000f0001")
    step = work(decided, "issue", DECEMBER)
    other = 1 - number
    assert [target(each).state for each in (number, other)] == ["decided", "issued"]
    assert BatchItem.objects.get(run=step.run_id, state="refused").key == mother(number)
    assert Examination.objects.filter(occasion=Occasion.RENEWAL).count() == 1
    Person.objects.filter(atena_no=mother(number)).update(name="更新　花子")
    work(decided, "issue", DECEMBER)
    assert target(number).state == "issued"
    assert Examination.objects.filter(occasion=Occasion.RENEWAL).count() == 2
    assert len(covered_in(2027)) == 3
