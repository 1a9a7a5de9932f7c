"""Correcting what was entered, taking it back, beginning anew after a ruling; the moves a payment makes."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.period import Month
from sasae.subsidy.claims.actions.booking import take_back
from sasae.subsidy.claims.actions.entering import as_duplicate, carry_over, next_in, next_number, payee_in
from sasae.subsidy.claims.actions.holding import close_holds
from sasae.subsidy.claims.actions.refusals import OPEN, STALE, CannotClaim
from sasae.subsidy.claims.actions.rows import enter_again, locked, move, reason, typists
from sasae.subsidy.claims.entry import objections
from sasae.subsidy.claims.models import Claim, ClaimFolder, State
from sasae.subsidy.claims.queries import fingerprint, insurance_in
from sasae.subsidy.online.answers import note_claims_settled
from sasae.subsidy.people.models import Person

_AS_RECEIVED = (
    "recipient_id", "person_id", "payee_id", "treatment_month", "provider", "days", "treated_on", "total_cost", "insured_self_pay",
    "meals", "high_cost", "year_benefit", "fringe", "other_public", "school_insurance", "benefits_settled", "year_settled", "claimed_on", "reason", "kind",
    "setting", "part", "part_text", "twin_why", "insurer_number", "cap_class", "school", "third_party", "device_decided",
)  # fmt: skip


TWIN = Pair("claims.twin", thing="同じ内容の請求", first="入力", second="別の領収書であることの確認")


@transaction.atomic
def correct(
    claim_id: int, *, month: Month, claimed_on: date, why: str, by: Actor, on: date, seen: str = "",
    **values: Any,
) -> Claim:  # fmt: skip
    """Mend what was entered, before it is in a payment. A grant is taken back in the books, and decided anew.

    Who corrects counts as who entered: another person compares and decides. Raises CannotClaim.
    """
    claim = locked(claim_id)
    why = reason(why, "C-205", "訂正の理由を入力してください。")
    if seen and seen != fingerprint(claim):
        raise CannotClaim.one("C-204", "state", STALE)
    stays = {name: getattr(claim, name) for name in ("kind", "setting", "part", "treated_on", "twin_why") if name not in values}
    if found := objections(claim.recipient, month, {**stays, **values}, claimed_on=claimed_on, on=on, but=claim):
        raise CannotClaim(found)
    if claim.state == State.GRANTED:
        take_back(claim, by, on)
    elif claim.state not in OPEN:
        raise CannotClaim.one("C-201", "state", f"この請求は「{claim.get_state_display()}」です。")
    for name, value in {**values, "treatment_month": str(month), "claimed_on": claimed_on}.items():
        setattr(claim, name, value)
    _pay_to(claim, payee_in(claim.recipient, month))
    for name, value in insurance_in(claim.person_id, claim.payee, month).items():
        setattr(claim, name, value)
    claim.entered_by, claim.noticed_by, claim.twin_by, claim.twin_found = by.id, "", "", ""
    try:
        with transaction.atomic():
            claim.save()
    except IntegrityError as twice:
        raise as_duplicate(twice, claim) from twice
    enter_again(claim.folder, by.id)
    record(by, "claim.corrected", claim.number, [claim.person.atena_no], why=why)
    return claim


def _pay_to(claim: Claim, payee: Person) -> None:
    """Whose family the patient was of in the month is paid. What one folder's letter tells is for one payee alone."""
    folder = claim.folder
    if folder is not None and folder.payee_id != payee.pk:
        if folder.claims.count() > 1:
            said = "この診療月の請求者（家族）は、請求書の請求者と違います。取り下げて、別の請求書で受け付けてください。"
            raise CannotClaim.one("C-131", "month", said)
        folder.payee = payee
    claim.payee = payee


@transaction.atomic
def withdraw(claim_id: int, *, why: str, by: Actor, on: date) -> Claim:
    """Taken back by the claimant, or entered in error, before it is decided."""
    claim = locked(claim_id)
    why = reason(why, "C-205", "取下げの理由を入力してください。")
    move(claim, State.WITHDRAWN)
    claim.save()
    close_holds(claim, by=by, on=on)
    record(by, "claim.withdrawn", claim.number, [claim.person.atena_no], why=why)
    note_claims_settled(claim.folder, by=by, on=on)
    return claim


def set_state(claims: list[Claim], state: State) -> None:
    """Move claims along with their payment. For the payment run alone; part of its transaction."""
    for claim in claims:
        move(claim, state)
    Claim.objects.bulk_update(claims, ["state"], batch_size=1000)


@transaction.atomic
def claim_anew(claim: Claim, *, why: str, by: Actor, on: date, claimed_on: date | None = None) -> Claim:
    """A refused or withdrawn claim once more, as it was received, with its pictures; what became of it stays in the record.

    After a ruling it keeps its day. Claimed again by the claimant it has a new day, `claimed_on`, and everything that
    stands against a new claim stands against it. Who takes it in counts as who entered it: another person decides.
    Raises CannotClaim.
    """
    claim, why = locked(claim.pk), reason(why, "C-205", "改めて受け付ける理由を入力してください。")
    if claim.state not in (State.REFUSED, State.WITHDRAWN):
        raise CannotClaim.one("C-201", "state", f"この請求は「{claim.get_state_display()}」です。")
    told = {name: getattr(claim, name) for name in _AS_RECEIVED} | ({"claimed_on": claimed_on} if claimed_on else {})
    month = Month.parse(claim.treatment_month)
    if claimed_on and (found := objections(claim.recipient, month, told, claimed_on=claimed_on, on=on, but=claim)):
        raise CannotClaim(found)
    said = "改めての請求" if claimed_on else "裁決後の受付"
    try:
        with transaction.atomic():
            folder = ClaimFolder.objects.create(
                number=next_in("S", "subsidy_claim_folder_number", on), payee=claim.payee, claimed_on=told["claimed_on"],
                note=f"{claim.number} の{said}", entered_by=by.id,
            )  # fmt: skip
            anew = Claim.objects.create(number=next_number(on), folder=folder, entered_by=by.id, **told)
    except IntegrityError as twice:
        raise as_duplicate(twice, claim) from twice
    pictures = carry_over(claim, folder, anew, by)
    record(
        by, "claim.reopened", anew.number, [claim.person.atena_no], before=claim.number, why=why, pictures=pictures
    )  # fmt: skip
    return anew


@transaction.atomic
def confirm_twin(claim_id: int, *, found: str, by: Actor, seen: str = "") -> Claim:
    """Another person looked, and it is another receipt than the one that looks the same. Raises CannotClaim."""
    claim = locked(claim_id)
    found = reason(found, "C-251", "別の領収書と確かめたこと（どこが違うか）を入力してください。", at="found")
    if seen and seen != fingerprint(claim):
        raise CannotClaim.one("C-204", "state", STALE)
    if claim.state not in OPEN or not claim.twin_why:
        raise CannotClaim.one("C-252", "state", "別の領収書かどうかを確かめる請求ではありません。")
    refusal = CannotClaim.one("C-253", "twin_by", "入力した人とは別の人が確かめてください。")
    TWIN.by_another_than(typists(claim), by, about=claim.number, refusal=refusal)
    claim.twin_by, claim.twin_found = by.id, found
    claim.save()
    record(by, "claim.twin_confirmed", claim.number, [claim.person.atena_no], why=claim.twin_why, found=found)
    return claim
