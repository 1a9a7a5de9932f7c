"""What staff do with an application while the business system examines it."""

from datetime import datetime

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.intake.applications.actions import move, persons_of
from sasae.intake.applications.models import Application, Attachment, State
from sasae.intake.examination.casework import refuse_replaced
from sasae.intake.examination.models import CheckedDocument

WITHDRAWN = "取下げを受け付けました。"


@transaction.atomic
def check_document(paper: Attachment, remark: str, *, by: Actor, at: datetime) -> CheckedDocument:
    """A paper was looked at: it goes on the list of checked documents. Again, nothing changes. Raises CannotExamine."""
    application = paper.application
    refuse_replaced(application)
    folder = application.receipt_number
    made, new = CheckedDocument.objects.get_or_create(
        attachment=paper,
        defaults={
            "parent_folder_id": application.procedure,
            "folder_id": folder,
            "document_id": f"{folder}-{paper.number:02d}",
            "form_group_id": application.procedure,
            "form_kind_id": paper.kind,
            "image_name": paper.name,
            "image_path": f"/applications/{folder}/attachments/{paper.number}/",
            "spare_1": remark.strip()[:100],
            "checked_by": by.id,
            "checked_at": at,
        },
    )
    if new:
        record(by, "document.checked", folder, persons_of(application), number=paper.number)
    return made


def withdraw(receipt_number: str, *, by: Actor, at: datetime) -> Application:
    """The resident takes the application back. Raises applications.actions.CannotMove."""
    return move(receipt_number, State.WITHDRAWN, WITHDRAWN, by=by, at=at)
