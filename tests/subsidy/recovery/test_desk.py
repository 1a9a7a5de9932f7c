"""Debts and injuries in the list of work: there while they wait for somebody, gone when they do not."""

from datetime import date

import pytest

from sasae.subsidy.desk.models import Case, CaseKind, CaseStep
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.recovery import actions
from sasae.subsidy.recovery.models import OrderKind
from sasae.subsidy.third_parties import actions as injuries
from sasae.subsidy.third_parties.models import Judgement
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.recovery.debts import ASKED, paid_claim, proposed
from tests.subsidy.third_parties.test_open_cases import injury

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def steps(kind: CaseKind) -> list[str]:
    return list(Case.objects.filter(kind=kind).values_list("step", flat=True))


def test_a_debt_waits_for_its_decision_and_then_for_the_approval_of_a_step(granted: Recipient) -> None:
    debt = proposed(paid_claim(granted))
    assert steps(CaseKind.RECEIVABLE) == [CaseStep.DECIDE]
    actions.decide(debt.number, by=EXAMINER, on=ASKED)
    assert steps(CaseKind.RECEIVABLE) == []
    terms = {"count": 2, "first_due_on": date(2026, 9, 30)}
    order = actions.order(debt.number, OrderKind.PLAN, yen=3_000, why="申出", by=COUNTER, on=ASKED, **terms)
    assert steps(CaseKind.RECEIVABLE) == [CaseStep.APPROVE]
    actions.approve(order.pk, by=EXAMINER, on=ASKED)
    assert steps(CaseKind.RECEIVABLE) == []


def test_an_injury_waits_while_a_treatment_is_not_judged(granted: Recipient) -> None:
    paid_claim(granted)
    case = injury(granted.person)
    assert steps(CaseKind.INJURY) == [CaseStep.DECIDE]
    injuries.judge(case.number, case.treatments.values_list("pk", flat=True), Judgement.UNRELATED, by=COUNTER)
    assert steps(CaseKind.INJURY) == []
