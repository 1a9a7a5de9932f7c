"""Lines that were refused because a code was missing, asked again when there may be one."""

from sasae.foundation.history import BATCH
from sasae.linkage.inquiry_files.actions import ask_again
from sasae.linkage.inquiry_files.models import InquiryFile, LineState

NO_CODE = "L-124"
AT_ONCE = 100  # files


def ask_waiting_again() -> int:
    """Ask the refused lines of files with such a line once more. Returns how many files."""
    waiting = InquiryFile.objects.filter(
        lines__state=LineState.REFUSED, lines__findings__contains=[{"id": NO_CODE}]
    ).exclude(lines__state=LineState.WAITING)
    numbers = list(waiting.order_by("pk").values_list("pk", flat=True).distinct()[:AT_ONCE])
    for file_id in numbers:
        ask_again(file_id, by=BATCH("schedule", "連携の予定"))
    return len(numbers)
