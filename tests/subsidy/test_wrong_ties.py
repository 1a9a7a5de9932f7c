"""A tie that was wrong: what the office did with it is found, reported to linkage, and kept where linkage refuses it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.contracts import tie_corrections
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.tie_reports import actions
from sasae.foundation.tie_reports.actions import CannotReport, report_open
from sasae.foundation.tie_reports.models import FoundUse, State, TieReport
from sasae.kernel import clock
from sasae.kernel.findings import error
from sasae.subsidy.entitlements.inquiries import request
from sasae.subsidy.tie_uses import uses_of
from sasae.subsidy.transfers.handing_over import hand_over
from sasae.wire.client import Refused, Unreachable
from tests.subsidy.conftest import COUNTER
from tests.subsidy.town import DAY, MISAKI, OBASAN, OTHER_CITY, REN, Linkage
from tests.subsidy.transfers.asking import permit, question

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
NUMBER = "HT20260620000001"


class Ties:
    """Linkage's corrections: what waits, what was reported, and whether it takes any more."""

    def __init__(self, linkage: Any) -> None:
        self.waiting: list[tie_corrections.Corrected] = []
        self.reports: list[tie_corrections.ReportRequest] = []
        self.closed = False
        linkage.tie_corrections_open = self.open
        linkage.tie_corrections_report = self.report

    def correct(self, *persons: str, since: date | None = None, on: date | None = None) -> None:
        day = on or clock.real_now().date()  # what the database dates itself is of the real day
        told = {"number": NUMBER, "carried_out_on": day, "tied_since": since, "atena_nos": list(persons)}
        self.waiting = [tie_corrections.Corrected.model_validate(told)]

    def open(self, asked: tie_corrections.OpenRequest) -> tie_corrections.OpenCorrections:
        assert (asked.purpose.affair, asked.purpose.basis) == ("資格審査", "number_ordinance_3_1_3")
        return tie_corrections.OpenCorrections(corrections=self.waiting)

    def report(self, message: tie_corrections.ReportRequest) -> tie_corrections.Reported:
        if self.closed:
            raise Refused(422, [error("L-320", "", "この訂正は完結しています。運用の担当に連絡してください。")])
        self.reports.append(message)
        return tie_corrections.Reported(new=len(message.uses))


@pytest.fixture
def ties(linkage: Linkage) -> Ties:
    return Ties(linkage)


@pytest.mark.clause("USE-3")
def test_decisions_letters_certificates_inquiries_and_transfers_are_found_and_reported_once(
    granted: Any, ties: Ties, deliver: Callable[[], None], signed_in: Any
) -> None:
    application = granted.entitlements.get().examination.application
    request(application, MISAKI, year=2024, provider=OTHER_CITY, by=COUNTER)
    own = permit()
    hand_over(question(MISAKI, REN, permission=own.number), on=clock.today(), at=clock.now())
    ties.correct(MISAKI)
    assert report_open(by=COUNTER) == 1
    assert report_open(by=COUNTER) == 0
    deliver()
    (sent,) = ties.reports
    found = {(use.kind, use.note) for use in sent.uses}
    assert ("decision", "医療証の申請の決定") in found
    assert ("other", "医療証（新規）") in found
    assert ("other", "他団体への照会　回答待ち") in found
    assert ("other", "ほかの助成への移転") in found
    assert "letter" in {use.kind for use in sent.uses}
    assert {use.atena_no for use in sent.uses} == {MISAKI}
    assert len({(use.kind, use.reference) for use in sent.uses}) == len(sent.uses)
    report = TieReport.objects.get()
    assert (report.state, report.uses.count()) == (State.REPORTED, len(sent.uses))
    page = signed_in("tie_reports.view").get(f"/wrong-ties/{NUMBER}/").content.decode()
    assert "報告済" in page
    assert "ほかの助成への移転" in page


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [(0, 0, True), (1, 1, False), (-5, -1, False), (None, 0, True), (None, -1, False)],
    ids=["on its day", "from the day after", "until the day before", "ever since", "until the day before, ever since"],
)
def test_only_what_was_done_while_the_tie_held_counts(granted: Any, since: int | None, until: int, found: bool) -> None:
    examination = granted.entitlements.get().examination
    day = examination.approved_at.astimezone(clock.TOKYO).date()
    first = None if since is None else day + timedelta(days=since)
    kinds = [use.kind for use in uses_of([MISAKI], first, day + timedelta(days=until))]
    assert ("decision" in kinds) is found


