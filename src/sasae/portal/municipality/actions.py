"""An application file leaves the portal for a permitted terminal: once asked, written down, sealed as a whole."""

from datetime import date, datetime

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.own_keys import seal
from sasae.foundation.terminals.actions import note_file
from sasae.portal.submissions.actions import MUNICIPALITY
from sasae.portal.submissions.models import Submission


@transaction.atomic
def taken_onto_terminal(
    submission: Submission, terminal: str, *, purpose: str, delete_by: date, by: Actor, at: datetime, on: date
) -> bytes:
    """The file, sealed once more as a whole to the application system's key: nothing of it is readable on the terminal."""
    number = str(submission.receipt_number)
    content = seal(MUNICIPALITY, bytes(submission.archive or b""))
    note_file(
        content, "申請ファイル", [number], terminal=terminal, purpose=purpose, delete_by=delete_by, by=by, at=at, on=on
    )
    record(by, "submission.downloaded", number, [number], terminal=terminal)
    return content
