"""Papers of this area that go out by mail: one envelope a payee."""

from sasae.subsidy.payments.models import LetterKind, PaymentLetter
from sasae.subsidy.print_runs.papers import Enclosure

ENCLOSURES = [
    Enclosure(
        "payment_notice", "支払通知書", lambda: PaymentLetter.objects.filter(kind=LetterKind.NOTICE), "issued_on",
        "addressee", narrow="payment__run__number",
    ),
    Enclosure(
        "account_request", "振込口座の確認のお願い", lambda: PaymentLetter.objects.filter(kind=LetterKind.REQUEST),
        "issued_on", "addressee",
    ),
]  # fmt: skip
