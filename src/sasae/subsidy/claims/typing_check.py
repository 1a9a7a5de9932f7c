"""What is found while a folder is being typed. Nothing is kept, nothing is refused here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from sasae.kernel.findings import Finding, error
from sasae.kernel.wareki import parse_date
from sasae.law import ClaimDecision, sentence
from sasae.subsidy.claims.actions import FolderEntry, findings_of
from sasae.subsidy.claims.folder_forms import LineForm, LinesFormSet
from sasae.subsidy.claims.queries import previews
from sasae.subsidy.entitlements.models import Recipient


@dataclass(frozen=True)
class Told:
    """What is known of one line as it stands."""

    place: int
    who: str
    findings: Sequence[Finding]
    decision: ClaimDecision | None
    waits: Sequence[str]
    self_pay: int


def told_of(typed: QueryDict, on: date, wards: Sequence[str] | None) -> tuple[list[Told], list[str]]:
    """Each line that can be read, and whose data it shows; nothing of who lives outside these wards (None: all). Lines that
    are half typed are left for later."""
    lines: Any = LinesFormSet(typed, prefix="lines")
    readable = [(place, line) for place, line in lines.filled() if line.is_valid()] if lines.is_bound else []
    claimed_on = _day(typed.get("claimed_on", ""), on)
    entries = [line.entry() for _, line in readable]
    far = out_of_reach(FolderEntry(claimed_on, entries), wards)
    found = findings_of(FolderEntry(claimed_on, entries), on) if entries else []
    numbers = [one.recipient_number for one in entries]
    known = {one.number: one for one in Recipient.objects.select_related("person").filter(number__in=numbers)}
    outside = {int(one.at.split("-")[1]) for one in far}
    who = [None if index in outside else known.get(number) for index, number in enumerate(numbers)]
    own = [
        [one for one in (far if index in outside else found) if one.at.startswith(f"lines-{index}-")]
        for index in range(len(entries))
    ]
    clear = {index: one for index, one in enumerate(who) if one is not None and not own[index]}
    drafts = [(one, entries[index].month, entries[index].values) for index, one in clear.items()]
    decided = dict(zip(clear, previews(drafts, claimed_on, on), strict=True))
    told = [_line(place, line, who[at], own[at], decided.get(at)) for at, (place, line) in enumerate(readable)]
    return told, [one.person.atena_no for one in who if one is not None]


def out_of_reach(entry: FolderEntry, wards: Sequence[str] | None) -> list[Finding]:
    """Lines about people who live in none of these wards (None: all): another desk's, and nothing is told of them."""
    if wards is None:
        return []
    numbers = [line.recipient_number for line in entry.lines]
    of = dict(Recipient.objects.filter(number__in=numbers).values_list("number", "person__ward_code"))
    said = "担当する区の人ではありません。受給者番号を確かめてください。"
    return [
        error("C-132", f"lines-{place}-recipient_number", said)
        for place, number in enumerate(numbers)
        if of.get(number, "") not in ("", *wards)
    ]


def _line(
    place: int, line: LineForm, recipient: Recipient | None, found: list[Finding], decision: ClaimDecision | None
) -> Told:
    grounds = decision.grounds if decision else ()
    waits = [sentence(one) for one in grounds if one.met is not True and one.rule_id != "claim.share"]
    who = recipient.person.name if recipient else ""
    return Told(place + 1, who, found, decision, waits, line.cleaned_data["insured_self_pay"])


def _day(typed: str, on: date) -> date:
    """The day of the claim; today as long as none can be read."""
    try:
        return parse_date(typed)
    except ValueError:
        return on


def totals_of(told: Sequence[Told]) -> dict[str, int]:
    """The sums as typed. Yen."""
    return {
        "lines": len(told),
        "self_pay": sum(one.self_pay for one in told),
        "amount": sum(one.decision.amount for one in told if one.decision),
    }
