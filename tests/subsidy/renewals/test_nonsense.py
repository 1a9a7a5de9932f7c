"""Nonsense sent to every address of the renewals that takes something: nothing breaks, what was typed is kept."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from sasae.subsidy.renewals import actions
from sasae.subsidy.renewals.models import Letter, Target
from tests.subsidy.conftest import COUNTER
from tests.subsidy.nonsense import sending, world
from tests.subsidy.renewals.conftest import OCTOBER
from tests.subsidy.renewals.families import mother

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RIGHTS = ("renewals.view", "renewals.work", "renewals.approve", "certificates.recall", "whatif.use")


def test_no_address_breaks_and_what_was_typed_is_kept(decided: Any, signed_in: Callable[..., Any]) -> None:
    rehearsal = actions.begin_rehearsal(2027, by=COUNTER, on=OCTOBER)
    target = Target.objects.get(applicant__atena_no=mother(2)).pk
    step = decided.steps.latest("pk").pk
    about: dict[str, tuple[Any, ...]] = {
        "renewals:take": (target, "income"), "renewals:returned": (Letter.objects.filter(target=target)[0].pk,),
        "renewals:start": (decided.pk, "judge"), "renewals:judge_again": (decided.pk,), "renewals:again": (rehearsal.pk,),
        "renewals:approve": (step,), "renewals:send_back": (step,),
    }  # fmt: skip
    client = signed_in(*RIGHTS)
    faults: dict[str, str] = {}
    for name, view in sorted(world.addresses().items()):
        if name.startswith("renewals:") and sending.takes_post(view):
            faults |= sending.faults_of(client, reverse(name, args=about.get(name, ())), name)
    assert faults == {}
