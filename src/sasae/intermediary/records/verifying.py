"""Does everything fit together? Records and journal, permits and provisions, both sides of a query, copies and source."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sasae.foundation.history.models import HistoryEntry
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.copies.freshness import all_judged
from sasae.intermediary.inquiries.models import OPEN, Inquiry
from sasae.intermediary.provisions.models import PermitUse, Provision, State
from sasae.intermediary.records.models import ProvisionRecord, RecordDifference, Settled
from sasae.kernel.findings import Finding, error, warning

AT_ONCE = 5_000
EVENTS = [
    "inquiry.closed", "inquiry.answered_wrongly", "inquiry.given_up", "inquiry.not_accepted", "provision.made",
    "provision.decided", "provision.void",
]  # fmt: skip


def verify(bodies: Sequence[Body], *, now: datetime) -> list[Finding]:
    """Every finding; `at` names the body and what it is about. Empty: all is well."""
    found: list[Finding] = []
    results: dict[str, dict[str, str]] = {}
    for body in bodies:
        results[body.code] = {}
        found += _records(body, results[body.code], now)
        found += _permits(body)
        found += _open(body, now)
    return found + list(_both_sides(results))


def _records(body: Body, results: dict[str, str], now: datetime) -> Iterator[Finding]:
    """Each record has its line in the journal, and each line its record. Fills `results` by side and number."""
    with acting_for(body.code):
        rows = list(ProvisionRecord.objects.order_by("id").values_list("side", "processing_no", "result", "keep_until"))
    results |= {f"{side} {number}": result for side, number, result, _ in rows}
    numbers = sorted({number for _, number, _, _ in rows})
    for first in range(0, len(numbers), AT_ONCE):
        part = numbers[first : first + AT_ONCE]
        written = HistoryEntry.objects.filter(subject__in=part, event__in=EVENTS).values_list("subject", flat=True)
        for number in sorted(set(part) - set(written)):
            yield error("V-101", f"{body.code} {number}", "記録がありますが、操作履歴にありません。")
    lines = HistoryEntry.objects.filter(event="inquiry.closed", subject__startswith=body.code)
    for number in sorted(set(lines.values_list("subject", flat=True)) - set(numbers)):
        if not _kept_long_enough(number, now):
            yield error("V-102", f"{body.code} {number}", "操作履歴がありますが、記録がありません。")


def _kept_long_enough(number: str, now: datetime) -> bool:
    """A query so old that its record may have been deleted by the rules of retention: numbers carry their day."""
    return int(number[6:10]) < now.year - 7


def _permits(body: Body) -> Iterator[Finding]:
    with acting_for(body.code):
        used = set(PermitUse.objects.values_list("permit_no", flat=True))
        provisions = list(Provision.objects.values_list("permit_no", "processing_no", "inquirer", "state"))
    seen: dict[str, str] = {}
    for permit_no, number, inquirer, state in provisions:
        if permit_no not in used:
            yield error("V-103", f"{body.code} {permit_no}", "提供がありますが、許可証の使用の記録がありません。")
        if state == State.ANSWERED:
            key = f"{inquirer} {number}"
            if key in seen:
                yield error(
                    "V-104", f"{body.code} {number}", f"一つの照会に二度提供しています（{seen[key]}、{permit_no}）。"
                )
            seen[key] = permit_no


def _open(body: Body, now: datetime) -> Iterator[Finding]:
    with acting_for(body.code):
        differences = list(RecordDifference.objects.filter(state=Settled.OPEN).order_by("id"))
        overdue = list(Inquiry.objects.filter(state__in=OPEN, ends_at__lt=now).values_list("processing_no", flat=True))
        judged = all_judged(now)
    for each in differences:
        at = f"{body.code} {each.processing_no}"
        yield error("V-105", at, f"コアシステムの記録と違います（{each.side}側・{each.kind}）。")
    for number in overdue:
        yield error("V-106", f"{body.code} {number}", "期限を過ぎても終わっていない照会です。")
    for one in judged:
        if one.alarm:
            yield warning(
                "V-107", f"{body.code} {one.source.information}", f"副本が原本と合っていません（{one.freshness}）。"
            )


def _both_sides(results: dict[str, dict[str, str]]) -> Iterator[Finding]:
    """Two bodies of this platform tell the same of a query between them. Each body's rows were read in its own schema."""
    asked = {
        key.removeprefix("照会 "): (code, result)
        for code, rows in results.items() for key, result in rows.items() if key.startswith("照会 ")
    }  # fmt: skip
    for code, rows in results.items():
        for key, result in rows.items():
            number = key.removeprefix("提供 ")
            if key.startswith("提供 ") and number in asked and asked[number][1] != result:
                told = f"照会側 {asked[number][1]}、提供側 {result}"
                severe = warning if "not_automatic" in (result, asked[number][1]) else error
                yield severe("V-108", f"{asked[number][0]} {code} {number}", f"両側の記録の結果が違います（{told}）。")
