"""Finding what was done with wrong ties and reporting it; what linkage refuses stays here for staff to see to."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from sasae.contracts import tie_corrections
from sasae.contracts.person_index import Purpose
from sasae.foundation.history import Actor, record
from sasae.foundation.outbox import send_later
from sasae.foundation.partners import ask
from sasae.foundation.tie_reports.models import MOVES, FoundUse, State, TieReport
from sasae.kernel import clock
from sasae.kernel.findings import Finding, Refusal, one_line

AT_ONCE = 1000  # uses of one message
_KEY = re.compile(r"tie-(?P<number>.+)-(?P<tries>[0-9]+)-[0-9]+")
_HERE = "sasae.foundation.tie_reports.actions"


class CannotReport(Refusal):
    """The step is not allowed now; the text says why, in Japanese."""


def purpose(by: Actor) -> Purpose:
    """Why this system asks: its own affair and basis."""
    affair, basis = settings.SASAE_TIE_PURPOSE
    return Purpose(affair=affair, basis=basis, operator=by.id)


def report_open(*, by: Actor) -> int:
    """Ask linkage which corrections wait, and report on those not seen yet. Returns how many. Raises Unreachable, Refused."""
    told = ask(tie_corrections.OPEN, tie_corrections.OpenRequest(purpose=purpose(by))).corrections
    known = set(TieReport.objects.filter(number__in=[one.number for one in told]).values_list("number", flat=True))
    fresh = [one for one in told if one.number not in known]
    for one in fresh:
        _begin(one, by=by, at=clock.now())
    return len(fresh)


@transaction.atomic
def _begin(told: tie_corrections.Corrected, *, by: Actor, at: datetime) -> None:
    made, new = TieReport.objects.get_or_create(
        number=told.number,
        defaults={
            "carried_out_on": told.carried_out_on, "tied_since": told.tied_since, "persons": sorted(told.atena_nos),
            "found_at": at,
        },
    )  # fmt: skip
    if new:
        _find_and_send(made, by)


def _find_and_send(made: TieReport, by: Actor) -> None:
    """Look through the books, keep what was found, and send all of it: an empty list says that nothing was done."""
    find = import_string(settings.SASAE_TIE_USES)
    found: Iterable[tie_corrections.Use] = find(made.persons, made.tied_since, made.carried_out_on)
    FoundUse.objects.bulk_create(
        [FoundUse(report=made, **use.model_dump()) for use in found], ignore_conflicts=True, batch_size=1000
    )
    rows = list(made.uses.order_by("on", "pk"))
    pages = [rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE)] or [[]]
    made.pages_left = len(pages)
    made.save(update_fields=["pages_left"])
    for place, page in enumerate(pages, start=1):
        send_later(
            tie_corrections.REPORT, _message(made, page, by), key=f"tie-{made.number}-{made.tries}-{place}",
            on_answer=f"{_HERE}.note_taken", on_refused=f"{_HERE}.note_refused",
        )  # fmt: skip
    record(by, "tie_report.found", made.number, made.persons, count=len(rows), tries=made.tries)


def _message(made: TieReport, page: Sequence[FoundUse], by: Actor) -> tie_corrections.ReportRequest:
    names = ("kind", "atena_no", "reference", "on", "note")
    uses = [{name: getattr(row, name) for name in names} for row in page]
    return tie_corrections.ReportRequest.model_validate({"purpose": purpose(by), "number": made.number, "uses": uses})


def note_taken(answer: tie_corrections.Reported, key: str) -> None:
    """Linkage took a message. Runs in the transaction that marks it delivered."""
    made = _of(key)
    if made is None:
        return
    made.pages_left = max(0, made.pages_left - 1)
    if made.pages_left == 0 and made.state == State.SENDING:
        made.state, made.reported_at = State.REPORTED, clock.now()
        record(Actor("linkage", "システム連携基盤", "system"), "tie_report.reported", made.number, made.persons)
    made.save()


def note_refused(findings: list[Finding], key: str) -> None:
    """Linkage refuses a message, as when the correction is closed: what was found stays, and staff are told."""
    made = _of(key)
    if made is None or made.state not in (State.SENDING, State.REPORTED):
        return
    made.state = State.REFUSED
    made.refusal = " ".join(
        f"{one.message}（{one.id}）" if one.id not in one.message else one.message for one in findings
    )[:500]
    made.save()
    record(
        Actor("linkage", "システム連携基盤", "system"), "tie_report.refused", made.number, made.persons, reason=made.refusal
    )  # fmt: skip


def _of(key: str) -> TieReport | None:
    """The report a message belongs to; none for one of an earlier try."""
    named: Any = _KEY.fullmatch(key)
    return TieReport.objects.select_for_update().filter(number=named["number"], tries=int(named["tries"])).first()


@transaction.atomic
def report_again(number: str, *, by: Actor) -> TieReport:
    """Look through the books once more and report all of it. Raises CannotReport."""
    made = _moved(number, State.SENDING)
    made.tries, made.refusal, made.found_at = made.tries + 1, "", clock.now()
    made.save()
    _find_and_send(made, by)
    return made


@transaction.atomic
def handle(number: str, handling: str, *, by: Actor, at: datetime) -> TieReport:
    """Write down what became of a report that was refused. Raises CannotReport."""
    made = _moved(number, State.HANDLED)
    made.handling = one_line(
        handling, CannotReport, missing="どう対応したかを入れてください。", at="handling", most=300
    )
    made.handled_by, made.handled_at = by.id, at
    made.save()
    record(by, "tie_report.handled", number, made.persons, handling=made.handling)
    return made


def _moved(number: str, state: State) -> TieReport:
    made = TieReport.objects.select_for_update().get(number=number)
    if state not in MOVES[State(made.state)]:
        raise CannotReport(f"この報告は「{made.get_state_display()}」です。画面を開き直してください。", id="TU-101")
    made.state = state
    return made
