"""The questions asked of payments."""

from sasae.subsidy.payments.models import PaymentItem, PaymentRun


def persons_of(run: PaymentRun) -> list[str]:
    """Whom the files of a run speak of: who is paid, and whose treatment it was."""
    rows = PaymentItem.objects.filter(payment__run=run).order_by("id")
    told = rows.values_list("payment__payee__atena_no", "claim__person__atena_no")
    return list(dict.fromkeys(number for row in told for number in row))
