"""Days, deadlines and the places that use them: the calendar of a renewal, days off, pay days, counters, reasons."""

from datetime import date, timedelta

import pytest

from sasae.foundation.history import Actor
from sasae.kernel.findings import Finding
from sasae.reference.closed_days import office_days_after
from sasae.subsidy.appeals.deadlines import deadline
from sasae.subsidy.applications.models import Application
from sasae.subsidy.desk.deadlines import due_on as case_due_on
from sasae.subsidy.desk.models import CaseKind
from sasae.subsidy.desk.queries import open_cases
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.notifications.kinds import due_on
from sasae.subsidy.papers.needed import needed
from sasae.subsidy.payments.schedule import next_pay_day
from sasae.subsidy.people.protection import WARNING
from sasae.subsidy.receipts.reasons import reasons
from sasae.subsidy.renewals.costs import cost_of
from sasae.subsidy.renewals.models import Round
from sasae.subsidy.renewals.schedule import allowance_report_on, day_of, unknown_due
from sasae.subsidy.wordings import actions
from sasae.subsidy.wordings.calendars import copied, plans
from sasae.subsidy.wordings.catalogue import FIELDS
from sasae.subsidy.wordings.checking import checks, plan_checks
from sasae.subsidy.wordings.closures import CLOSURES
from sasae.subsidy.wordings.consequences import consequences_of
from sasae.subsidy.wordings.names import LOSS_NAMES
from sasae.subsidy.wordings.tables import standing
from tests.subsidy.town import DAY
from tests.subsidy.wordings.proposing import LATER, approved, proposed

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ALL: dict[str, list[str] | None] = dict.fromkeys(CaseKind.values)
NEXT, AFTER = date(2027, 1, 1), date(2028, 1, 1)
BY = Actor("counter1", "川崎 花", "staff")


def about(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(finding.id, finding.at) for finding in findings}


