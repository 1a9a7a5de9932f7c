"""What the receipts say the books must hold: every accepted line is granted in kind and owed to its body."""

from django.db.models import F

from sasae.subsidy.ledger.deriving import Rows, balance
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.receipts.models import LineState, ReceiptLine


def _accepted() -> Rows:
    return ReceiptLine.objects.filter(state=LineState.ACCEPTED)


BALANCES = (
    lambda: balance(_accepted(), Account.IN_KIND, yen="in_kind_yen", scheme=Scheme.IN_KIND),
    lambda: balance(_accepted(), Account.PAYABLE_TO_BODY, yen=-F("in_kind_yen"), scheme=Scheme.IN_KIND),
)
