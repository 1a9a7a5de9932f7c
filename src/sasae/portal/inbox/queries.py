"""The questions asked of letters and replies; why something cannot be done is said in plain Japanese, or is empty."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from sasae.contracts.portal_letters import LetterContent, LetterKind, ReplyKind
from sasae.foundation import own_keys, sealing
from sasae.portal.inbox.models import Letter, Reply, ReplyState
from sasae.portal.signatures.models import Resident
from sasae.portal.submissions.models import Draft, State, Status, Submission
from sasae.portal.submissions.queries import of_resident, sent

WITHDRAWABLE = (Status.RECEIVED, Status.FETCHED, Status.EXAMINING, Status.CORRECTION_ASKED)


def sent_one(receipt_number: str) -> Submission:
    """Raises Submission.DoesNotExist."""
    return sent().get(receipt_number=receipt_number)


def listed(resident: Resident) -> QuerySet[Submission]:
    """A resident's applications with the number of letters not read yet, newest first."""
    unread = Count("letters", filter=Q(letters__read_at=None) & ~Q(letters__sealed=""))
    return of_resident(resident).annotate(unread=unread)


def own(resident: Resident | None, receipt_number: str) -> Submission | None:
    """One application, when it is this resident's."""
    return of_resident(resident).filter(receipt_number=receipt_number).first() if resident else None


def newer_of(submission: Submission) -> Submission | None:
    """The version that stands for it: sent, and not refused for a fault of the file."""
    return sent().filter(corrects=submission).exclude(status=Status.ERROR).order_by("-received_at").first()


def letters_of(submission: Submission, today: date) -> QuerySet[Letter]:
    """Those that can still be read, newest first."""
    return submission.letters.filter(expires_on__gte=today).exclude(sealed="").order_by("-arrived_at", "-number")


def opened(letter: Letter) -> LetterContent:
    """The words of a letter; it was read once when it arrived."""
    return words_of(letter.sealed)


def words_of(sealed: str) -> LetterContent:
    """What a sealed letter says. Raises ValueError: wire.sealing.CannotOpen, or pydantic's ValidationError."""
    return LetterContent.model_validate_json(own_keys.unseal_text(sealed))


def earlier_form(submission: Submission, today: date) -> dict[str, Any] | None:
    """The earlier answers, as the newest request for correction that can be read brought them."""
    asked = letters_of(submission, today).filter(kind=LetterKind.CORRECTION).first()
    return opened(asked).form if asked else None


def copy_context(reply: Reply) -> str:
    """What the resident's own copy is bound to."""
    return f"portal_inbox_reply/{reply.pk}"


def copy_of(reply: Reply, today: date) -> str:
    """What the resident wrote, as long as it is kept."""
    if reply.copy_cipher is None or reply.expires_on < today:
        return ""
    return sealing.decrypt(bytes(reply.copy_cipher), copy_context(reply)).decode()


def why_no_answer(submission: Submission) -> str:
    """Only what came to intake can be answered there."""
    if submission.status == Status.ERROR:
        return "この申請は手続を進められなかったため、返事を送れません。もう一度申請するか、電話でご相談ください。"
    if newer := newer_of(submission):
        return f"新しい申請（{newer.receipt_number}）で手続を進めています。そちらから返事を送ってください。"
    return ""


def why_no_withdrawal(submission: Submission) -> str:
    """What is over cannot be taken back, and once is enough."""
    if submission.status not in WITHDRAWABLE:
        return (
            f"この申請は「{Status(submission.status).label}」のため、ここでは取り下げられません。電話でご相談ください。"
        )
    if newer := newer_of(submission):
        return f"新しい申請（{newer.receipt_number}）で手続を進めています。取り下げるときは、そちらからお願いします。"
    if submission.replies.filter(kind=ReplyKind.WITHDRAWAL, state=ReplyState.SENT).exists():
        return "取下げの申出は、もう送られています。市の確認をお待ちください。"
    return ""


def why_no_correction(submission: Submission) -> str:
    """Only what the office asked to be corrected, once."""
    if submission.status != Status.CORRECTION_ASKED:
        return f"この申請は「{Status(submission.status).label}」のため、直して出し直すことはできません。"
    if newer := newer_of(submission):
        return f"直した申請（{newer.receipt_number}）は、もう届いています。"
    return ""


def correction_begun(submission: Submission) -> Draft | None:
    """A new version that was begun and not sent."""
    return Draft.objects.filter(corrects=submission).first()


def time_line(submission: Submission, letters: list[Letter], replies: list[Reply]) -> list[dict[str, Any]]:
    """What happened, newest first, for the time line component."""
    lines: list[dict[str, Any]] = [
        {"at": change.at, "text": change.get_status_display() + (f"：{change.message}" if change.message else "")}
        for change in submission.changes.all()
    ]
    number = submission.receipt_number
    lines += [
        {
            "at": one.arrived_at, "text": f"市からの手紙：{one.get_kind_display()}",
            "url": reverse("inbox:letter", args=[number, one.number]),
        }
        for one in letters
    ]  # fmt: skip
    lines += [{"at": one.sent_at, "text": f"{one.get_kind_display()}を送りました"} for one in replies]
    return sorted(lines, key=lambda line: line["at"], reverse=True)


def waiting_replies() -> QuerySet[Reply]:
    """What intake has not taken, oldest first."""
    return Reply.objects.filter(state=ReplyState.SENT, submission__state=State.SENT).order_by("sent_at", "pk")
