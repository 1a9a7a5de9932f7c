"""Does everything fit together? Records and journal, permits and provisions, both sides of a query, copies and source."""

from collections import defaultdict
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


def verify(bodies: Sequence[Body], *, now: datetime) -> Iterator[Finding]:
    """Every finding, body by body; `at` names the body and what it is about. Nothing: all is well."""
    for body in bodies:
        yield from verify_one(body, now=now)


def verify_one(body: Body, *, now: datetime) -> list[Finding]:
    """One body's findings; of a query to another body of this platform also whether both sides tell the same."""
    results: dict[str, str] = {}
    return [*_records(body, results, now), *_permits(body), *_open(body, now), *_other_side(body, results)]


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


def _other_side(body: Body, results: dict[str, str]) -> Iterator[Finding]:
    """What the bodies it asked recorded of the same queries. Each is read in its own schema, one after the other."""
    with acting_for(body.code):
        asked = ProvisionRecord.objects.filter(side="照会").exclude(provider=body.code)
        providers: dict[str, list[str]] = defaultdict(list)
        for number, provider in asked.order_by("id").values_list("processing_no", "provider").distinct():
            providers[provider].append(number)
    here = Body.objects.kept().filter(code__in=providers).order_by("code").values_list("code", flat=True)
    for code in here:
        theirs: dict[str, str] = {}
        with acting_for(code):
            for first in range(0, len(providers[code]), AT_ONCE):
                part = providers[code][first : first + AT_ONCE]
                rows = ProvisionRecord.objects.filter(side="提供", processing_no__in=part).order_by("id")
                theirs |= dict(rows.values_list("processing_no", "result"))
        for number, result in theirs.items():
            ours = results.get(f"照会 {number}", result)  # one that came after the records were read is looked at the next night
            if ours != result:
                severe = warning if "not_automatic" in (result, ours) else error
                told = f"照会側 {ours}、提供側 {result}"
                yield severe("V-108", f"{body.code} {code} {number}", f"両側の記録の結果が違います（{told}）。")
