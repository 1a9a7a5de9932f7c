"""What can be paid and to which account, and what cannot and why. Some thousand payees at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.db.models.functions import Coalesce, TruncDate

from sasae.formats.zengin.checks import MAXIMUM, POST_ENDINGS
from sasae.formats.zengin.post_bank import POST_BANK
from sasae.kernel.findings import has_errors
from sasae.kernel.kana import zengin_text
from sasae.reference import banks
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.payments.models import BranchClosure, Obstacle, Payment, PaymentState
from sasae.subsidy.people.models import BankAccount
from sasae.subsidy.recovery.models import SetOffClaim
from sasae.subsidy.recovery.queries import Owed, open_receivables

LONGEST_HOLDER = 30  # bytes
CHUNK = 2000  # payees looked at together
PAYABLE = (ClaimState.GRANTED, ClaimState.FAILED)
AccountKey = tuple[str, str, str, str]  # bank, branch, type, number
SETTLED = (PaymentState.PAID, PaymentState.FAILED, PaymentState.RETURNED)


@dataclass(frozen=True)
class Deduction:
    """What is taken of a claim for a debt, by two persons' decision. Yen."""

    receivable_id: int
    claim_id: int
    yen: int


@dataclass(frozen=True)
class Target:
    """Where a transfer goes: the account of that day, its holder in the banks' signs, and the 新規コード."""

    account: BankAccount
    holder: str
    new_code: str


@dataclass(frozen=True)
class Payee:
    """One payee's claims and account, ready to be paid."""

    target: Target
    claims: list[Claim]
    taken: Mapping[int, int]  # what earlier set-offs took of each claim
    deductions: tuple[Deduction, ...]

    @property
    def deducted(self) -> int:
        return sum(each.yen for each in self.deductions)

    @property
    def yen(self) -> int:
        """What is transferred."""
        return sum(self.payable(claim) for claim in self.claims)

    def payable(self, claim: Claim) -> int:
        """What is transferred for a claim: what was granted, without what was and is set off."""
        now = sum(each.yen for each in self.deductions if each.claim_id == claim.pk)
        return claim.amount - self.taken.get(claim.pk, 0) - now


@dataclass(frozen=True)
class Limits:
    """What holds for the whole run: its closing day, and the branches that are closed when the money arrives."""

    closing: date
    closed: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, closing: date, pay_on: date) -> "Limits":
        rows = BranchClosure.objects.filter(closed_on__lte=pay_on, withdrawn_by="")
        return cls(closing, frozenset(rows.values_list("bank", "branch")))


def lock_payable() -> None:
    """Lock every claim that may be paid, in order, for the rest of the transaction."""
    rows = Claim.objects.select_for_update(of=("self",)).filter(state__in=PAYABLE).order_by("id")
    for _ in rows.values_list("id").iterator(chunk_size=10_000):
        pass


def payable_in_chunks() -> Iterator[list[Claim]]:
    """Every claim that may be paid, all claims of some payees together; only what a payment needs of each."""
    last = 0
    while True:
        rows = Claim.objects.filter(state__in=PAYABLE, payee_id__gt=last).order_by("payee_id")
        payees = list(rows.values_list("payee_id", flat=True).distinct()[:CHUNK])
        if not payees:
            return
        last = payees[-1]
        claims = Claim.objects.filter(state__in=PAYABLE, payee_id__in=payees).order_by("payee_id", "id")
        yield list(claims.only("id", "number", "payee_id", "amount", "state", "decided_on"))


def sort_out(claims: Sequence[Claim], limits: Limits) -> tuple[list[Payee], list[tuple[Claim, Obstacle]]]:
    """Claims by payee, and those left out with the reason."""
    whose = {claim.payee_id for claim in claims}
    rows = BankAccount.objects.filter(person_id__in=whose, until__isnull=True)
    accounts = {account.person_id: account for account in rows}
    history = History(whose, claims)
    payees: list[Payee] = []
    left: list[tuple[Claim, Obstacle]] = []
    by_payee: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        if obstacle := _of_claim(claim, limits.closing):
            left.append((claim, obstacle))
        else:
            by_payee[claim.payee_id].append(claim)
    for payee, owed in by_payee.items():
        found = _payee(accounts.get(payee), owed, history, limits)
        if isinstance(found, Payee):
            payees.append(found)
        else:
            left += [(claim, found) for claim in owed]
    return payees, left


