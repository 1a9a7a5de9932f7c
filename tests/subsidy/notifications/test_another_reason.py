"""A reason that comes to the first one or takes its place: cover goes on without a break, and a day's gap ends it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.law.case import Reason, ReasonSpell
from sasae.law.decision import Loss, Outcome
from sasae.law.single_parent.examination import decide
from sasae.subsidy.entitlements.case_building import build_case
from sasae.subsidy.entitlements.models import Entitlement
from sasae.subsidy.notifications.labels import facts_of
from sasae.subsidy.notifications.models import Notification
from sasae.subsidy.notifications.queries import leads_to_application
from tests.subsidy.notifications.test_changed_case import case, change, facts
from tests.subsidy.notifications.test_desk import RECEPTION, place
from tests.subsidy.town import DAY, MIO, MISAKI, REN, form, parted

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("BUS-1", "BUS-4")]
Step = Callable[..., Any]
CAME, DAY_BEFORE, YEAR_END = date(2026, 8, 1), date(2026, 7, 31), date(2026, 12, 31)
GAP = date(2026, 7, 30)  # the earlier reason's last day where one day lies between


def reason(who: str, *, earlier_until: date | None, first: date = CAME) -> dict[str, Any]:
    earlier = earlier_until.isoformat() if earlier_until else None
    return change("another_reason", who, first, reason=Reason.DEATH.value, earlier_until=earlier)


def told(confirmed: Step, earlier_until: date | None, *, who: tuple[str, ...] = (REN, MIO)) -> Any:
    earlier = earlier_until.isoformat() if earlier_until else None
    said = {"what": "another_reason", "de_facto": None, "child_support_yen": None}
    return confirmed("04", CAME, who=list(who), reason="01", earlier_until=earlier, **said).review


def cover(who: str) -> list[tuple[date, date, str]]:
    rows = Entitlement.objects.filter(recipient__person__atena_no=who).order_by("valid_from")
    return list(rows.values_list("valid_from", "valid_to", "loss_reason"))


@pytest.mark.parametrize("earlier_until", [None, DAY_BEFORE], ids=["it goes on", "it ended the day before"])
def test_with_the_next_reason_on_the_next_day_cover_goes_on(earlier_until: date | None) -> None:
    family = case(*(reason(who, earlier_until=earlier_until) for who in (REN, MIO)))
    for on in (DAY_BEFORE, CAME, YEAR_END):
        result = decide(family, on).person(REN)
        assert (result.outcome, result.eligible_to, result.loss) == (Outcome.GRANTED, YEAR_END, Loss.AGE), on


def test_a_third_reason_that_names_the_last_day_of_the_first_leaves_the_second_standing() -> None:
    changes = [reason(who, earlier_until=DAY_BEFORE) for who in (REN, MIO)]
    changes += [reason(who, earlier_until=DAY_BEFORE, first=date(2026, 10, 1)) for who in (REN, MIO)]
    for on in (DAY_BEFORE, CAME, date(2026, 9, 30), date(2026, 10, 1)):
        result = decide(case(*changes), on).person(REN)
        assert (result.outcome, result.eligible_to) == (Outcome.GRANTED, YEAR_END), on


def test_with_a_day_between_cover_ends_and_a_new_application_alone_gives_it_again() -> None:
    changes = [reason(who, earlier_until=GAP) for who in (REN, MIO)]
    before = decide(case(*changes), GAP).person(MISAKI)
    assert (before.outcome, before.eligible_to) == (Outcome.GRANTED, GAP)
    for who in (MISAKI, REN):
        after = decide(case(*changes), CAME).person(who)
        assert (after.outcome, after.lost_on) == (Outcome.NOT_ELIGIBLE, DAY_BEFORE)
    content, _ = parted(form())
    content["persons"] = {"applicant": MISAKI, "children.0": REN, "children.1": MIO}
    for child in content["children"]:
        child |= {"reason": "01", "reason_on": CAME.isoformat()}
    again = decide(build_case("KW2", CAME, content, facts()), CAME).person(MISAKI)
    assert (again.outcome, again.eligible_from) == (Outcome.GRANTED, CAME)


def test_the_end_of_the_reasons_ends_those_that_began_before_it_and_not_one_of_that_day() -> None:
    over = change("reason_ended", REN, date(2026, 9, 1))
    child = next(one for one in case(reason(REN, earlier_until=None), over).children if one.id == REN)
    assert child.reason_until == date(2026, 8, 31)
    assert child.other_reasons == (ReasonSpell(Reason.DEATH, CAME, date(2026, 8, 31)),)
    on_the_day = reason(REN, earlier_until=None, first=date(2026, 9, 1))
    child = next(one for one in case(on_the_day, over).children if one.id == REN)
    assert child.other_reasons == (ReasonSpell(Reason.DEATH, date(2026, 9, 1), None),)
    assert decide(case(on_the_day, over), date(2026, 9, 1)).person(REN).outcome is Outcome.GRANTED


def test_each_end_closes_the_reason_before_it_and_no_later_one() -> None:
    first, second = date(2026, 7, 1), date(2026, 10, 1)
    child = next(
        one
        for one in case(change("reason_ended", REN, first), reason(REN, earlier_until=None), change("reason_ended", REN, second)).children
        if one.id == REN
    )  # fmt: skip
    assert child.reason_until == first - timedelta(days=1)
    assert child.other_reasons == (ReasonSpell(Reason.DEATH, CAME, second - timedelta(days=1)),)


def test_told_at_the_counter_nobodys_cover_changes_where_none_is_missing(confirmed: Step, decided: Step) -> None:
    decided(told(confirmed, DAY_BEFORE))
    for who in (MISAKI, REN, MIO):
        assert cover(who) == [(DAY, YEAR_END, "")]


def test_told_with_a_day_between_all_lose_cover_and_staff_are_told_to_ask_for_an_application(
    confirmed: Step, decided: Step
) -> None:
    review = told(confirmed, GAP)
    assert "新しい申請を受け付ける" in review.to_do
    decided(review)
    for who in (MISAKI, REN, MIO):
        assert cover(who) == [(DAY, GAP, Loss.OTHER.value)]
    late = told(confirmed, None)
    assert "再審査では戻らない" in late.to_do
    assert leads_to_application(late)


def test_told_after_an_end_of_the_day_before_cover_comes_back_whole(confirmed: Step, decided: Step) -> None:
    for who in (REN, MIO):
        decided(confirmed("11", CAME, who=who, reason="99").review)
    assert cover(MISAKI) == [(DAY, DAY_BEFORE, Loss.OTHER.value)]
    review = told(confirmed, None)
    assert not leads_to_application(review)
    decided(review)
    assert cover(REN)[-1] == (CAME, YEAR_END, "")


@pytest.mark.usefixtures("family")
def test_the_form_asks_whose_and_which_and_shows_what_was_said(signed_in: Step) -> None:
    page = signed_in("notifications.view", "notifications.enter", "people.view")
    sent = {**RECEPTION, "what": "another_reason", "occurred_on": "R8.6.10"}
    text = page.post(place("04"), sent).content.decode()
    assert "理由が加わった児童を選んでください。" in text
    assert "加わった理由を選んでください。" in text
    assert not Notification.objects.exists()
    page.post(place("04"), {**sent, "who": [REN], "reason": "07", "earlier_until": "R8.6.9"})
    shown = dict(facts_of(Notification.objects.get(), {REN: "宮前　蓮"}))
    assert shown["理由が加わった児童"] == "宮前　蓮"
    assert shown["加わった理由"] == "父母の拘禁"
    assert shown["前の理由の続いた末日"] == "令和8年6月9日"


@pytest.mark.usefixtures("family")
def test_what_belongs_to_a_reason_is_not_kept_with_a_marriage(signed_in: Step) -> None:
    page = signed_in("notifications.view", "notifications.enter", "people.view")
    page.post(place("04"), {**RECEPTION, "what": "partner_began", "de_facto": "yes", "who": [REN], "reason": "07"})
    assert not {"who", "reason", "earlier_until"} & set(Notification.objects.get().content)
