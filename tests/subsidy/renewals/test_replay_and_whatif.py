"""Past decisions made again every night; and what another law would do to the city's families."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from sasae.subsidy.entitlements.models import Examination
from sasae.subsidy.ledger.actions import Entry, Line, post
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.people.models import Person
from sasae.subsidy.renewals import whatif
from sasae.subsidy.renewals.actions.replaying import replay_sample
from sasae.subsidy.renewals.models import Replay
from tests.subsidy.conftest import COUNTER
from tests.subsidy.renewals.families import DECIDED_ON, child, mother, settle

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
NIGHT = date(2026, 10, 2)


def test_past_decisions_come_out_the_same():
    settle(30)
    made = replay_sample(on=NIGHT, by=COUNTER, size=20)
    assert (made.sampled, made.population, made.findings) == (20, 30, [])


def test_a_decision_that_was_altered_is_found_and_named():
    [examination] = settle(1)
    Examination.objects.filter(pk=examination.pk).update(decision=examination.decision.replace('"10"', '"20"'))
    [finding] = replay_sample(on=NIGHT, by=COUNTER).findings
    assert finding["id"] == "RN-101"
    assert examination.application.receipt_number in finding["at"]


def test_rules_that_were_changed_backwards_are_told_apart():
    [examination] = settle(1)
    other = examination.decision.replace(examination.rule_version, "2020-0")
    Examination.objects.filter(pk=examination.pk).update(decision=other, rule_version="2020-0")
    assert [one["id"] for one in replay_sample(on=NIGHT, by=COUNTER).findings] == ["RN-102"]


def test_the_nights_sample_is_taken_once():
    settle(2)
    assert replay_sample(on=NIGHT, by=COUNTER).pk == replay_sample(on=NIGHT, by=COUNTER).pk
    assert Replay.objects.count() == 1


def _spend(who: str, yen: int) -> None:
    person = Person.objects.get(atena_no=who)
    about = (person.pk, "1410000001", "2026-05", Scheme.IN_KIND)
    lines = (Line(Account.IN_KIND, yen, *about), Line(Account.PAYABLE_TO_BODY, -yen, *about))
    post([Entry(f"test-{who}", "試験", lines)], on=DECIDED_ON, by=COUNTER)


def test_a_lower_limit_names_who_would_lose_by_ward_type_and_yen():
    settle(2)
    settle(1, first=2, salary=2_900_000)
    _spend(mother(2), 12_000)
    _spend(child(2, 0), 3_000)
    answer = whatif.ask(DECIDED_ON, {"limits.A.parent.base": 1_000_000})
    assert (answer.gains, answer.losses, answer.yen) == (0, 3, -15_000)
    assert [(share.label, share.losses) for share in answer.wards] == [("中原区", 3)]
    assert [(share.label, share.losses) for share in answer.kinds] == [("母子家庭", 3)]


def test_a_higher_limit_names_who_would_gain_at_the_price_of_the_average():
    settle(1)
    settle(1, first=1, salary=4_000_000)
    _spend(mother(0), 9_000)
    answer = whatif.ask(DECIDED_ON, {"limits.A.parent.base": 9_000_000})
    assert (answer.gains, answer.losses, answer.average, answer.yen) == (3, 0, 3_000, 9_000)


def test_asked_for_some_wards_it_counts_their_families_and_their_yen_alone():
    settle(2)
    settle(1, first=2, salary=2_900_000)
    _spend(mother(2), 12_000)
    there, elsewhere = (whatif.ask(DECIDED_ON, {"limits.A.parent.base": 1_000_000}, [ward]) for ward in ("141330", "141348"))
    assert (there.losses, there.yen, there.comparison.families) == (3, -12_000, 1)
    assert (elsewhere.losses, elsewhere.yen, elsewhere.comparison.families, elsewhere.average) == (0, 0, 0, 0)


def test_without_a_change_nobody_gains_or_loses():
    settle(2)
    answer = whatif.ask(DECIDED_ON, {})
    assert (answer.gains, answer.losses, answer.persons) == (0, 0, 6)


def test_the_command_says_it_in_json_and_refuses_a_value_that_is_none():
    settle(1)
    out = io.StringIO()
    call_command("whatif", "--on", "R8.6.15", "--set", "limits.A.parent.base=1000", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["families"], told["losses"]) == (1, 3)
    with pytest.raises(CommandError, match="この名前の値はありません"):
        call_command("whatif", "--on", "R8.6.15", "--set", "limits.Z=1")
    with pytest.raises(CommandError, match="名前=値"):
        call_command("whatif", "--set", "limits")


def test_the_command_lists_what_may_be_changed():
    out = io.StringIO()
    call_command("whatif", "--on", "2026-06-15", "--list", stdout=out)
    assert "ages.standard\t18\t" in out.getvalue()
