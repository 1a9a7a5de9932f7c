"""Asking other bodies about the adults of a renewal who lived elsewhere on 1 January, page by page, nobody twice."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sasae.foundation.history import Actor
from sasae.foundation.patience import patiently
from sasae.kernel import clock
from sasae.subsidy.applications.consents import Agreed, agreed
from sasae.subsidy.entitlements import inquiries
from sasae.subsidy.entitlements.asked import TAX, Kind, may_be_asked
from sasae.subsidy.entitlements.models import IncomeInquiry, InquiryState
from sasae.subsidy.renewals.models import Target

AFFAIR = "一斉更新"


def ask_elsewhere(chunk: Sequence[Target], gathered: dict[int, dict[str, Any]], year: int, by: Actor) -> None:
    """The income, with each one's consent; and what else the network lets us ask, which needs none.

    Nobody is asked for twice, but where the last try broke down. Of a child's income nothing is asked: none is judged.
    """
    asked = IncomeInquiry.objects.filter(application__in=[target.application_id for target in chunk], year=year)
    rows = asked.exclude(state__in=[InquiryState.ERROR, InquiryState.CORRECTED]).values_list("application_id", "atena_no", "information")
    before = set(rows)
    away = {target.pk: lived_elsewhere(target, gathered[target.pk]) for target in chunk}
    if not any(away.values()):
        return
    with patiently("他団体への一括照会"):
        others = may_be_asked(AFFAIR, clock.today(), by)
        consents = agreed(target.application for target in chunk)
        wanted = [
            one
            for target in chunk
            for one in _wanted(target, away[target.pk], incomes_known(gathered[target.pk]), others, year, consents)
            if (target.application_id, one.atena_no, one.information) not in before
        ]
        inquiries.request_many(wanted, affair=AFFAIR, by=by)


def _wanted(
    target: Target, away: dict[str, str], known: set[str], others: Sequence[tuple[Kind, frozenset[str]]], year: int,
    consents: Agreed,
) -> Iterator[inquiries.Wanted]:
    """The questions about one family's adults; of whom without consent nothing is asked that needs it."""
    for who, lived_in in away.items():
        day = consents.on(target.application, who)
        if day and who not in known:
            yield inquiries.Wanted(target.application, who, year, lived_in, TAX, agreed_on=day)
        for kind, bodies in others:
            whom = kind.whom(lived_in)
            if (day or not kind.consent) and ("*" in bodies or whom in bodies):
                yield inquiries.Wanted(target.application, who, year, whom, kind.code, kind.consent, day)


def lived_elsewhere(target: Target, facts: dict[str, Any]) -> dict[str, str]:
    """Adults of the family whose income another municipality knows: which one, by 宛名番号."""
    children = {who for place, who in target.application.form["persons"].items() if place.startswith("children.")}
    rows = [row for row in facts["unknown_incomes"] if row["lived_in"] and row["atena_no"] not in children]
    grown = {one["atena_no"] for one in facts["people"] if not _young(date.fromisoformat(one["birth_date"]), facts)}
    return {row["atena_no"]: row["lived_in"] for row in rows if row["atena_no"] in grown}


def _young(birth: date, facts: dict[str, Any]) -> bool:
    """Under 18 at the end of the income year: a child who joined the family since, or one not applied for."""
    return birth > date(facts["income_year"] - 18, 12, 31)


def incomes_known(facts: dict[str, Any]) -> set[str]:
    return {row["atena_no"] for row in facts["incomes"]}