def _of_claim(claim: Claim, closing: date) -> Obstacle | None:
    if claim.amount == 0:
        return Obstacle.NO_AMOUNT
    if claim.decided_on and claim.decided_on > closing:
        return Obstacle.AFTER_CLOSING
    return None


def _payee(account: BankAccount | None, claims: list[Claim], history: "History", limits: Limits) -> Payee | Obstacle:
    target = target_of(account, history, limits)
    if not isinstance(target, Target):
        return target
    taken = history.taken(claims)
    deductions = tuple(_deductions(claims, taken, history.debts.get(target.account.person_id, [])))
    payee = Payee(target, claims, taken, deductions)
    return Obstacle.TOO_MUCH if payee.yen > MAXIMUM else payee


def target_of(account: BankAccount | None, history: "History", limits: Limits) -> Target | Obstacle:
    """Where the payee's money goes, or what stands in the way."""
    if account is None:
        return Obstacle.NO_ACCOUNT
    if obstacle := _of_account(account, limits):
        return obstacle
    holder = zengin_text(account.holder_kana.strip(), "name")
    if has_errors(holder.findings) or not holder.text:
        return Obstacle.BAD_NAME
    if len(holder.text.encode("cp932")) > LONGEST_HOLDER:
        return Obstacle.LONG_NAME
    key = account.bank, account.branch, account.type, account.number
    if history.failed.get(account.person_id) == key:
        return Obstacle.FAILED
    return Target(account, holder.text, history.new_code(account.person_id, key))


def _deductions(claims: Sequence[Claim], taken: Mapping[int, int], debts: Sequence[Owed]) -> Iterator[Deduction]:
    """What the decisions about this payee's debts allow to take, the oldest debt and claim first."""
    left = {claim.pk: claim.amount - taken.get(claim.pk, 0) for claim in claims}
    for debt in debts:
        wanted = debt.may_set_off
        for claim in claims:
            yen = min(wanted, left[claim.pk])
            if yen:
                left[claim.pk] -= yen
                wanted -= yen
                yield Deduction(debt.receivable_id, claim.pk, yen)


def _of_account(account: BankAccount, limits: Limits) -> Obstacle | None:
    if banks.branch(account.bank, account.branch) is None:
        return Obstacle.NO_BANK
    if (account.bank, account.branch) in limits.closed:
        return Obstacle.CLOSED
    if account.bank == POST_BANK and account.branch[2:] != POST_ENDINGS.get(account.type, account.branch[2:]):
        return Obstacle.POST
    return None


class History:
    """Where transfers to these payees went before, which payee's last one failed or came back, and what they owe."""

    def __init__(self, payees: Collection[int], claims: Sequence[Claim]) -> None:
        self.debts = open_receivables(payees)
        rows_taken = SetOffClaim.objects.filter(claim__in=claims).order_by().values_list("claim").annotate(sum=Sum("yen"))
        self._taken: dict[int, int] = dict(rows_taken)
        self.failed: dict[int, AccountKey] = {}
        self.earlier: dict[int, set[AccountKey]] = defaultdict(set)
        last_known = Coalesce("returned_on", TruncDate("settled_at"))  # what came back tells of the day it came back
        rows = Payment.objects.filter(payee_id__in=payees, state__in=SETTLED, yen__gt=0).order_by(last_known, "id")
        for payee, state, *key in rows.values_list("payee_id", "state", "bank", "branch", "account_type", "account_number"):
            self.earlier[payee].add(tuple(key))
            self.failed.pop(payee, None)
            if state != PaymentState.PAID:
                self.failed[payee] = tuple(key)

    def taken(self, claims: Sequence[Claim]) -> dict[int, int]:
        """What earlier set-offs took of these claims."""
        return {claim.pk: self._taken[claim.pk] for claim in claims if claim.pk in self._taken}

    def new_code(self, payee: int, key: AccountKey) -> str:
        """新規コード: 1 the first transfer to this payee, 2 another account than before, 0 neither."""
        if payee not in self.earlier:
            return "1"
        return "0" if key in self.earlier[payee] else "2"
