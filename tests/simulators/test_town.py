"""The town: the same for the same seed, rich enough, numbers that pass a second formula."""

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import date

import pytest
from stdnum import luhn
from stdnum.jp import in_

from sasae.reference import banks, municipalities, postal
from sasae.simulators.town import AS_OF, build_town, export
from sasae.simulators.town.cast import CAST, HOMES
from sasae.simulators.town.records import DECEASED, INCOME_YEARS, MOVED_OUT, PARTS


@pytest.fixture(scope="module")
def town():
    return build_town(3000, 1)


@pytest.fixture(scope="module")
def people(town):
    return {person.atena_no: person for person in town.persons}


def digest_of_another_process(hash_seed: str) -> str:
    command = "from sasae.simulators.town import build_town, export; print(export.digest(build_town(500, 9)))"
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run([sys.executable, "-c", command], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_same_seed_same_town_in_every_process():
    here = export.digest(build_town(500, 9))
    assert {digest_of_another_process("0"), digest_of_another_process("4711")} == {here}


def test_another_seed_or_size_is_another_town():
    assert len({export.digest(build_town(*which)) for which in ((500, 1), (500, 2), (501, 1))}) == 3


@pytest.mark.parametrize("size", [0, 36, 37, 100, 999, 3000])
def test_the_size_is_met_but_for_the_story_people(size):
    assert len(build_town(size, 5).persons) == max(size, len(CAST))


def test_numbers_are_unique(town):
    for name in ("atena_no", "individual_number", "resident_code"):
        numbers = [getattr(person, name) for person in town.persons]
        assert len(set(numbers)) == len(numbers)


def test_individual_numbers_pass_a_second_formula(town):
    assert [person.individual_number for person in town.persons if not in_.is_valid(person.individual_number)] == []


def test_atena_numbers_have_15_digits_and_pass_a_second_formula(town):
    numbers = [person.atena_no for person in town.persons]
    assert {len(number) for number in numbers} == {15}
    assert [number for number in numbers if not luhn.is_valid(number)] == []


def test_resident_codes_pass_a_second_formula(town):
    def right(code: str) -> bool:
        total = sum(
            int(digit) * (place + 1 if place <= 6 else place - 5) for place, digit in enumerate(code[-2::-1], 1)
        )
        return int(code[-1]) == (11 - total % 11 if total % 11 > 1 else 0)

    codes = [person.resident_code for person in town.persons]
    assert {len(code) for code in codes} == {11}
    assert [code for code in codes if not right(code)] == []


def test_insurer_numbers_pass_a_second_formula(town):
    numbers = {card.insurer_number for card in town.insurances}
    assert {len(number) for number in numbers} == {6, 8}
    assert [number for number in numbers if not luhn.is_valid(number)] == []


def test_postal_codes_and_towns_are_real(town):
    names = {ward.code: ward.name for ward in municipalities.WARDS}
    for postal_code, ward_code, address in {(p.postal_code, p.ward_code, p.address) for p in town.persons}:
        place = postal.lookup(postal_code)
        assert place is not None
        assert place.city == f"川崎市{names[ward_code]}"
        assert address.startswith(f"神奈川県{place.city}{place.neighborhood}")


def test_all_seven_wards_are_lived_in_by_weight(town):
    counts = Counter(person.ward_code for person in town.persons)
    assert set(counts) == {ward.code for ward in municipalities.WARDS}
    assert counts.most_common(1)[0][0] == "141313"


def test_accounts_are_at_real_branches(town):
    places = {(account.bank, account.branch) for account in town.accounts}
    assert [place for place in places if banks.branch(*place) is None] == []


def test_telephone_numbers_cannot_be_real(town):
    numbers = {person.telephone for person in town.persons if person.telephone}
    assert [number for number in numbers if not number.startswith(("044-1", "0900-"))] == []


def test_single_parent_families_are_many(town):
    families = {family.applicant for family in town.families}
    households = {person.household_no for person in town.persons}
    assert len(families) >= 60
    assert 0.06 <= len(families) / len(households) <= 0.12
    assert len({family.reason for family in town.families}) >= 6
    assert {family.relation for family in town.families} == {"10", "11", "20"}


def test_unusual_births_are_there(town):
    days = Counter((person.birth_date.month, person.birth_date.day) for person in town.persons)
    assert days[4, 1] >= 5
    assert days[2, 29] >= 2
    brood = Counter((person.household_no, person.birth_date) for person in town.persons if person.relation == "子")
    assert max(brood.values()) >= 2


@pytest.mark.parametrize("sign", ["髙", "﨑", "𠮷", "邉", "\U000e0100"])
def test_unusual_characters_are_there(town, sign):
    assert any(sign in person.name for person in town.persons)


def test_foreign_residents_have_alphabet_names_and_some_a_common_name(town):
    foreign = [person for person in town.persons if person.nationality]
    assert len(foreign) >= 30
    assert all(person.name.isascii() for person in foreign)
    assert any(person.common_name for person in foreign)


def test_people_come_go_and_die(town):
    classes = Counter(person.resident_class for person in town.persons)
    assert classes[MOVED_OUT] >= 20
    assert classes[DECEASED] >= 10
    assert sum(1 for person in town.persons if person.moved_in_from == "149993") >= 20
    assert all(person.moved_out_on for person in town.persons if person.resident_class == MOVED_OUT)
    assert all(person.died_on for person in town.persons if person.resident_class == DECEASED)


def test_nothing_happens_after_the_day_of_the_picture(town):
    for person in town.persons:
        for day in (person.birth_date, person.resident_since, person.moved_out_on, person.died_on):
            assert day is None or day <= AS_OF
        assert person.resident_since is not None
        assert person.resident_since >= person.birth_date
        assert person.moved_out_on is None or person.moved_out_on > person.resident_since
        assert person.died_on is None or person.died_on >= person.resident_since
    assert all(family.reason_on <= AS_OF for family in town.families)


def test_each_household_has_one_head_among_those_who_are_here(town, people):
    homes: dict[str, list] = {}
    for person in town.persons:
        homes.setdefault(person.household_no, []).append(person)
    for members in homes.values():
        here = [member for member in members if member.resident_class not in (DECEASED, MOVED_OUT)]
        if here:
            assert [member.relation for member in here].count("世帯主") == 1
            assert {member.head_atena_no for member in here} == {
                next(member.atena_no for member in here if member.relation == "世帯主")
            }


def test_protected_families_live_apart_from_whom_they_are_protected_from(town, people):
    assert len({protection.barred for protection in town.protections}) >= 3
    for protection in town.protections:
        assert people[protection.atena_no].protected_until == protection.until
        assert people[protection.atena_no].household_no != people[protection.barred].household_no
        assert people[protection.atena_no].address != people[protection.barred].address
        assert protection.since <= AS_OF <= protection.until


def test_parents_are_older_than_their_children(town, people):
    links = [link for link in town.kin if link.relation in ("父", "母")]
    assert len(links) > 500
    for link in links:
        assert (people[link.atena_no].birth_date - people[link.kin].birth_date).days > 15 * 365


def test_incomes_of_all_years_with_every_kind_and_unknown_ones():
    town = build_town(20_000, 2)
    assert {income.year for income in town.incomes} == set(INCOME_YEARS)
    names = export.columns(type(town.incomes[0]))
    silent = [name for name in names if not any(getattr(income, name) for income in town.incomes)]
    assert set(silent) <= {"treaty_interest_dividends", "special_interest_dividends", "forestry", "beef_cattle_exempt"}
    assert {income.unknown for income in town.incomes} >= {"", "未申告", "1月1日に市外", "被扶養のため申告なし"}
    assert len({(income.atena_no, income.year) for income in town.incomes}) == len(town.incomes)


def test_income_is_unknown_to_the_city_exactly_for_those_who_came_later(town, people):
    for income in town.incomes:
        person, new_year = people[income.atena_no], date(income.year + 1, 1, 1)
        came_later = person.moved_in_from and person.resident_since > new_year
        left_before = person.moved_out_on and person.moved_out_on <= new_year
        assert (income.unknown == "1月1日に市外") == bool(came_later or left_before)


def test_dependants_of_kinds_are_never_more_than_all(town):
    for income in town.incomes:
        kinds = income.elderly_dependants + income.specific_dependants + income.elderly_spouse
        assert 0 <= kinds <= income.dependants


def test_other_schemes_know_some(town):
    assert set(Counter(enrolment.scheme for enrolment in town.enrolments)) == {"1", "2", "3", "A"}
    on_assistance = {enrolment.atena_no for enrolment in town.enrolments if enrolment.scheme == "1"}
    assert on_assistance.isdisjoint(card.atena_no for card in town.insurances)


def test_the_feed_tells_everybody_first_and_then_the_last_year(town):
    events = [change.event for change in town.changes]
    assert events[: len(town.persons)] == ["初期"] * len(town.persons)
    assert [change.sequence for change in town.changes] == list(range(1, len(events) + 1))
    assert set(events) >= {"転入", "転出", "転居", "出生", "死亡", "婚姻", "離婚", "支援措置"}


def test_the_other_city_knows_whom_ours_does_not(town, people):
    by_number = {person.individual_number: person for person in town.persons}
    assert len(town.elsewhere) >= 20
    for row in town.elsewhere:
        assert by_number[row.individual_number].moved_in_from == row.municipality == "149993"


def test_json_lines_say_everything_in_order(tmp_path):
    town = build_town(100, 4)
    files = export.write(town, tmp_path)
    assert [path.stem for path in files] == list(PARTS)
    people = [json.loads(line) for line in (tmp_path / "persons.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [person["atena_no"] for person in people] == [person.atena_no for person in town.persons]
    assert "\r" not in (tmp_path / "kin.jsonl").read_text(encoding="utf-8")


def test_story_people_are_the_same_in_every_town():
    first, second = build_town(36, 1), build_town(3000, 77)
    assert first.persons == second.persons[: len(CAST)]
    assert [person.name for person in first.persons] == [member.name for home in HOMES for member in home.members]
    keys = ("atena_no", "individual_number", "resident_code")
    for place, member in enumerate(CAST.values()):
        assert [getattr(first.persons[place], key) for key in keys] == [getattr(member, key) for key in keys]


def test_story_people_stand_in_the_order_of_their_numbers():
    assert [member.place for member in CAST.values()] == list(range(1, len(CAST) + 1))


def test_the_story_is_written_down_as_it_is_told():
    town = build_town(0, 1)
    incomes = {(income.atena_no, income.year): income for income in town.incomes}
    assert incomes[CAST["naoko"].atena_no, 2024].salary == 5_200_000
    assert incomes[CAST["megumi"].atena_no, 2024].lived_in == "149993"
    assert incomes[CAST["mari"].atena_no, 2023].unknown == ""
    assert incomes[CAST["mari"].atena_no, 2024].unknown == "未申告"
    assert incomes[CAST["misaki"].atena_no, 2024].dependants == 2
    assert {row.individual_number for row in town.elsewhere} == {CAST["megumi"].individual_number}
    assert {(each.atena_no, each.barred) for each in town.protections} == {
        (CAST[key].atena_no, CAST["tsuyoshi"].atena_no) for key in ("yumi", "yui")
    }
    assert len({family.applicant for family in town.families}) == 13


def test_single_parents_differ_as_those_of_a_real_city_do(town, people):
    """Without income known, over the limit, protected, in other schemes, come from elsewhere and gone again."""
    applicants = {family.applicant for family in town.families}
    latest = [income for income in town.incomes if income.year == max(INCOME_YEARS) and income.atena_no in applicants]
    assert {income.unknown for income in latest} >= {"", "未申告", "1月1日に市外"}
    assert any(income.salary > 4_000_000 for income in latest)
    assert applicants & {protection.atena_no for protection in town.protections}
    assert {"1", "A"} <= {enrolment.scheme for enrolment in town.enrolments if enrolment.atena_no in applicants}
    assert any(people[each].moved_in_from for each in applicants)
    assert any(people[each].resident_class == MOVED_OUT for each in applicants)
    assert applicants - {account.atena_no for account in town.accounts}


def test_children_of_a_protected_parent_are_protected_with_it(town, people):
    protected = {protection.atena_no for protection in town.protections}
    for family in town.families:
        if family.applicant in protected and people[family.child].household_no == people[family.applicant].household_no:
            assert family.child in protected


def test_marriages_end_by_divorce_and_others_go_on(town, people):
    ties = Counter((link.relation, link.until is None) for link in town.kin)
    assert ties["配偶者", True] > 500
    assert ties["元配偶者", False] > 20
    assert all(link.since <= (link.until or AS_OF) for link in town.kin)


def test_twins_share_parents_and_birthday(town, people):
    mothers = {link.atena_no: link.kin for link in town.kin if link.relation == "母"}
    births = Counter((mother, people[child].birth_date) for child, mother in mothers.items())
    assert max(births.values()) >= 2
