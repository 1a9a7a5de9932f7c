"""Certificates people hold from the old system: kept with their numbers, so that they are recognised, replaced, called back."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from sasae.foundation.printing.models import PrintedDocument
from sasae.subsidy.certificates.models import Certificate, Kind, Reason, State
from sasae.subsidy.entitlements.models import Entitlement
from sasae.subsidy.old_system.models import Migration

NOTE = "旧システムで交付"


def take_certificates(migration: Migration, rows: list[dict[str, Any]]) -> None:
    """Each as a copy of its cover, in the order of issue; those kept already are left alone."""
    known = set(Certificate.objects.filter(number__in=[row["number"] for row in rows]).values_list("number", flat=True))
    fresh = [row for row in rows if row["number"] not in known]
    if not fresh:
        return
    paper = PrintedDocument.objects.filter(kind="old_system_note", subject=migration.number).values_list(
        "pk", flat=True
    )[0]
    covers = _covers([row["recipient_number"] for row in fresh])
    by_cover: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(fresh, key=lambda row: (row["state"] == "1", row["issued_on"], row["number"])):
        cover = _cover_of(row, covers[row["recipient_number"]])
        if cover is not None:
            by_cover[cover.pk].append({**row, "cover": cover})
    before: dict[int, Certificate] = {}
    for copy in range(1, max(map(len, by_cover.values()), default=0) + 1):
        level = [(pk, listed[copy - 1]) for pk, listed in by_cover.items() if len(listed) >= copy]
        made = [_certificate(row, copy, before.get(pk), str(paper)) for pk, row in level]
        Certificate.objects.bulk_create(made, batch_size=2000)
        before |= {pk: one for (pk, _), one in zip(level, made, strict=True)}


def _covers(numbers: list[str]) -> dict[str, list[Entitlement]]:
    found: dict[str, list[Entitlement]] = defaultdict(list)
    rows = Entitlement.objects.filter(recipient__number__in=numbers, certificates__isnull=True)
    for one in rows.select_related("recipient").order_by("valid_from"):
        found[one.recipient.number].append(one)
    return found


def _cover_of(row: dict[str, Any], covers: list[Entitlement]) -> Entitlement | None:
    first, last = date.fromisoformat(row["valid_from"]), date.fromisoformat(row["valid_to"])
    return next((one for one in covers if one.valid_from <= last and first <= one.valid_to), None)


def _certificate(row: dict[str, Any], copy: int, before: Certificate | None, paper: str) -> Certificate:
    last, cover = date.fromisoformat(row["valid_to"]), row["cover"]
    return Certificate(
        number=row["number"], entitlement=cover, recipient=cover.recipient,
        kind=Kind.NEW if copy == 1 else Kind.CHANGED, state=row["state"],
        valid_from=date.fromisoformat(row["valid_from"]), valid_to=last, issued_on=date.fromisoformat(row["issued_on"]),
        document_id=paper, copy=copy, replaces=before, reason=Reason.CHANGED if copy > 1 else "", note=NOTE,
        voided_on=None if row["state"] == State.VALID else min(last, cover.valid_to) + timedelta(days=1),
    )  # fmt: skip
