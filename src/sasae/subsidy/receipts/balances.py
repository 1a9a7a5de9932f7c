"""What the receipts say the books must hold.

An accepted line is granted in kind and owed to its body. What a closed month paid has left the bank: for the lines
accepted in it, for those taken back since (their booking was reversed: the body owes them), and, with the opposite sign,
for the body's corrections.
"""

from django.db.models import F

from sasae.subsidy.ledger.deriving import Rows, balance
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.receipts.doubles import accepted_twice
from sasae.subsidy.receipts.models import CycleState, LineState, ReceiptLine
from sasae.subsidy.receipts.monthly import SETTLED


def _accepted() -> Rows:
    return ReceiptLine.objects.filter(state=LineState.ACCEPTED)


def _paid() -> Rows:
    return ReceiptLine.objects.filter(state__in=SETTLED, cycle__state=CycleState.PAID)


BALANCES = (
    lambda: balance(_accepted(), Account.IN_KIND, yen="in_kind_yen", scheme=Scheme.IN_KIND),
    lambda: balance(_accepted(), Account.PAYABLE_TO_BODY, yen=-F("in_kind_yen"), scheme=Scheme.IN_KIND),
    lambda: balance(_paid(), Account.PAYABLE_TO_BODY, yen="in_kind_yen", scheme=Scheme.IN_KIND),
    lambda: balance(_paid(), Account.BANK, yen=-F("in_kind_yen"), scheme=Scheme.IN_KIND),
)

CHECKS = (accepted_twice,)
