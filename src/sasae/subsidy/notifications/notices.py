"""受給資格消滅通知書 (規則15条): who lost cover from which day and why, and how to object. Printed once, kept as printed."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection

from sasae.foundation.history import Actor, record
from sasae.foundation.printing import keep, render
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.certificates.actions import OFFICE
from sasae.subsidy.entitlements.models import Examination
from sasae.subsidy.entitlements.reexamination import Lost
from sasae.subsidy.notifications.mailing import where_to
from sasae.subsidy.notifications.models import LossNotice
from sasae.subsidy.wordings.names import LOSS_NAMES


def issue_loss_notice(examination: Examination, lost: Sequence[Lost], *, by: Actor, on: date) -> LossNotice:
    """One letter to the applicant about everybody who lost cover. Part of the caller's transaction. Raises CannotPrint."""
    applicant = examination.application.applicant
    assert applicant is not None  # a family has an applicant
    number = _next_number(on)
    office, names = OFFICE.on(on), LOSS_NAMES.on(on)
    data = {
        "office": office,
        "number": f"{office['document_prefix']}第{number}号",
        "date": to_wareki(on),
        "name": f"{applicant.name}　ご遺族" if applicant.died_on else applicant.name,
        "losses": [_loss(one, names) for one in lost],
        **where_to(applicant, by=by, on=on, reason=f"受給資格消滅通知書 {number}"),
    }
    pdf = render("subsidy/loss", data, title="受給資格消滅通知書", day=on)
    persons = list(dict.fromkeys([applicant.atena_no, *(one.result.person for one in lost)]))
    document = keep("loss_notice", number, pdf, by_id=by.id, persons=persons)
    notice = LossNotice.objects.create(
        examination=examination, number=number, issued_on=on, document_id=str(document.pk)
    )
    record(by, "loss_notice.issued", number, persons)
    return notice


def _last(lost: Lost) -> str:
    """The last day the certificate was good for; where cover begins later, from when the new one is."""
    if lost.until:
        return f"{to_wareki(lost.until + timedelta(days=1))}から新しい医療証"
    return to_wareki(lost.lost_on - timedelta(days=1))


def _next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_loss_notice_number')")
        return f"SS{on:%Y}{cursor.fetchone()[0]:08d}"


def _loss(lost: Lost, names: dict[str, Any]) -> dict[str, Any]:
    recipient = lost.entitlements[0].recipient
    return {
        "name": recipient.person.name,
        "recipient_number": recipient.number,
        "lost_on": to_wareki(lost.lost_on),
        "last": _last(lost),
        "reason": names[lost.reason.value],
    }
