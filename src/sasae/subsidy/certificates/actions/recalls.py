"""Calling void certificates back: asked for, reminded of, collected, or given up."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.findings import one_line
from sasae.subsidy.certificates.actions.moves import CannotMove, locked, move, move_recall
from sasae.subsidy.certificates.models import Certificate, Recall, RecallState, State
from sasae.subsidy.certificates.office import DEADLINES


def open_recalls(certificates: Sequence[Certificate], *, by: Actor, on: date) -> None:
    """Ask for these back, with the deadline in force. Part of the caller's transaction; twice does nothing more."""
    due = on + timedelta(days=DEADLINES.on(on)["recall"])
    Recall.objects.bulk_create(
        [Recall(certificate=one, asked_on=on, due_on=due, handled_by=by.id) for one in certificates],
        ignore_conflicts=True,
    )


@transaction.atomic
def ask_back(number: str, *, by: Actor, on: date) -> Recall:
    """Ask for one void certificate, e.g. a lost one that was found. Raises CannotMove."""
    certificate = locked(number)
    if certificate.state in (State.VALID, State.COLLECTED):
        raise CannotMove(
            f"医療証 {number} は「{certificate.get_state_display()}」です。返却を求めるのは無効な医療証です。"
        )
    before = Recall.objects.filter(certificate=certificate).first()
    if before is not None:
        raise CannotMove(f"医療証 {number} の返却は、すでに求めています（{before.get_state_display()}）。", id="UK-509")
    open_recalls([certificate], by=by, on=on)
    record(by, "certificate.recalled", number, _person(certificate))
    return Recall.objects.get(certificate=certificate)


@transaction.atomic
def remind(number: str, *, by: Actor, on: date) -> Recall:
    """Remind the holder; the deadline starts anew. Raises CannotMove."""
    certificate, recall = _with_recall(number)
    move_recall(recall, RecallState.REMINDED)
    recall.reminders, recall.reminded_on, recall.handled_by = recall.reminders + 1, on, by.id
    recall.due_on = on + timedelta(days=DEADLINES.on(on)["recall"])
    recall.save()
    record(by, "certificate.reminded", number, _person(certificate), times=recall.reminders)
    return recall


@transaction.atomic
def collect(number: str, *, by: Actor, on: date) -> Certificate:
    """The certificate is back in the office, whether it was asked for or not. Raises CannotMove."""
    certificate = locked(number)
    move(certificate, State.COLLECTED)
    certificate.voided_on = certificate.voided_on or on
    certificate.save()
    recall = Recall.objects.select_for_update().filter(certificate=certificate).first()
    if recall is None:
        recall = Recall(certificate=certificate, asked_on=on, due_on=on)
    move_recall(recall, RecallState.COLLECTED)
    recall.ended_on, recall.handled_by = on, by.id
    recall.save()
    record(by, "certificate.collected", number, _person(certificate))
    return certificate


@transaction.atomic
def give_up(number: str, *, why: str, by: Actor, on: date) -> Recall:
    """It will not come back, for a reason. It stays void; should it turn up, it can be collected. Raises CannotMove."""
    why = one_line(why, CannotMove, missing="回収できない理由を入れてください。")
    certificate, recall = _with_recall(number)
    move_recall(recall, RecallState.GIVEN_UP)
    recall.ended_on, recall.note, recall.handled_by = on, why, by.id
    recall.save()
    record(by, "certificate.given_up", number, _person(certificate), why=recall.note)
    return recall


def _with_recall(number: str) -> tuple[Certificate, Recall]:
    certificate = locked(number)
    recall = Recall.objects.select_for_update().filter(certificate=certificate).first()
    if recall is None:
        raise CannotMove(f"医療証 {number} は返却を求めていません。")
    return certificate, recall


def _person(certificate: Certificate) -> list[str]:
    return [certificate.recipient.person.atena_no]
