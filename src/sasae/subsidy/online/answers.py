"""What became of a sent notification, told to the resident through linkage, intake and the portal."""

import re
from datetime import date, datetime

from django.db.models.functions import Now

from sasae.contracts import published_applications as published
from sasae.foundation.history import Actor, record
from sasae.foundation.outbox import send_later
from sasae.kernel.findings import Refusal
from sasae.kernel.numbers import individual
from sasae.law import Decision
from sasae.subsidy.claims.models import Claim, ClaimFolder
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.notifications.models import Kind, Notification
from sasae.subsidy.notifications.models import State as NotificationState
from sasae.subsidy.online import words
from sasae.subsidy.online.models import ALLOWED_MOVES, Entry, Sent, State

NOT_COVERED = "審査の結果、お子さんは助成の対象になりませんでした"
STATUS = {State.DONE: "06", State.REFUSED: "07", State.SENT_BACK: "04", State.WITHDRAWN: "08"}


class CannotTell(Refusal):
    """This is not said to a resident, or not now; the text says why, in Japanese."""


def for_resident(text: str) -> str:
    """A text that goes to the portal. Raises CannotTell where it seems to hold an individual number."""
    digits = re.sub(r"[\s\-－‐・]", "", text).translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    if any(individual.is_valid(one.group(1)) for one in re.finditer(r"(?=(\d{12}))", digits)):
        raise CannotTell(
            "個人番号と思われる数字があります。理由は住民に伝わるので、書けません。", id="UK-328", at="why"
        )
    return text


def note_settled(notification: Notification, *, why: str = "", by: Actor, at: datetime) -> None:
    """A notification of the office took effect or was withdrawn, or the family's review after it ended: when it was the last
    of a sent one, the resident is told.

    Part of the caller's transaction, which holds the notification's row or its review's. Raises CannotTell.
    """
    entry = Entry.objects.filter(notification=notification).first()
    if entry is None:
        return
    sent = Sent.objects.select_for_update(of=("self",)).get(pk=entry.sent_id)
    if State(sent.state) not in (State.WAITING, State.ENTERED):
        return
    if why:
        sent.reason = "。".join(filter(None, [sent.reason, for_resident(why)]))[:500]
        sent.save()
    entries = list(sent.entries.select_related("notification__family", "notification__review__examination"))
    made = [one.notification for one in entries]
    if len(made) < sent.parts or any(_waits(one) for one in made):
        return
    effective = [one for one in made if one.state == NotificationState.EFFECTIVE]
    lacking = [one for one in effective if one.kind == Kind.CHILD_ADDED and not _covered(one)]
    if lacking:
        sent.reason = "。".join(filter(None, [sent.reason, *map(_why_not, lacking)]))[:500]
    settle(sent, State.DONE if len(effective) > len(lacking) else State.REFUSED, by=by, at=at)


def _waits(one: Notification) -> bool:
    """Not compared yet; of a child who comes into the family, not decided yet either."""
    review = getattr(one, "review", None)
    undecided = one.kind == Kind.CHILD_ADDED and review is not None and review.state in ("open", "examining")
    return one.state == NotificationState.ENTERED or undecided


def _covered(one: Notification) -> bool:
    """Whether the child has cover since."""
    child = one.content["child"]["atena_no"]
    since = one.family.entitlements.filter(recipient__person__atena_no=child, valid_to__gte=one.received_on)
    return since.exists()


def _why_not(one: Notification) -> str:
    """What the examination found that stands against the child, in the words of its rules."""
    examination = one.review.examination
    grounds = Decision.from_json(examination.decision).grounds if examination else ()
    against = [each.text for each in grounds if each.met is False and each.subject == one.content["child"]["atena_no"]]
    return "、".join(dict.fromkeys(against)) or NOT_COVERED


def note_claims_settled(folder: ClaimFolder | None, *, by: Actor, on: date) -> None:
    """Claims of a folder were decided or withdrawn: when they were the last of a sent one, the resident is told of all.

    Part of the caller's transaction, which holds the folder's claims.
    """
    if folder is None:
        return
    sent = Sent.objects.select_for_update(of=("self",)).filter(folder=folder, state=State.ENTERED).first()
    if sent is None:
        return
    claims = list(folder.claims.order_by("place", "id"))
    if any(one.state in (ClaimState.RECEIVED, ClaimState.EXAMINING) for one in claims):
        return
    granted = any(one.state in Claim.GRANTED for one in claims)
    settle(sent, State.DONE if granted else State.REFUSED, by=by, at=Now(), said=words.of_claims(claims, on))


def settle(sent: Sent, state: State, *, by: Actor, at: datetime | Now, said: str = "") -> None:
    """It is over for the office; `sent.reason` is what was not accepted, `said` the answer where it is another than the
    kind's own. Part of the caller's transaction."""
    persons = close(sent, state, by=by, at=at)
    send_later(
        published.RELAY_REPORT_OUTCOME,
        published.OutcomeReport(
            receipt_number=sent.receipt_number, status=STATUS[state], message=said or _said(sent, state)
        ),
        key=f"outcome-{sent.receipt_number}-{sent.version}-{STATUS[state]}",
    )
    record(by, "online.outcome_reported", sent.receipt_number, persons, status=STATUS[state])


def close(sent: Sent, state: State, *, by: Actor, at: datetime | Now) -> list[str]:
    """It is over, and the resident knows: they ended it themselves, or are told by the caller. Returns whose it is."""
    if state not in ALLOWED_MOVES[State(sent.state)]:
        raise CannotTell(f"この届出は「{sent.get_state_display()}」のため、「{state.label}」にできません。")
    sent.state, sent.settled_by, sent.settled_at, sent.numbers_sealed = state, by.id, at, ""
    sent.save()
    persons = [sent.applicant.atena_no] if sent.applicant else []
    record(by, "online.settled", sent.receipt_number, persons, state=state.label, why=sent.reason or "すべて受け付けた")
    return persons


def _said(sent: Sent, state: State) -> str:
    if state == State.WITHDRAWN:
        return words.WITHDRAWN.format(reason=sent.reason)
    if state == State.DONE:
        return words.done(sent.procedure, sent.reason)
    if state == State.REFUSED:
        return words.refused(sent.procedure, sent.reason, sent.received_on)
    return words.MEND.format(reason=sent.reason)