class TestCalendar:
    def test_the_renewal_works_by_the_new_days_of_its_year_and_the_one_before_by_the_old(self) -> None:
        assert day_of(Round.YEAR, 2027, "report_due") == date(2026, 11, 30)
        approved("calendar.year", {"report_due": "11月20日", "unknown_days": "10"}, NEXT)
        assert day_of(Round.YEAR, 2026, "report_due") == date(2025, 11, 30)
        assert day_of(Round.YEAR, 2027, "report_due") == date(2026, 11, 20)
        assert day_of(Round.YEAR, 2027, "issue") == date(2026, 12, 15)
        assert unknown_due(Round.YEAR, NEXT, date(2026, 11, 28)) == date(2026, 12, 8)

    def test_the_end_of_the_fiscal_year_has_days_of_its_own(self) -> None:
        approved("calendar.march", {"report": "2月3日"}, date(2027, 4, 1))
        assert day_of(Round.MARCH, 2027, "report") == date(2027, 2, 3)
        assert day_of(Round.MARCH, 2026, "report") == date(2026, 2, 1)
        approved("calendar.allowance_report", "8月25日", NEXT)
        assert allowance_report_on(NEXT) == date(2026, 8, 25)

    @pytest.mark.parametrize(
        ("change", "id", "at"),
        [
            ({"judge": "10月24日"}, "WD-413", "judge"),
            ({"refresh": "9月30日"}, "WD-413", "refresh"),
            ({"report_due": "10月24日"}, "WD-413", "report_due"),
            ({"start": "1月2日"}, "WD-412", "start"),
        ],
    )
    def test_days_out_of_order_are_refused(self, change: dict[str, str], id: str, at: str) -> None:
        with pytest.raises(actions.CannotChange) as refused:
            proposed("calendar.year", change, NEXT)
        assert (id, at) in about(refused.value.findings)

    def test_on_the_same_day_is_in_order(self) -> None:
        assert proposed("calendar.year", {"refresh": "10月1日", "report_due": "10月25日"}, NEXT).pk

    def test_a_calendar_begins_with_its_cover(self) -> None:
        with pytest.raises(actions.CannotChange, match="1月1日"):
            proposed("calendar.year", {}, date(2027, 1, 2))

    def test_closed_days_and_days_gone_by_are_said_but_do_not_block(self) -> None:
        plan = standing(FIELDS["calendar.year"], NEXT).value
        assert ("WD-415", "report") in about(plan_checks("calendar.year", plan, since=NEXT, on=DAY))  # a Sunday
        monday = {**plan, "report": [10, 26]}
        assert ("WD-415", "report") not in about(plan_checks("calendar.year", monday, since=NEXT, on=DAY))
        told = about(plan_checks("calendar.year", monday, since=NEXT, on=date(2026, 10, 27)))
        assert ("WD-417", "report") in told
        assert ("WD-417", "report") not in about(
            plan_checks("calendar.year", monday, since=NEXT, on=date(2026, 10, 26))
        )

    def test_a_deadline_after_the_certificates_is_said(self) -> None:
        plan = standing(FIELDS["calendar.year"], NEXT).value
        assert ("WD-414", "unknown_days") not in about(
            plan_checks("calendar.year", {**plan, "unknown_days": 17}, since=NEXT, on=DAY)
        )
        assert ("WD-414", "unknown_days") in about(
            plan_checks("calendar.year", {**plan, "unknown_days": 18}, since=NEXT, on=DAY)
        )

    def test_a_new_years_calendar_is_copied_from_the_last_and_moves_to_open_days(self) -> None:
        approved("calendar.year", {"report": "10月22日"}, NEXT)
        made = copied("calendar.year", AFTER, DAY)
        assert made["report"] == [10, 22]  # a Friday in 2027
        assert made["refresh"] == [10, 15]
        assert made["judge"] == [11, 25]
        assert made["unknown"] == [11, 29]  # the 28th is a Sunday
        assert made["start"] == [1, 1]
        assert not {id for id, _ in about(plan_checks("calendar.year", made, since=AFTER, on=DAY))} & {
            "WD-412",
            "WD-413",
        }

    def test_consequences_name_each_step_and_how_far_it_moves(self) -> None:
        plan = standing(FIELDS["calendar.year"], NEXT).value
        rows = {row.what: row for row in consequences_of("calendar.year", plan, {**plan, "report_due": [12, 2]}, NEXT)}
        assert (rows["書類の提出期限"].before, rows["書類の提出期限"].after) == (
            "令和8年11月30日（月）",
            "令和8年12月2日（水）",
        )
        assert rows["書類の提出期限"].note == "2日遅くなる"
        assert not rows["判定"].changed

    def test_the_page_of_a_year_lists_both_renewals(self) -> None:
        first, second = plans(2027, DAY)
        assert (first.first, second.first) == (NEXT, date(2027, 4, 1))
        assert first.days[0].day == date(2026, 10, 1)
        assert {one.label for one in first.days if one.open is False} >= {"現況届の送付と免除"}


