"""Under whose insurance a receipt was: the payee's where the records agree, else nobody's on record."""

from datetime import timedelta

import pytest

from sasae.subsidy.claims import actions
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.people.models import Insurance
from tests.subsidy.claims.folders import family_of, handed_in, line
from tests.subsidy.conftest import COUNTER
from tests.subsidy.money import JUNE, LATER
from tests.subsidy.town import MISAKI, REN

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("FIL-3")]


def test_each_receipt_names_the_insured_where_the_records_tell_who_it_is(granted: Recipient) -> None:
    mother, child = family_of(granted)
    shared = {"insurer_number": "01130012", "symbol": "い", "number": "7"}
    Insurance.objects.filter(person__atena_no__in=[MISAKI, REN]).update(**shared)
    of_both = handed_in(line(mother), line(child))
    assert set(of_both.claims.values_list("insured_atena_no", flat=True)) == {MISAKI}
    Insurance.objects.filter(person__atena_no=REN).update(number="8")  # insured with somebody outside the family
    of_child = handed_in(line(child, provider="みなと歯科")).claims.get()
    assert (of_child.insurer_number, of_child.insured_atena_no) == ("01130012", "")
    Insurance.objects.filter(person__atena_no=REN).update(number="7", until=JUNE.first - timedelta(days=1))  # the day before
    assert handed_in(line(child, provider="川崎医院")).claims.get().insured_atena_no == ""
    Insurance.objects.filter(person__atena_no=REN).update(until=JUNE.first)
    assert handed_in(line(child, provider="中原医院")).claims.get().insured_atena_no == MISAKI


def test_the_insured_is_found_anew_when_a_receipt_is_corrected(granted: Recipient) -> None:
    Insurance.objects.filter(person__atena_no=REN).update(number="8")
    made = handed_in(line(family_of(granted)[1])).claims.get()
    assert made.insured_atena_no == ""
    Insurance.objects.filter(person__atena_no__in=[MISAKI, REN]).update(number="7")
    actions.correct(
        made.pk, month=JUNE, claimed_on=made.claimed_on, why="確かめた", by=COUNTER, on=LATER, provider=made.provider,
        days=made.days, total_cost=made.total_cost, insured_self_pay=3_000,
    )  # fmt: skip
    made.refresh_from_db()
    assert made.insured_atena_no == MISAKI
