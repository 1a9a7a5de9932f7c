"""What waits of an application's papers, on the home page."""

from django.http import HttpRequest

from sasae.foundation.screens.navigation import Work
from sasae.kernel import clock
from sasae.subsidy.papers.queries import late
from sasae.subsidy.people.wards import wards_of, within


def _late(request: HttpRequest) -> int:
    today = clock.today()
    wards = wards_of(request.gate.user, "applications.view", today)  # type: ignore[attr-defined]
    return within(late(today), wards).count()


LATE_WORK = [
    Work("書類の提出期限を過ぎた申請", "papers:waiting", "applications.enter", _late, "due=over", wrong=True),
]
