"""What stands against a claim as it is written: every objection at once, in Japanese. Nothing is changed here."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sasae.kernel.findings import Finding, error
from sasae.kernel.period import Month
from sasae.kernel.wareki import to_wareki
from sasae.law.single_parent.benefit import first_claim_day
from sasae.law.single_parent.benefit_values import WINDOW
from sasae.subsidy.claims.models import Claim, provider_key_in_sql
from sasae.subsidy.claims.providers import provider_key
from sasae.subsidy.duplicates.groups import all_one_with
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.receipts.models import LineState, ReceiptLine

PAID_IN_KIND = "同じ人・診療月・医療機関の現物給付がすでにあります。"
YEN = ("total_cost", "insured_self_pay", "meals", "high_cost", "fringe", "other_public", "school_insurance")
OPEN_OR_GRANTED = ["10", "20", *Claim.GRANTED]


def objections(
    recipient: Recipient | None, month: Month, values: Mapping[str, Any], *, claimed_on: date, on: date,
    but: int | None = None,
) -> list[Finding]:  # fmt: skip
    """What stands against taking this claim in; `but` is the claim that is being corrected."""
    found = [*_days(month, claimed_on, on), *_amounts(values), *_treatment(month, values)]
    if recipient is None:
        return [error("C-101", "recipient_number", "この受給者番号の人はいません。"), *found]
    if month < Month.of(recipient.person.birth_date):
        found.append(error("C-109", "month", "診療年月が受診者の生まれる前です。"))
    if not recipient.entitlements.exists():
        found.append(error("C-105", "recipient_number", "この受給者には資格の登録がありません。"))
    if paid_in_kind(recipient.number, str(month), values["provider"]):
        found.append(error("C-104", "provider", PAID_IN_KIND))
    earlier = _earlier(recipient, month, values["provider"]).exclude(id=but).first()
    if earlier is not None:
        found.append(duplicate(earlier))
    return found


def duplicate(earlier: Claim) -> Finding:
    """The same has been claimed before."""
    said = f"同じ人・診療月・医療機関の請求 {earlier.number}（{earlier.get_state_display()}）がすでにあります。"
    return error("C-106", "provider", said)


def _days(month: Month, claimed_on: date, on: date) -> list[Finding]:
    found = []
    if claimed_on > on:
        found.append(error("C-111", "claimed_on", "請求日が今日より後です。"))
    if month.first < WINDOW.rows[0].since:
        found.append(error("C-110", "month", f"{to_wareki(WINDOW.rows[0].since)}より前の診療は扱えません。"))
    elif claimed_on < first_claim_day(month):
        opens = to_wareki(first_claim_day(month))
        found.append(error("C-108", "month", f"この診療月の請求は、翌月（{opens}）から受け付けます。"))
    return found


def _amounts(values: Mapping[str, Any]) -> list[Finding]:
    found = [
        error("C-107", name, "金額は0円以上で入れてください。") for name in YEN if (values.get(name) or 0) < 0
    ]  # fmt: skip
    if values["insured_self_pay"] > values["total_cost"]:
        found.append(error("C-102", "insured_self_pay", "自己負担額が総医療費を超えています。"))
    return found


def _treatment(month: Month, values: Mapping[str, Any]) -> list[Finding]:
    found = []
    if not 1 <= values["days"] <= month.last.day:
        found.append(error("C-103", "days", f"診療実日数は1から{month.last.day}までです。"))
    days: Sequence[date] = values.get("treated_on") or ()
    if any(Month.of(day) != month for day in days):
        found.append(error("C-112", "treated_on", "診療日が診療年月の中にありません。"))
    if days and len(set(days)) != values["days"]:
        found.append(error("C-113", "treated_on", "診療日の数と診療実日数が違います。"))
    return found


def paid_in_kind(recipient_number: str, month: str, provider: str) -> bool:
    """Whether the review body's receipt of the same treatment was accepted, under whichever of the person's numbers."""
    person = Recipient.objects.values_list("person", flat=True).get(number=recipient_number)
    numbers = Recipient.objects.filter(person__in=all_one_with([person])[person]).values("number")
    lines = ReceiptLine.objects.filter(
        recipient_number__in=numbers, treatment_month=month, state=LineState.ACCEPTED
    ).values_list("provider", "provider_name")
    return provider_key(provider) in {provider_key(named) for line in lines for named in line}


def _earlier(recipient: Recipient, month: Month, provider: str) -> Any:
    one = all_one_with([recipient.person_id])[recipient.person_id]
    claims = Claim.objects.filter(person__in=one, treatment_month=str(month), state__in=OPEN_OR_GRANTED)
    return claims.alias(key=provider_key_in_sql()).filter(key=provider_key(provider))
