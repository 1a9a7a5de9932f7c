"""One step of a payment in a process of its own, on the test's database, to be killed: `forked.Process("…", expression)`."""


def main(expression: str) -> None:
    """Evaluate the one expression."""
    from sasae.kernel import clock
    from sasae.subsidy.payments import actions
    from sasae.subsidy.payments.models import PaymentRun
    from tests.subsidy import paying
    from tests.subsidy.conftest import APPROVER, PAYMENTS, SENDER
    from tests.subsidy.money import LATER, PAY_ON

    run = PaymentRun.objects.order_by("id").last()
    names = {
        "clock": clock, "actions": actions, "run": run, "paying": paying, "APPROVER": APPROVER, "PAYMENTS": PAYMENTS, "SENDER": SENDER,
        "LATER": LATER, "PAY_ON": PAY_ON,
    }  # fmt: skip
    eval(expression, names)
