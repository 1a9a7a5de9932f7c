"""What waits of requests on paper and of inquiries, for the home page."""

from typing import Any

from django.db.models import QuerySet

from sasae.foundation.screens.navigation import Work
from sasae.kernel import clock
from sasae.subsidy.disclosures.models import PaperRequest
from sasae.subsidy.disclosures.queries import late, to_be_lifted
from sasae.subsidy.inquiries.models import Inquiry
from sasae.subsidy.people.wards import wards_of, within


def _reached(request: Any, rows: QuerySet[Any], right: str) -> QuerySet[Any]:
    return within(rows, wards_of(request.gate.user, right, clock.today()), "person__ward_code")


DISCLOSURES_WORK = [
    Work(
        "決定の承認を待つ開示等の請求", "disclosures:requests", "disclosures.approve",
        lambda request: _reached(request, PaperRequest.objects.filter(state="prepared"), "disclosures.approve"), "state=prepared",
    ),
    Work(
        "解除の承認を待つ利用停止", "disclosures:requests", "disclosures.approve",
        lambda request: _reached(request, to_be_lifted(PaperRequest.objects.all()), "disclosures.approve"), "lift=waits",
    ),
    Work(
        "決定の期限を過ぎた開示等の請求", "disclosures:requests", "disclosures.enter",
        lambda request: _reached(request, late(PaperRequest.objects.all(), clock.today()), "disclosures.view"), "due=over", wrong=True,
    ),
    Work(
        "回答の期限を過ぎた問合せ", "inquiries:inquiries", "inquiries.enter",
        lambda request: _reached(request, Inquiry.objects.filter(state="open", due_on__lt=clock.today()), "inquiries.view"),
        "due=over", wrong=True,
    ),
]  # fmt: skip
