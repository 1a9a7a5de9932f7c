"""A year above the cap becomes work when it is over, and ends with what a person found, or when nothing is left of it."""

from datetime import date
from typing import Any

import pytest

from sasae.kernel.period import Month
from sasae.subsidy.claims import actions
from sasae.subsidy.claims.batches import open_years
from sasae.subsidy.claims.models import Claim, YearCheck
from sasae.subsidy.claims.years import above_year
from sasae.subsidy.desk.models import ListedCase
from sasae.subsidy.desk.queries import bring_up_to_date
from sasae.subsidy.entitlements.models import Entitlement, Recipient
from tests.subsidy.claims.test_years import borne, four_months
from tests.subsidy.conftest import COUNTER
from tests.subsidy.test_list_questions import questions

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("BUS-2")]
LAST, OVER = date(2027, 7, 31), date(2027, 8, 1)  # of the year from August 2026, and the day after


@pytest.fixture
def above(granted: Recipient) -> list[Claim]:
    """280,000 yen paid, and 30,000 that wait: 20,000 above the cap."""
    Entitlement.objects.update(valid_to=date(2027, 12, 31))
    return [*four_months(granted.number), borne(granted.number, Month(2026, 12), 30_000)]


def work() -> list[tuple[str, str]]:
    bring_up_to_date()
    rows = ListedCase.objects.filter(kind="claim_year").order_by("number")
    return list(rows.values_list("target", "person__atena_no"))


@pytest.mark.parametrize(("on", "opened"), [(LAST, 0), (OVER, 1)], ids=["its last day", "the day after"])
def test_a_year_is_work_once_it_is_over_and_once_however_often_it_is_looked_for(
    above: list[Claim], on: date, opened: int
) -> None:
    assert [actions.open_checks(by=COUNTER, on=on) for _ in range(2)] == [opened, 0]
    who = above[0].payee.atena_no
    assert work() == [(str(row.pk), who) for row in YearCheck.objects.all()]
    assert YearCheck.objects.count() == opened


def test_who_stays_below_the_cap_is_no_work(granted: Recipient) -> None:
    four_months(granted.number)
    assert actions.open_checks(by=COUNTER, on=OVER) == 0
    assert work() == []


def test_it_ends_by_itself_when_the_insurers_notice_leaves_nothing(above: list[Claim]) -> None:
    actions.open_checks(by=COUNTER, on=OVER)
    told = {"noticed_on": OVER, "high_cost": 0, "fringe": 0, "year_benefit": 20_000, "by": COUNTER, "on": OVER}
    actions.take_notice(above[-1].pk, **told)
    assert actions.open_checks(by=COUNTER, on=OVER) == 0
    row = YearCheck.objects.get()
    assert (row.closed_on, "見込みがなくなりました" in row.why) == (OVER, True)
    assert work() == []


def test_what_a_person_closed_stays_closed_until_more_is_expected(above: list[Claim]) -> None:
    actions.open_checks(by=COUNTER, on=OVER)
    pk = YearCheck.objects.get().pk
    for why in (" ", "長" * 201):
        with pytest.raises(actions.CannotClaim, match="C-262"):
            actions.close_check(pk, why=why, by=COUNTER, on=OVER)
    actions.close_check(pk, why="年間分の支給はないと保険者に確かめた", by=COUNTER, on=OVER)
    with pytest.raises(actions.CannotClaim, match="C-261"):
        actions.close_check(pk, why="もう一度", by=COUNTER, on=OVER)
    assert actions.open_checks(by=COUNTER, on=OVER) == 0
    borne(above[0].recipient.number, Month(2027, 1), 25_000, claimed_on=date(2027, 2, 1))
    assert actions.open_checks(by=COUNTER, on=OVER) == 1
    row = YearCheck.objects.get()
    assert (row.expected_yen, row.closed_on, row.why) == (
        above_year(Month(2026, 8), None)[0].expected.benefit,
        None,
        "",
    )


def test_the_page_of_the_work_shows_the_family_and_is_closed_by_those_who_enter_claims(
    above: list[Claim], signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SASAE_TODAY", OVER.isoformat())
    open_years(0)
    row, ward = YearCheck.objects.get(), above[0].payee.ward_code
    url = f"/claims/years/{row.pk}/"
    clerk = signed_in("claims.view", "claims.enter", "desk.assign", "applications.view")
    assert url in clerk.get("/desk/?kind=claim_year").content.decode()
    page = clerk.get(url).content.decode()
    assert above[3].number in page
    assert "20,000円" in page
    assert "確認を終える" not in signed_in("claims.view").get(url).content.decode()
    assert signed_in("claims.view").post(url, {"why": "見た"}).status_code == 403
    assert signed_in("claims.view", ward="141356" if ward != "141356" else "141313").get(url).status_code == 403
    assert "確認の結果を入れてください" in clerk.post(url, {"why": ""}).content.decode()
    asked = len(questions(clerk, url))
    done = clerk.post(url, {"why": "返還を起案した"}, follow=True).content.decode()
    assert "確認済" in done
    assert "返還を起案した" in done
    assert url not in clerk.get("/desk/?kind=claim_year").content.decode()
    assert asked <= 30
