"""Keeping what a verification found, for the page and for the alarms."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from sasae.intermediary.bodies.models import Body
from sasae.intermediary.security.models import Verification, VerificationPart
from sasae.kernel.findings import Finding, Severity, error

MOST = 1_000  # findings kept of one run; all of them are counted


def keep(findings: Sequence[Finding], *, by: str, codes_searched: bool, now: datetime) -> Verification:
    """One run. Errors go first, so that none is left out for a warning."""
    errors = [one for one in findings if one.severity is Severity.ERROR]
    warnings = [one for one in findings if one.severity is not Severity.ERROR]
    return Verification.objects.create(
        at=now, by=by[:64], codes_searched=codes_searched, errors=len(errors), warnings=len(warnings),
        findings=[one.as_dict() for one in [*errors, *warnings][:MOST]],
    )  # fmt: skip


def left_of(night: date) -> list[str]:
    """The bodies that were not looked at yet in a night's verification; none once it has been put together."""
    return list(_left(night).order_by("code").values_list("code", flat=True))


def is_left(night: date, body: str = "") -> bool:
    """Whether this body, or any, was not looked at yet: asked after each of many bodies, so not answered by a list."""
    return _left(night).filter(**({"code": body} if body else {})).exists()


def _left(night: date) -> QuerySet[Body]:
    if Verification.objects.filter(night=night).exists():
        return Body.objects.none()
    return Body.objects.kept().exclude(code__in=VerificationPart.objects.filter(night=night).values("body"))


def nights_before(night: date) -> list[date]:
    """Nights before this one that were never put together."""
    return list(
        VerificationPart.objects.filter(night__lt=night).order_by("night").values_list("night", flat=True).distinct()
    )


def keep_part(night: date, body: str, findings: Sequence[Finding], *, now: datetime) -> None:
    """What was found of one body; once a night."""
    part = VerificationPart(night=night, body=body, done_at=now, findings=[one.as_dict() for one in findings])
    VerificationPart.objects.bulk_create([part], ignore_conflicts=True)


@transaction.atomic
def put_together(night: date, *, by: str, now: datetime) -> list[Finding] | None:
    """One run out of its parts, which are not needed any more. None where another job was faster."""
    parts = list(VerificationPart.objects.select_for_update().filter(night=night).order_by("body"))
    if not parts:
        return None
    found = [
        Finding(one["id"], Severity(one["severity"]), one["at"], one["message"])
        for part in parts for one in part.findings
    ]  # fmt: skip
    found += [error("V-111", code, "夜の検証が、この団体まで進みませんでした。") for code in left_of(night)]
    made = keep(found, by=by, codes_searched=False, now=now)
    Verification.objects.filter(pk=made.pk).update(night=night)
    VerificationPart.objects.filter(night=night).delete()
    return found
