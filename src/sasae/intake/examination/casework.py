"""The clerks' steps on an application: who has it, what was checked, what is to be mended, what stands in its place.

Every step is taken on the version that was seen. An application a newer one has replaced takes no step any more.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from sasae.contracts.portal_letters import LetterKind, ReplyKind
from sasae.foundation.accounts.models import User
from sasae.foundation.history import Actor, record
from sasae.intake.applications.actions import CannotMove, move, persons_of
from sasae.intake.applications.models import Application, State
from sasae.intake.examination.models import CORRECTION_MOVES, ChecklistMark, Correction, CorrectionState, Handling
from sasae.intake.examination.periods import checklist, corrected_by, readable_until
from sasae.intake.letters.actions import tell_business, write
from sasae.intake.letters.models import EndKind, Reply
from sasae.intake.letters.wording import CORRECTION_SUBJECT, MEND
from sasae.kernel.clock import TOKYO
from sasae.kernel.findings import Refusal
from sasae.kernel.numbers import individual
from sasae.kernel.wareki import to_wareki

LONGEST = 1000  # signs of what is to be mended
OPEN = (State.FETCHED, State.EXAMINING, State.CORRECTION_ASKED)


class CannotExamine(Refusal):
    """The step is not taken; the text says why, in Japanese."""


class ChangedMeanwhile(CannotExamine):
    """Somebody else has gone on with the application since it was seen."""

    def __init__(self) -> None:
        super().__init__("この画面を開いた後に、ほかの人がこの申請を進めました。今の状態を確かめてから、もう一度行ってください。", id="IK-501")


def seen_mark(application: Application) -> str:
    """What a page carries to say which state of things its reader saw."""
    handling = Handling.objects.filter(application=application).first()
    return f"{handling.version if handling else 0}-{application.changes.count()}"


def refuse_replaced(application: Application) -> None:
    """Raises CannotExamine when a newer application stands for this one."""
    handling = Handling.objects.select_related("replaced_by").filter(application=application).first()
    if handling is not None and handling.replaced_by is not None:
        newer = handling.replaced_by.receipt_number
        raise CannotExamine(f"この申請は新しい申請 {newer} に置き換えられたため、審査できません。", id="IK-502")


def _hold(receipt_number: str, seen: str | None) -> tuple[Application, Handling]:
    """Both rows locked, at the version that was seen. Raises ChangedMeanwhile; CannotExamine when a newer one stands for it."""
    application = Application.objects.select_for_update().defer("printed_form").get(receipt_number=receipt_number)
    handling, _ = Handling.objects.select_for_update().get_or_create(application=application)
    refuse_replaced(application)
    if seen is not None and seen != seen_mark(application):
        raise ChangedMeanwhile
    return application, handling


def keep_step(handling: Handling, step: str, *, by: Actor, at: datetime) -> None:
    handling.version += 1
    handling.last_step, handling.changed_by, handling.changed_at = step, by.id, at
    handling.save()


@transaction.atomic
def assign(receipt_number: str, to: str, *, seen: str | None = None, by: Actor, at: datetime) -> Handling:
    """Give an application to a member of staff; an empty `to` gives it to nobody."""
    application, handling = _hold(receipt_number, seen)
    if application.state not in OPEN:
        raise CannotExamine(f"申請 {receipt_number} は審査が終わっています。", id="IK-503")
    if handling.assigned_to == to:
        return handling
    if to and not _may_examine(to, application.procedure, at):
        raise CannotExamine(f"申請 {receipt_number} の手続きを審査できる職員を選んでください。", id="IK-512", at="to")
    handling.assigned_to = to
    keep_step(handling, "担当者の変更", by=by, at=at)
    record(by, "application.assigned", receipt_number, persons_of(application), to=to or "（なし）")
    return handling


def _may_examine(login_id: str, procedure: str, at: datetime) -> bool:
    user = User.objects.filter(login_id=login_id, is_active=True).first()
    return user is not None and user.may("applications.examine", procedure=procedure, on=at.astimezone(TOKYO).date())


def assign_many(applications: Iterable[Application], to: str, *, by: Actor, at: datetime) -> list[str]:
    """Give several to one person, each for itself; only to who may examine it. Returns why the others were not given."""
    left = []
    for one in sorted(applications, key=lambda each: each.receipt_number):
        try:
            assign(one.receipt_number, to, by=by, at=at)
        except CannotExamine as refusal:
            left.append(str(refusal))
    return left


def take_many(applications: Iterable[Application], step: Callable[..., None], *, by: Actor, at: datetime) -> list[str]:
    """Take one step on several, each for itself and as it is now. Returns why it was not taken on the others."""
    left = []
    for one in sorted(applications, key=lambda each: each.receipt_number):
        try:
            step(one.receipt_number, seen=None, by=by, at=at)
        except (CannotExamine, CannotMove) as refusal:
            left.append(f"申請 {one.receipt_number}：{refusal}")
    return left


@transaction.atomic
def mark(receipt_number: str, items: set[str], *, seen: str, by: Actor, at: datetime) -> None:
    """Set the checklist to just these items. Who checked an item first stays named."""
    application, handling = _hold(receipt_number, seen)
    known = {item.id for item in checklist(application.procedure, at.astimezone(TOKYO).date())}
    if unknown := items - known:
        raise CannotExamine(f"点検表にない項目です：{'、'.join(sorted(unknown))}", id="IK-504")
    held = set(application.marks.values_list("item", flat=True))
    if items == held:
        return
    application.marks.exclude(item__in=items).delete()
    ChecklistMark.objects.bulk_create(
        ChecklistMark(application=application, item=item, checked_by=by.id, checked_at=at) for item in sorted(items - held)
    )
    keep_step(handling, "点検表の記録", by=by, at=at)
    record(by, "checklist.marked", receipt_number, persons_of(application), done=len(items), of=len(known))


@transaction.atomic
def ask_correction(
    receipt_number: str, text: str, *, subject: str = "", days: int | None = None, seen: str | None, by: Actor,
    at: datetime,
) -> Correction:  # fmt: skip
    """Ask the resident to mend something, by a day: a letter with what they said before, for them to go on with.

    `days` on which the offices are open; the rule's own number where none is given. Raises CannotExamine.
    """
    application, handling = _hold(receipt_number, seen)
    if application.state != State.EXAMINING:
        label = State(application.state).label
        raise CannotExamine(f"補正を求められるのは「審査中」の申請です。この申請は「{label}」です。", id="IK-505")
    said = _without_numbers(text)
    today = at.astimezone(TOKYO).date()
    due_on = corrected_by(today, days)
    made = Correction.objects.create(application=application, text=said, due_on=due_on, asked_by=by.id, asked_at=at)
    keep_step(handling, "補正の求め", by=by, at=at)
    record(by, "correction.asked", receipt_number, persons_of(application), due=to_wareki(due_on))
    move(receipt_number, State.CORRECTION_ASKED, MEND.format(due=to_wareki(due_on)), by=by, at=at)
    write(
        application, LetterKind.CORRECTION, subject or CORRECTION_SUBJECT, said, due_on=due_on,
        expires_on=max(readable_until(today), due_on), by=by, at=at,
    )  # fmt: skip
    return made


def _without_numbers(text: str) -> str:
    """What is said to the resident lies in the portal: it must not hold an individual number."""
    said = text.strip()
    if not said:
        raise CannotExamine("補正の内容を入れてください。", id="IK-506", at="text")
    if individual.stands_in(said):
        raise CannotExamine("個人番号と思われる数字があります。お知らせには書けません。", id="IK-507", at="text")
    if len(said) > LONGEST:
        raise CannotExamine(f"補正の内容は{LONGEST}文字までです。短くしてください。", id="IK-514", at="text")
    return said


@transaction.atomic
def write_letter(
    receipt_number: str, kind: LetterKind, subject: str, text: str, *, seen: str, by: Actor, at: datetime
) -> None:
    """A letter that asks for no correction. Raises CannotExamine, letters.actions.CannotWrite."""
    application, handling = _hold(receipt_number, seen)
    if kind == LetterKind.CORRECTION:
        raise CannotExamine("直していただくことは「補正を求める」から書いてください。", id="IK-513", at="kind")
    keep_step(handling, "手紙", by=by, at=at)
    write(application, kind, subject, text, expires_on=readable_until(at.astimezone(TOKYO).date()), by=by, at=at)


@transaction.atomic
def note_corrected(receipt_number: str, *, seen: str | None, by: Actor, at: datetime) -> None:
    """The resident has brought what was missing (e.g. to the counter): the examination goes on."""
    application, handling = _hold(receipt_number, seen)
    settle_correction(application, CorrectionState.MADE, at)
    keep_step(handling, "補正の受付", by=by, at=at)
    record(by, "correction.made", receipt_number, persons_of(application))
    move(receipt_number, State.WAITING, "補正を受け付けました。", by=by, at=at)
    move(receipt_number, State.EXAMINING, "審査を続けます。", by=by, at=at)


@transaction.atomic
def let_lapse(receipt_number: str, *, seen: str | None, by: Actor, at: datetime) -> None:
    """Nothing came until the day was over: the application ends. Not before."""
    application, handling = _hold(receipt_number, seen)
    asked = application.corrections.filter(state=CorrectionState.ASKED).first()
    if asked is not None and at.astimezone(TOKYO).date() <= asked.due_on:
        raise CannotExamine(f"補正の期限（{to_wareki(asked.due_on)}）が過ぎていません。", id="IK-509")
    settle_correction(application, CorrectionState.LAPSED, at)
    keep_step(handling, "補正の期限切れ", by=by, at=at)
    record(by, "correction.lapsed", receipt_number, persons_of(application))
    move(receipt_number, State.EXPIRED, "期限までに補正がなかったため、この申請の手続きを終えました。", by=by, at=at)


def settle_correction(application: Application, state: CorrectionState, at: datetime) -> None:
    asked = application.corrections.select_for_update().filter(state=CorrectionState.ASKED).first()
    if asked is None or state not in CORRECTION_MOVES[CorrectionState(asked.state)]:
        raise CannotExamine("補正を求めていない申請です。", id="IK-508")
    asked.state, asked.settled_at = state, at
    asked.save()


@transaction.atomic
def replace(old: str, new: str, *, seen: str | None = None, by: Actor, at: datetime) -> None:
    """A newer application of the same person for the same procedure stands for the old one, which ends. The older is locked first."""
    application, handling = _hold(old, seen)
    newer = Application.objects.select_for_update().defer("printed_form").filter(receipt_number=new).first()
    if newer is None or why_not(application, newer):
        reason = why_not(application, newer) if newer else "その受付番号の申請はありません。"
        raise CannotExamine(reason, id="IK-510", at="newer")
    asked = application.corrections.filter(state=CorrectionState.ASKED).exists()
    if asked:
        settle_correction(application, CorrectionState.REPLACED, at)
    handling.replaced_by = newer
    keep_step(handling, "新しい申請への置換え", by=by, at=at)
    record(by, "application.replaced", old, persons_of(application), newer=new)
    tell_business(application, EndKind.REPLACED, newer=new, by=by, at=at)
    try:
        move(old, State.WITHDRAWN, f"新しい申請（{new}）で手続きを進めます。この申請の審査は終えました。", by=by, at=at)
    except CannotMove as refusal:
        raise CannotExamine(str(refusal), id="IK-511") from refusal


def why_not(old: Application, new: Application) -> str:
    """Why the new one cannot stand for the old; empty when it can."""
    if old.procedure != new.procedure or not (_same_person(old, new) or _sent_as_newer(old, new)):
        return "同じ人の同じ手続きの申請でなければ、置き換えられません。"
    if (new.applied_at, new.receipt_number) <= (old.applied_at, old.receipt_number):
        return "後から出された申請でなければ、置き換えられません。"
    if new.state in (State.WITHDRAWN, State.EXPIRED, State.ERROR):
        return f"新しい申請は「{State(new.state).label}」です。"
    if Handling.objects.filter(application=new, replaced_by__isnull=False).exists():
        return "新しい申請も、さらに新しい申請に置き換えられています。"
    return ""


def _same_person(old: Application, new: Application) -> bool:
    return bool(old.atena_no) and old.atena_no == new.atena_no


def _sent_as_newer(old: Application, new: Application) -> bool:
    """The applicant, logged in by the same card's certificate, corrected the one and sent the other."""
    serials = {one.download.signature_check.user_serial for one in (old, new)}
    told = Reply.objects.filter(application=old, kind=ReplyKind.NEW_VERSION, newer=new.receipt_number)
    return len(serials) == 1 and old.atena_no == new.atena_no and told.exists()


def replace_announced(reply: Reply, *, by: Actor, at: datetime) -> None:
    """Word of a new version came after the new version itself: it stands for the old now. Part of the caller's transaction."""
    newer = Application.objects.defer("printed_form").filter(receipt_number=reply.newer, publications__isnull=False).first()
    old = reply.application
    if newer and old and old.state == State.CORRECTION_ASKED and not why_not(old, newer):
        replace(old.receipt_number, newer.receipt_number, by=by, at=at)


def replace_what_waited(newer: Application, *, by: Actor, at: datetime) -> None:
    """The resident was asked to mend an application and sent a new one: it stands for the old. Part of the caller's transaction."""
    same = Q(atena_no=newer.atena_no) if newer.atena_no else Q(pk__in=[])
    announced = Q(replies__kind=ReplyKind.NEW_VERSION, replies__newer=newer.receipt_number)
    waiting = (
        Application.objects.filter(same | announced, procedure=newer.procedure, state=State.CORRECTION_ASKED)
        .order_by("receipt_number")
        .distinct()
    )
    for old in waiting.values_list("receipt_number", flat=True):
        if not why_not(Application.objects.defer("printed_form").get(receipt_number=old), newer):
            replace(old, newer.receipt_number, by=by, at=at)
