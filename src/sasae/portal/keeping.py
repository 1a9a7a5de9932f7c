"""Until when the portal keeps what residents began, sealed and sent, and what must be over before it goes.

An application goes once the municipality has fetched it and its processing has ended a while ago; the municipality keeps its own.
One that was taken back before it was fetched goes likewise: nobody waits for it.
What waits to be fetched, is still worked on, is out on a medium or lies on a terminal is never due; neither is what has a
letter that can still be read, or a reply the municipality has not taken.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db.models import Exists, Max, Model, OuterRef, Q, QuerySet

from sasae.foundation.custody.models import TakingOut, TakingState
from sasae.foundation.retention.source import Due
from sasae.foundation.retention.trees import BY, delete_tree, tree_of
from sasae.foundation.terminals.models import FileState, TerminalFile
from sasae.kernel import clock
from sasae.kernel.clock import TOKYO
from sasae.kernel.dated import load_dated
from sasae.portal.inbox.models import Letter, Reply, ReplyState
from sasae.portal.signatures.models import Resident, ResidentSession, SignatureRequest
from sasae.portal.submissions.models import Draft, State, Status, StatusChange, Submission

SUBMISSION, UNSENT, DRAFT = "submission", "unsent", "draft"
KINDS = {SUBMISSION: "終わった申請", UNSENT: "署名されなかった申請", DRAFT: "下書き"}
PERIODS = load_dated("sasae.portal", "retention_periods.yaml", dict)
ENDED = [Status.DONE, Status.REFUSED, Status.WITHDRAWN, Status.EXPIRED, Status.ERROR]
FETCHED = [Status.FETCHED, Status.ERROR]  # a file with a fault is never said to be fetched, only that it has one
GONE = "（消去済）"
RULE = "終わった日（下書きは最後に保存した日、署名されなかった申請は封緘した日）から数えます。"


def periods(on: date) -> dict[str, str]:
    """For how long each kind is kept, in words, by the rule in force on a day."""
    return {kind: f"{_days(kind, on)}日" for kind in KINDS}


def _days(kind: str, on: date) -> int:
    return int(PERIODS.on(on)[kind])


def _before(kind: str, on: date) -> datetime:
    """What ended before this moment is due on the day."""
    return datetime.combine(on - timedelta(days=_days(kind, on)), time(), TOKYO)


def _rows(kind: str, on: date) -> "QuerySet[Any, Any]":
    """What is due of a kind, with the moment its time began."""
    before = _before(kind, on)
    if kind == DRAFT:
        return Draft.objects.filter(changed_at__lt=before).annotate(ended_at=Max("changed_at"))
    if kind == UNSENT:
        return Submission.objects.filter(state=State.SEALED, sealed_at__lt=before).annotate(ended_at=Max("sealed_at"))
    mine: dict[str, Any] = {"submission": OuterRef("pk")}
    later = StatusChange.objects.filter(**mine, at__gte=before)
    fetched = StatusChange.objects.filter(**mine, status__in=FETCHED)
    readable = Letter.objects.filter(**mine, expires_on__gte=on).exclude(sealed="")
    waiting = Reply.objects.filter(**mine, state=ReplyState.SENT)
    known = Exists(fetched) | Q(status=Status.WITHDRAWN)
    over = Submission.objects.filter(known, state=State.SENT, status__in=ENDED, newer__isnull=True)
    return over.exclude(Exists(later) | Exists(readable) | Exists(waiting)).annotate(ended_at=Max("changes__at"))


def due(on: date) -> Iterator[Due]:
    """Everything due on a day."""
    needed = _needed()
    for kind in KINDS:
        for row in _rows(kind, on).order_by("ended_at", "pk").iterator(chunk_size=200):
            key = _key(row)
            if key not in needed:
                last = row.ended_at.astimezone(TOKYO).date() + timedelta(days=_days(kind, on))
                yield Due(kind, key, _digest(row), last)


def _key(row: Draft | Submission) -> str:
    """The receipt number; of what was never sent, the number it has here."""
    return (getattr(row, "receipt_number", None) or str(row.pk)).upper()


def _digest(row: Draft | Submission) -> str:
    if isinstance(row, Draft):
        return hashlib.sha256(bytes(row.data_cipher)).hexdigest()
    return row.archive_sha256 or row.digest


def _found(key: str) -> tuple[type[Draft] | type[Submission], dict[str, Any]] | None:
    """Where a thing of this key is looked for."""
    if key.startswith("KW"):
        return Submission, {"receipt_number": key}
    try:
        number = UUID(key)
    except ValueError:
        return None
    return (Draft, {"pk": number}) if Draft.objects.filter(pk=number).exists() else (Submission, {"pk": number})


def touches(kind: str) -> Iterable[type[Model]]:
    """Every table a thing of this kind takes rows of, and every one that may keep it."""
    return [*tree_of(Draft), *tree_of(Submission), TakingOut, TerminalFile]


def exists(key: str) -> bool:
    """Whether there is such a thing."""
    found = _found(key)
    return found is not None and found[0]._default_manager.filter(**found[1]).exists()


def why_kept(kind: str, key: str, on: date) -> str:
    """Why it is not to be deleted; empty where it is still due, or gone already."""
    found = _found(key)
    if found is None or not exists(key):
        return ""
    if key in _needed() or not _rows(kind, on).filter(**found[1]).exists():
        return "抽出の後に変わったため"
    return ""


def delete(key: str) -> None:
    """Everything of it, inside the caller's transaction. Gone already: nothing. Its sealed members go before a draft."""
    found = _found(key)
    if found is not None:
        delete_tree(found[0], **found[1])


def forget(key: str) -> None:
    """The ledgers of media and terminals keep their lines and counts; the number of what was deleted is struck out."""
    for model in (TakingOut, TerminalFile):
        for one in model.objects.select_for_update().filter(items__contains=[key]).order_by("pk"):
            model.objects.filter(pk=one.pk).update(items=[GONE if item == key else item for item in one.items])


def tidy(on: date) -> None:
    """Log-ins that are over, of staff and of residents, questions to cards that nobody can answer any more, and the card
    of whom nothing else is left here."""
    now = clock.now()
    Session.objects.using(BY).filter(expire_date__lt=now).delete()
    ResidentSession.objects.using(BY).filter(expires_at__lt=now).delete()
    SignatureRequest.objects.using(BY).filter(asked_at__lt=_before(UNSENT, on)).delete()
    left = {f"{one}__isnull": True for one in ("sessions", "drafts", "submissions", "questions")}
    Resident.objects.using(BY).filter(first_seen_at__lt=_before(DRAFT, on), **left).delete()


def _needed() -> set[str]:
    """The receipt numbers a medium that is not erased yet, or a terminal, names; and what a newer version stands for."""
    out = TakingOut.objects.exclude(state__in=[TakingState.ERASED, TakingState.REFUSED]).values_list("items", flat=True)
    lying = TerminalFile.objects.exclude(state=FileState.GONE).values_list("items", flat=True)
    earlier = Submission.objects.filter(newer__isnull=False).values_list("receipt_number", flat=True)
    return set[str]().union(*out, *lying, map(str, earlier))