def test_of_somebody_the_office_did_nothing_about_an_empty_report_says_so(
    granted: Any, ties: Ties, deliver: Callable[[], None]
) -> None:
    ties.correct(OBASAN)
    report_open(by=COUNTER)
    deliver()
    assert [message.uses for message in ties.reports] == [[]]
    assert TieReport.objects.get().state == State.REPORTED


@pytest.mark.clause("USE-3")
def test_what_linkage_refuses_after_closing_stays_and_staff_see_to_it(
    granted: Any, ties: Ties, deliver: Callable[[], None], signed_in: Any
) -> None:
    ties.correct(MISAKI)
    ties.closed = True
    report_open(by=COUNTER)
    deliver()
    report = TieReport.objects.get()
    assert report.state == State.REFUSED
    assert "L-320" in report.refusal
    assert FoundUse.objects.count() > 0
    client = signed_in("tie_reports.view", "tie_reports.handle")
    assert "断られたひも付けの利用の報告" in client.get("/").content.decode()
    page = client.get(f"/wrong-ties/{NUMBER}/").content.decode()
    assert "連携基盤が報告を断りました" in page
    assert "医療証の申請の決定" in page
    empty = client.post(f"/wrong-ties/{NUMBER}/handle/", {"handling": " "}, follow=True).content.decode()
    assert "どう対応したかを入れてください" in empty
    ties.closed = False
    client.post(f"/wrong-ties/{NUMBER}/again/")
    deliver()
    report.refresh_from_db()
    assert (report.state, report.tries) == (State.REPORTED, 2)
    assert len(ties.reports) == 1


def test_a_refused_report_ends_with_what_was_done_about_it_by_whom(
    granted: Any, ties: Ties, deliver: Callable[[], None], signed_in: Any
) -> None:
    ties.correct(MISAKI)
    ties.closed = True
    report_open(by=COUNTER)
    deliver()
    assert signed_in("tie_reports.view").post(f"/wrong-ties/{NUMBER}/handle/", {"handling": "x"}).status_code == 403
    client = signed_in("tie_reports.view", "tie_reports.handle")
    done = client.post(f"/wrong-ties/{NUMBER}/handle/", {"handling": "電話で伝え、台帳に記録"}, follow=True)
    assert "対応を記録しました" in done.content.decode()
    assert TieReport.objects.get().handled_by == client.staff.login_id
    assert HistoryEntry.objects.filter(event="tie_report.handled").exists()
    with pytest.raises(CannotReport, match="対応済"):
        actions.report_again(NUMBER, by=COUNTER)


def test_a_late_refusal_of_an_earlier_try_does_not_touch_the_later_one(
    granted: Any, ties: Ties, linkage: Linkage
) -> None:
    ties.correct(MISAKI)
    report_open(by=COUNTER)
    TieReport.objects.update(tries=2)
    actions.note_refused([error("L-320", "", "完結")], f"tie-{NUMBER}-1-1")
    assert TieReport.objects.get().state == State.SENDING


def test_while_linkage_is_away_nothing_is_begun(granted: Any, ties: Ties, linkage: Linkage) -> None:
    linkage.away = True
    with pytest.raises(Unreachable):
        report_open(by=COUNTER)
    assert not TieReport.objects.exists()


def test_more_uses_than_a_message_holds_go_in_several_and_count_as_reported_with_the_last(
    granted: Any, ties: Ties, deliver: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    ties.correct(MISAKI, REN)
    report_open(by=COUNTER)
    assert TieReport.objects.get().pages_left > 1
    deliver()
    assert (TieReport.objects.get().state, TieReport.objects.get().pages_left) == (State.REPORTED, 0)
    assert sum(len(message.uses) for message in ties.reports) == FoundUse.objects.count()


def test_whose_right_reaches_one_ward_sees_no_correction(granted: Any, ties: Ties, signed_in: Any) -> None:
    ties.correct(MISAKI, on=DAY)
    report_open(by=COUNTER)
    client = signed_in("tie_reports.view", ward="141313")
    assert client.get("/wrong-ties/").status_code == 403
    assert client.get(f"/wrong-ties/{NUMBER}/").status_code == 403
