"""What a paper is about: an application, a notification or a claim by its number; and which of these have no label yet."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from sasae.subsidy.applications.identification import OPEN
from sasae.subsidy.applications.models import Application, Channel
from sasae.subsidy.claims.models import Channel as ClaimChannel
from sasae.subsidy.claims.models import ClaimFolder, FolderState
from sasae.subsidy.notifications.models import Notification
from sasae.subsidy.notifications.models import State as NotificationState
from sasae.subsidy.paper_custody.models import PaperKind, TrackedPaper
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.wards import within

MOST = 100


@dataclass(frozen=True)
class Subject:
    """One thing papers came with."""

    number: str
    kind: PaperKind
    person: Person | None
    persons: tuple[str, ...]
    ward_code: str
    received_on: date


def find(number: str) -> Subject | None:
    """What bears this number."""
    typed = number.strip()
    if application := Application.objects.select_related("applicant").filter(receipt_number=typed).first():
        return _application(application)
    if folder := ClaimFolder.objects.select_related("payee").filter(number=typed).first():
        return _folder(folder)
    told = Notification.objects.select_related("family__applicant").filter(number=typed).first()
    return _notification(told) if told else None


def unlabelled(wards: list[str] | None) -> list[tuple[str, QuerySet[Any]]]:
    """Open cases that came on paper and whose paper bears no label, by kind. The oldest first."""
    paper = Application.objects.filter(channel=Channel.PAPER, state__in=OPEN).select_related("applicant")
    claims = ClaimFolder.objects.exclude(channel=ClaimChannel.PORTAL).filter(state=FolderState.ENTERED)
    told = Notification.objects.filter(state=NotificationState.ENTERED, online__isnull=True).select_related("family__applicant")
    return [
        ("申請", _bare(within(paper, wards), "receipt_number").order_by("received_on", "pk")),
        ("請求書", _bare(within(claims.select_related("payee"), wards, "payee__ward_code"), "number").order_by("pk")),
        ("届出", _bare(within(told, wards, "family__applicant__ward_code"), "number").order_by("received_on", "pk")),
    ]


def subject_of(row: Any) -> Subject:
    """The subject a row of `unlabelled` is."""
    if isinstance(row, Application):
        return _application(row)
    return _folder(row) if isinstance(row, ClaimFolder) else _notification(row)


def _bare(rows: QuerySet[Any], number: str) -> QuerySet[Any]:
    return rows.exclude(Exists(TrackedPaper.objects.filter(subject=OuterRef(number))))


def _application(one: Application) -> Subject:
    persons = {*one.form["persons"].values(), *([one.applicant.atena_no] if one.applicant else [])}
    return Subject(
        one.receipt_number, PaperKind.APPLICATION, one.applicant, tuple(sorted(persons)), one.ward_code, one.received_on
    )


def _folder(one: ClaimFolder) -> Subject:
    payee = one.payee
    return Subject(one.number, PaperKind.CLAIM, payee, (payee.atena_no,), payee.ward_code, one.claimed_on)


def _notification(one: Notification) -> Subject:
    person = one.family.applicant
    return Subject(
        one.number, PaperKind.NOTIFICATION, person, (person.atena_no,), person.ward_code, one.received_on
    )