class TestDeadlines:
    def test_a_day_off_beyond_the_law_is_not_counted(self) -> None:
        assert office_days_after(date(2026, 6, 26), 2) == date(2026, 6, 30)
        approved("closures.days", "令和8年6月29日 庁舎の点検")
        assert office_days_after(date(2026, 6, 26), 2, CLOSURES.on(LATER)) == date(2026, 7, 1)
        assert CLOSURES.on(LATER - timedelta(days=1)) == frozenset()

    def test_the_end_of_an_appeals_time_moves_off_such_a_day(self) -> None:
        decided = date(2026, 6, 25)
        assert deadline(decided_on=decided, known_on=decided).day == date(2026, 9, 25)
        approved("closures.days", "令和8年9月25日 庁舎の点検")
        assert deadline(decided_on=decided, known_on=decided).day == date(2026, 9, 28)

    def test_every_number_of_days_reaches_its_rule(self) -> None:
        approved("notifications.days", "20")
        approved("protection.days", "45")
        assert due_on("02", LATER) == LATER + timedelta(days=20)
        assert due_on("02", LATER - timedelta(days=1)) == LATER + timedelta(days=13)
        assert (WARNING.on(LATER)["days"], WARNING.on(DAY)["days"]) == (45, 30)

    def test_a_new_period_counts_alike_for_one_case_and_in_the_list_of_work(self, received: Application) -> None:
        Application.objects.update(received_on=DAY)
        before, opened = open_cases(ALL, LATER).get(kind="application").due, DAY
        approved("desk", {"application": "20"}, DAY)
        approved("closures.days", "令和8年7月1日 庁舎の点検")
        case = open_cases(ALL, LATER).get(kind="application")
        assert case.due == case_due_on(opened) == office_days_after(opened, 20, frozenset([date(2026, 7, 1)]))
        assert case.due > before
        day_before = DAY - timedelta(days=1)  # by the old period; the day off is one for it as well
        assert case_due_on(day_before) == office_days_after(day_before, 14, frozenset([date(2026, 7, 1)]))

    def test_a_day_off_that_is_one_anyway_is_said(self) -> None:
        value, _ = FIELDS["closures.days"].read({"": "令和8年6月28日 点検"})
        assert [one.id for one in checks(FIELDS["closures.days"], value, since=LATER, on=DAY)] == ["WD-403"]
        value, _ = FIELDS["closures.days"].read({"": "令和8年6月29日 点検"})
        assert checks(FIELDS["closures.days"], value, since=LATER, on=DAY) == []


class TestMoneyAndReasons:
    def test_the_next_pay_day_the_bank_can_still_be_told_of(self) -> None:
        assert next_pay_day(date(2026, 6, 22)) == (date(2026, 5, 31), date(2026, 6, 25))
        assert next_pay_day(date(2026, 6, 23)) == (date(2026, 6, 30), date(2026, 7, 24))  # the 25th is a Saturday
        approved("payments", {"closing": "10", "pay": "20"}, date(2026, 7, 1))
        assert next_pay_day(date(2026, 7, 1)) == (date(2026, 6, 30), date(2026, 7, 24))  # closed by the old day
        assert next_pay_day(date(2026, 7, 25)) == (date(2026, 7, 10), date(2026, 8, 20))

    def test_paid_in_the_month_of_closing_but_not_before_it(self) -> None:
        with pytest.raises(actions.CannotChange, match="締め日より後"):
            proposed("payments", {"closing": "20", "pay": "20", "months": "0"})
        assert proposed("payments", {"closing": "20", "pay": "21", "months": "0"}).pk

    def test_postage_reaches_the_costs(self) -> None:
        approved("costs", {"postage": "140"})
        letters = {"refusal": 10}
        assert cost_of(letters, 0, LATER)["postage"] - cost_of(letters, 0, DAY)["postage"] == 300

    def test_a_reason_reads_anew_from_its_day_on(self) -> None:
        approved("receipts.H02.text", "診療月に医療証がありません。")
        assert reasons(LATER)["H02"].text == "診療月に医療証がありません。"
        assert reasons(LATER)["H02"].outcome == "held"
        assert reasons(DAY)["H02"].text == "診療月に資格がありません。"


def test_the_papers_a_letter_asks_for_are_named_as_the_office_says(received: Application) -> None:
    assert needed(received)["insurance"].startswith("助成を受ける全員")
    approved("documents.insurance", "健康保険が分かるもの", DAY)
    assert needed(received)["insurance"] == "健康保険が分かるもの"
    assert LOSS_NAMES.on(DAY)["01"] == "転出"
    approved("losses.01", "市の外への転出")
    assert (LOSS_NAMES.on(LATER)["01"], LOSS_NAMES.on(DAY)["01"]) == ("市の外への転出", "転出")


def test_a_letter_names_the_counter_of_the_ward_unless_the_person_is_protected(granted: Recipient) -> None:
    from sasae.subsidy.notifications.mailing import where_to

    person = granted.person
    assert where_to(person, by=BY, on=DAY, reason="試し")["ward"] == person.ward_code
    person.protected_until = DAY
    person.save()
    assert where_to(person, by=BY, on=DAY, reason="試し")["ward"] == ""
    assert where_to(person, by=BY, on=DAY + timedelta(days=1), reason="試し")["ward"] == person.ward_code
