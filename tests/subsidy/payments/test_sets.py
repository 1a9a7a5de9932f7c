"""However many are paid: the database is asked as often, the books take a cause once, a payee is one person under two numbers."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.test.utils import CaptureQueriesContext

from sasae.kernel import clock
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.actions import post_moves
from sasae.subsidy.ledger.models import Account, Posting, PostingLine, Scheme
from sasae.subsidy.payments import actions
from sasae.subsidy.payments.models import LetterKind, PaymentRun
from tests.subsidy import paying
from tests.subsidy.conftest import APPROVER, PAYMENTS, SENDER
from tests.subsidy.money import LATER

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def asked(do: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        do()
    return len(queries)


def steps_of(recipients: list[Recipient]) -> list[int]:
    """How often the database is asked to build, to send and to write the notices for these."""
    for place, recipient in enumerate(recipients):
        paying.owed(recipient, provider=f"医院{place}")
        paying.owed(recipient, provider=f"別の医院{place}")
    built = asked(paying.built)
    run = PaymentRun.objects.latest("id")
    actions.approve(run.pk, by=APPROVER, at=clock.now())
    sent = asked(lambda: actions.send(run.pk, by=SENDER, on=LATER, at=clock.now()))
    serials = list(run.payments.order_by("serial").values_list("serial", flat=True))
    assert len(serials) == len(recipients)
    written = asked(lambda: actions.write_letters(serials, LetterKind.NOTICE, by=SENDER, on=LATER))
    return [built, sent, written]


def test_five_payees_ask_no_more_of_the_database_than_two(granted: Recipient) -> None:
    others = [paying.neighbour(granted, place) for place in range(1, 7)]
    steps_of([granted])  # what is read once
    assert steps_of(others[:2]) == steps_of(others[1:6])


class TestMoves:
    """What a query tells is booked in one statement, each cause once."""

    @staticmethod
    def book() -> int:
        text = CharField()
        moves = Claim.objects.order_by().values_list(
            Concat(Value("trial:"), F("number"), output_field=text), Concat(Value("試し "), F("number"), output_field=text),
            Cast(F("insured_self_pay"), Claim._meta.get_field("amount")), Cast(F("person_id"), Claim._meta.get_field("amount")),
            Cast(F("provider"), text), Cast(F("treatment_month"), text),
        )  # fmt: skip
        return post_moves(
            moves, Account.IN_TRANSIT, Account.BANK, scheme=Scheme.REIMBURSEMENT, on=LATER, by=PAYMENTS
        )  # fmt: skip

    def test_each_moves_from_one_account_to_the_other(self, granted: Recipient) -> None:
        first = paying.owed(granted)
        paying.owed(granted, provider="別の医院", insured_self_pay=2_000)
        assert self.book() == 5_000
        lines = PostingLine.objects.filter(posting__cause=f"trial:{first.number}").order_by("id")
        assert [(line.account, line.yen) for line in lines] == [(Account.IN_TRANSIT, 3_000), (Account.BANK, -3_000)]
        assert {(line.person_id, line.provider, line.treatment_month, line.scheme) for line in lines} == {
            (first.person_id, first.provider, first.treatment_month, Scheme.REIMBURSEMENT)
        }

    def test_again_nothing_is_booked_and_a_new_cause_alone_is(self, granted: Recipient) -> None:
        paying.owed(granted)
        assert (self.book(), self.book()) == (3_000, 0)
        paying.owed(granted, provider="別の医院", insured_self_pay=2_000)
        assert self.book() == 2_000
        assert Posting.objects.filter(cause__startswith="trial:").count() == 2
