"""What an appeal is against: a decision on an application, a change, a renewal, or a claim. One shape for all."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sasae.kernel.clock import TOKYO
from sasae.law import Outcome
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.entitlements.models import Examination, ExaminationState, Occasion
from sasae.subsidy.people.models import Person

UNDECIDED = "まだ決定していないものには、審査請求を登録できません。"
GRANTED_CLAIM = "不支給の決定をした請求にだけ、審査請求を登録できます。"


class NotAppealable(ValueError):
    """There is no decision to appeal against; the text says why, in Japanese."""


@dataclass(frozen=True)
class AppealedDecision:
    """A decision somebody appeals against."""

    what: str  # 申請・変更（再審査）・更新・償還払い
    number: str
    outcome: str
    decided_on: date
    deciders: frozenset[str]
    appellant: Person
    persons: tuple[str, ...]
    page: tuple[str, Any]
    right: str  # who may open that page


def of_examination(examination: Examination) -> AppealedDecision:
    """A decision on an application, a change or a renewal. Raises NotAppealable."""
    if examination.state != ExaminationState.APPROVED or examination.approved_at is None:
        raise NotAppealable(UNDECIDED)
    application = examination.application
    assert application.applicant is not None  # nothing is decided without an applicant
    return AppealedDecision(
        what=Occasion(examination.occasion).label, number=application.receipt_number,
        outcome=Outcome(examination.outcome).label, decided_on=decided_on(examination.approved_at),
        deciders=frozenset({examination.prepared_by, examination.approved_by}), appellant=application.applicant,
        persons=tuple(application.form["persons"].values()), page=("entitlements:examination", examination.pk),
        right="applications.view",
    )  # fmt: skip


def of_claim(claim: Claim) -> AppealedDecision:
    """The refusal of a claim. Raises NotAppealable."""
    if claim.decided_on is None:
        raise NotAppealable(UNDECIDED)
    if claim.state != ClaimState.REFUSED:
        raise NotAppealable(GRANTED_CLAIM)
    return AppealedDecision(
        what="償還払い", number=claim.number, outcome=claim.get_state_display(), decided_on=claim.decided_on,
        deciders=frozenset({claim.entered_by, claim.decided_by}), appellant=claim.payee,
        persons=(claim.payee.atena_no, claim.person.atena_no), page=("claims:claim", claim.number), right="claims.view",
    )  # fmt: skip


def decided_on(approved_at: datetime) -> date:
    """The day of a decision, in the city's time."""
    return approved_at.astimezone(TOKYO).date()
