"""What of this service may leave on a medium: application files of one's procedures, sealed as they are."""

import csv
import io
import zipfile
from typing import Any

from sasae.foundation.history import Actor
from sasae.kernel import clock
from sasae.portal.submissions.models import State, Submission

RIGHT = "submissions.download"
NOTE = "申請ファイルの中身は、申請管理システムの鍵で封緘したまま書き出します。"
LIST = "list.csv"
COLUMNS = ("受付番号", "大きさ", "SHA-256")


def missing(items: list[str], user: Any) -> list[str]:
    """Those of the receipt numbers that may not leave: unknown, not sent, or of another procedure."""
    held = user.procedures(RIGHT, clock.today())
    rows = Submission.objects.filter(receipt_number__in=items, state=State.SENT)
    if held is not None:
        rows = rows.filter(procedure__in=held)
    may = set(rows.values_list("receipt_number", flat=True))
    return [item for item in items if item not in may]


def bundle(items: list[str], actor: Actor) -> bytes:
    """The application files as they are, and the list of them: a ZIP that intake takes in from a medium."""
    out = io.BytesIO()
    rows = Submission.objects.filter(receipt_number__in=items, state=State.SENT).order_by("receipt_number")
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for one in rows.iterator(chunk_size=10):
            content = bytes(one.archive or b"")
            archive.writestr(zipfile.ZipInfo(f"{one.receipt_number}.zip"), content)
            writer.writerow([one.receipt_number, len(content), one.archive_sha256])
        archive.writestr(zipfile.ZipInfo(LIST), told.getvalue())
    return out.getvalue()
