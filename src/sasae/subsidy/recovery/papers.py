"""What stands on the papers of a debt."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sasae.foundation.history import Actor
from sasae.foundation.release import MASK
from sasae.kernel.period import Month
from sasae.kernel.wareki import month_to_wareki, to_wareki
from sasae.subsidy.certificates.office import OFFICE
from sasae.subsidy.notifications.mailing import where_to
from sasae.subsidy.people.queries import protected_among
from sasae.subsidy.recovery.models import Debtor, Instalment, LetterKind, Receivable


def letter_data(found: Receivable, kind: LetterKind, *, by: Actor, on: date, subject: str) -> dict[str, Any]:
    """The head of a letter, and the debt. Where a person lives is told by the release point alone."""
    office = OFFICE.on(on)
    if found.debtor is None:
        place = {"postal_code": found.payer_postal_code, "address": found.payer_address, "ward": ""}
    else:
        place = where_to(found.debtor, by=by, on=on, reason=f"{kind.label} {found.number}")
    return {
        "office": office,
        "kind": kind.value,
        "number": f"{office['document_prefix']}第{subject}号",
        "date": to_wareki(on),
        "name": found.payer,
        **place,
        "person": found.debtor_kind == Debtor.PERSON,
        "receivable": found.number,
        "reason": found.get_reason_display(),
        "why": found.why,
        "yen": found.yen,
        "owed": found.owed,
        "due_on": to_wareki(found.due_on) if found.due_on else "",
        "refund": 0, "treatments": [], "slips": [], "plan": [], "movements": [],
    }  # fmt: skip


def treatments_of(found: Receivable, on: date) -> list[dict[str, Any]]:
    """Each treatment of the debt, as a row. Where a protected person was treated says where they live: it is told to
    nobody who is not protected with them."""
    rows = list(found.parts.select_related("person", "line").order_by("treatment_month", "pk"))
    guarded = protected_among({part.person.atena_no for part in rows}, on)
    if found.debtor and protected_among([found.debtor.atena_no], on):
        guarded = set()
    return [
        {
            "person": part.person.name,
            "month": month_to_wareki(Month.parse(part.treatment_month).first),
            "provider": MASK
            if part.person.atena_no in guarded
            else (part.line.provider_name if part.line else "") or part.provider,
            "granted": part.granted,
            "yen": part.yen,
        }
        for part in rows
    ]


def slip(found: Receivable, due_on: date, yen: int, place: int = 0) -> dict[str, Any]:
    """One payment slip (納付書): its number names the debt, and the instalment where there are several."""
    return {
        "number": f"{found.number}-{place:02d}",
        "due_on": to_wareki(due_on),
        "yen": yen,
        "of": f"第{place}回" if place else "",
    }


def plan_of(rows: Iterable[Instalment]) -> list[dict[str, Any]]:
    """The instalments, as rows."""
    return [{"place": row.place, "due_on": to_wareki(row.due_on), "yen": row.yen} for row in rows]


def movements_of(found: Receivable) -> list[dict[str, Any]]:
    """What moved the debt, as rows."""
    return [
        {"on": to_wareki(row.on), "kind": row.get_kind_display(), "yen": row.applied + row.excess}
        for row in found.movements.order_by("on", "pk")
    ]
