"""The municipality's areas on the portal."""

from sasae.foundation.screens.navigation import Entry, Work
from sasae.portal.submissions.models import State, Status, Submission

NAV = [Entry("申請データ", "municipality:submissions", "submissions.view", "届いた申請の一覧と状態")]

_SENT = Submission.objects.filter(state=State.SENT)

WORK = [
    Work(
        "自治体が受け取る前の申請", "municipality:submissions", "submissions.view",
        lambda _: _SENT.filter(status=Status.RECEIVED), f"status={Status.RECEIVED}",
    ),
    Work(
        "審査中の申請", "municipality:submissions", "submissions.view",
        lambda _: _SENT.filter(status=Status.EXAMINING), f"status={Status.EXAMINING}",
    ),
]  # fmt: skip
