"""What みどり野市's personnel office tells of its people: handed over by its linkage platform, in the city's own numbering."""

from sasae.contracts import body_personnel
from sasae.simulators.other_city.copies import ME
from sasae.simulators.partners import ask

# The second line is corrected by the fourth, the third is taken back by the fifth.
NOTICES = (
    body_personnel.StaffNotice(sequence=1, staff_no="M1001", event="採用", effective_on="2024-04-01", office="税務課"),
    body_personnel.StaffNotice(sequence=2, staff_no="M1002", event="退職", effective_on="2026-09-30"),
    body_personnel.StaffNotice(sequence=3, staff_no="M1001", event="異動", effective_on="2026-10-01", office="市民課"),
    body_personnel.StaffNotice(sequence=4, staff_no="M1002", event="退職", effective_on="2026-12-31", replaces=2),
    body_personnel.StaffNotice(sequence=5, staff_no="M1001", event="取消", effective_on="2026-10-01", replaces=3),
    body_personnel.StaffNotice(sequence=6, staff_no="M1003", event="休職", effective_on="2026-07-01"),
)


class NoticesRefused(RuntimeError):
    """The city's own notices are wrong: the intermediary says of which lines."""


def hand_over() -> body_personnel.NoticesTaken:
    """Tell of everybody. Run again, nothing doubles."""
    message = body_personnel.StaffNotices(notices=list(NOTICES))
    told = ask(ME, body_personnel.HAND_OVER, message, idempotency_key=f"staff-{NOTICES[-1].sequence}")
    if told.refused:
        raise NoticesRefused(" ".join(f"{found.sequence}: {found.message}（{found.id}）" for found in told.findings))
    return told
