"""What the registers tell linkage: the feed, incomes, schemes, personnel; and that things go on happening in town."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from sasae.contracts import existing_systems, other_schemes, personnel, resident_register, tax
from sasae.contracts.operation import Nothing
from sasae.kernel.numbers import individual
from sasae.simulators.registers import actions, loading
from sasae.simulators.registers.models import Change, LoadedTown, Person
from sasae.simulators.town import build_town
from sasae.simulators.town.cast import CAST
from sasae.wire.sealing import unseal_text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("sasae.simulators.urls_contracts")]


@pytest.fixture
def ask(linkage):
    def asked(operation, message):
        response = linkage.ask(Client(), operation, message)
        assert response.status_code == 200, response.content
        return operation.response.model_validate_json(response.content)

    return asked


def whole_feed(ask, limit: int) -> list[resident_register.Change]:
    found, last, more = [], 0, True
    while more:
        page = ask(resident_register.CHANGES, resident_register.ChangesRequest(after=last, limit=limit))
        assert len(page.changes) <= limit
        found += page.changes
        last, more = page.last, page.more
    return found


def test_the_full_feed_comes_in_pages_without_gap_or_repeat(loaded, ask):
    feed = whole_feed(ask, 150)
    assert [change.sequence for change in feed] == list(range(1, len(loaded.changes) + 1))
    assert {change.person.atena_no for change in feed} == {person.atena_no for person in loaded.persons}


def test_after_the_last_change_there_is_nothing_new(loaded, ask):
    last = len(loaded.changes)
    page = ask(resident_register.CHANGES, resident_register.ChangesRequest(after=last))
    assert (page.changes, page.last, page.more) == ([], last, False)


def test_a_protected_address_is_sealed_to_linkage_and_the_telephone_left_out(loaded, ask, settings):
    feed = {change.person.atena_no: change.person for change in whole_feed(ask, 10_000)}
    yumi, person = CAST["yumi"], feed[CAST["yumi"].atena_no]
    true = next(each for each in loaded.persons if each.atena_no == yumi.atena_no)
    assert (person.address.text, person.address.postal_code, person.telephone) == ("", "", "")
    assert unseal_text(Path(settings.SASAE_PKI), "linkage", person.address.sealed) == true.address
    assert true.address not in str(feed)
    assert feed[CAST["misaki"].atena_no].address.sealed == ""


@pytest.mark.parametrize(("today", "sealed"), [("2027-05-17", True), ("2027-05-18", False)])
def test_protection_ends_after_its_last_day(loaded, ask, monkeypatch, today, sealed):
    monkeypatch.setenv("SASAE_TODAY", today)
    feed = {change.person.atena_no: change.person for change in whole_feed(ask, 10_000)}
    assert bool(feed[CAST["yumi"].atena_no].address.sealed) is sealed


def test_the_serial_of_a_user_certificate_leads_to_its_holder(loaded, ask):
    actions.register_serial("1A2B3C", CAST["misaki"].atena_no)
    known = ask(resident_register.PERSON_BY_SERIAL, resident_register.SerialRequest(serial="1A2B3C"))
    unknown = ask(resident_register.PERSON_BY_SERIAL, resident_register.SerialRequest(serial="1A2B3D"))
    assert (known.atena_no, unknown.atena_no) == (CAST["misaki"].atena_no, None)


def test_the_serial_of_somebody_who_moved_away_leads_nowhere(loaded, ask):
    actions.register_serial("1A2B3C", CAST["misaki"].atena_no)
    actions.move_out([CAST["misaki"].atena_no], date(2026, 6, 10), "149993")
    answer = ask(resident_register.PERSON_BY_SERIAL, resident_register.SerialRequest(serial="1A2B3C"))
    assert answer.atena_no is None


def test_incomes_known_and_unknown_with_their_reasons(loaded, ask):
    keys = ("misaki", "naoko", "mari", "megumi", "hina")
    numbers = [CAST[key].atena_no for key in keys]
    answer = ask(tax.INCOMES, tax.IncomesRequest(atena_nos=[*numbers, "000000000000000"], year=2024))
    assert [(row.atena_no, row.salary) for row in answer.incomes] == [(numbers[0], 1_760_000), (numbers[1], 5_200_000)]
    assert {row.atena_no: (row.reason, row.lived_in) for row in answer.unknown} == {
        numbers[2]: ("未申告", ""),
        numbers[3]: ("1月1日に市外", "149993"),
        numbers[4]: ("被扶養のため申告なし", ""),
        "000000000000000": ("該当者なし", ""),
    }


def test_every_figure_of_an_income_arrives(loaded, ask):
    numbers = list({income.atena_no for income in loaded.incomes if not income.unknown})[:900]
    answer = ask(tax.INCOMES, tax.IncomesRequest(atena_nos=numbers, year=2024))
    told = {row.atena_no: row.model_dump(exclude={"atena_no", "year"}) for row in answer.incomes}
    for income in loaded.incomes:
        if income.year == 2024 and not income.unknown and income.atena_no in told:
            assert told[income.atena_no] == {name: getattr(income, name) for name in told[income.atena_no]}


@pytest.mark.parametrize(
    ("operation", "key", "others"),
    [
        (other_schemes.PUBLIC_ASSISTANCE, "chiharu", "misaki"),
        (other_schemes.DISABILITY_SUBSIDY, "mio", "rin"),
        (other_schemes.CHILDRENS_SUBSIDY, "hina", "misaki"),
        (other_schemes.CHILD_ALLOWANCE, "misaki", "naoko"),
    ],
)
def test_each_scheme_tells_its_own(loaded, ask, operation, key, others):
    message = other_schemes.EnrolmentsRequest(atena_nos=[CAST[key].atena_no, CAST[others].atena_no])
    answer = ask(operation, message)
    assert {row.atena_no for row in answer.enrolments} == {CAST[key].atena_no}


def people_of(ask, operation, limit: int) -> list[resident_register.Change]:
    found, last, more = [], 0, True
    while more:
        page = ask(operation, resident_register.ChangesRequest(after=last, limit=limit))
        assert all(isinstance(each, resident_register.Change) for each in page.changes)
        found += page.changes
        last, more = page.last, page.more
    return found


@pytest.mark.parametrize(
    ("operation", "key", "scheme"),
    [
        (existing_systems.PUBLIC_ASSISTANCE, "chiharu", "1"),
        (existing_systems.DISABILITY_SUBSIDY, "mio", "2"),
        (existing_systems.CHILDRENS_SUBSIDY, "hina", "3"),
        (existing_systems.CHILD_ALLOWANCE, "misaki", "A"),
    ],
)
def test_each_office_tells_whom_it_keeps_with_their_numbers_page_by_page(loaded, ask, operation, key, scheme):
    told = people_of(ask, operation, 7)
    assert [each.sequence for each in told] == sorted({each.sequence for each in told})
    kept = [row.atena_no for row in loaded.enrolments if row.scheme == scheme]
    assert sorted(each.person.atena_no for each in told) == sorted(kept)
    assert CAST[key].atena_no in kept
    numbers = {person.atena_no: person.individual_number for person in loaded.persons}
    assert all(each.individual_number == numbers[each.person.atena_no] for each in told)
    yumi = [each.person for each in told if each.person.atena_no == CAST["yumi"].atena_no]
    assert all(not each.address.text and each.address.sealed for each in yumi)


def test_the_tax_office_tells_of_those_who_live_elsewhere_alone(loaded, ask):
    here = {person.individual_number for person in loaded.persons}
    told = people_of(ask, existing_systems.TAX, 100)
    assert not {each.individual_number for each in told} & here
    assert {each.person.resident_class.value for each in told} <= {"non_resident"}


def test_the_personnel_feed_tells_who_leaves(loaded, ask):
    first = ask(personnel.STAFF_CHANGES, personnel.StaffChangesRequest(after=0, limit=50))
    rest = ask(personnel.STAFF_CHANGES, personnel.StaffChangesRequest(after=first.last))
    changes = [*first.changes, *rest.changes]
    assert [change.sequence for change in changes] == list(range(1, len(loaded.staff_changes) + 1))
    leaver = [change for change in changes if change.staff_no == "S0000097"]
    assert [(change.event, change.effective_on) for change in leaver] == [
        ("採用", date(2018, 4, 1)),
        ("退職", date(2026, 6, 30)),
    ]


def happened(ask, last: int) -> list[tuple[str, str]]:
    page = ask(resident_register.CHANGES, resident_register.ChangesRequest(after=last))
    return [(change.event, change.person.atena_no) for change in page.changes]


def test_what_happens_after_loading_comes_in_the_feed(loaded, ask):
    last, day = len(loaded.changes), date(2026, 6, 12)
    misaki, hina, koji = (CAST[key].atena_no for key in ("misaki", "hina", "koji"))
    number = individual.check_digit("19999999999")
    actions.move_within([misaki, hina], day, "2130002", "神奈川県川崎市高津区二子３１番１号", "141348")
    actions.rename(koji, day, "川上　浩二", "カワカミ　コウジ", "婚姻")
    actions.renumber(koji, day, f"19999999999{number}")
    actions.protect([hina], koji, day, date(2027, 6, 11))
    actions.die(koji, day)
    assert happened(ask, last) == [
        ("転居", misaki), ("転居", hina), ("婚姻", koji), ("個人番号変更", koji), ("支援措置", hina), ("死亡", koji)
    ]  # fmt: skip
    dead = Person.objects.get(atena_no=koji)
    assert (dead.resident_class, dead.name, dead.individual_number[-1]) == ("deceased", "川上　浩二", number)


def test_nothing_happens_to_somebody_who_is_gone(loaded):
    with pytest.raises(actions.CannotHappen):
        actions.die(CAST["chika"].atena_no, date(2026, 6, 12))
    assert Change.objects.count() == len(loaded.changes)


def test_the_same_town_is_loaded_once_and_another_only_if_told(loaded, small_town):
    assert loading.load(small_town) is False
    other = build_town(40, 8)
    with pytest.raises(loading.AnotherTown):
        loading.load(other)
    assert loading.load(other, replace=True) is True
    assert Person.objects.count() == 40
    assert LoadedTown.objects.get().seed == 8


def test_every_table_holds_what_the_town_has(loaded):
    for part, model in loading.TABLES.items():
        assert model.objects.count() == len(getattr(loaded, part)), part


def test_the_listener_says_which_town_it_knows(loaded):
    assert json.loads(Client().get("/health").content) == {"healthy": True, "town": {"size": 400, "seed": 3}}


def test_tables_and_records_have_the_same_fields(loaded):
    for part, model in loading.TABLES.items():
        columns = {field.name for field in model._meta.local_concrete_fields} - {"id"}
        record = type(getattr(loaded, part)[0])
        assert set(record.__dataclass_fields__) == columns, part


def test_nothing_is_a_message(loaded, linkage):
    response = linkage.ask(Client(), resident_register.CHANGES, Nothing())
    assert response.status_code == 422
