"""linkage's only door: who may ask what on which basis, and how a person is found."""

from datetime import date
from typing import Any

import pytest

from sasae.contracts import inquiries, other_schemes, person_index, published_applications, tax
from sasae.contracts.person_index import Purpose
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.linkage.links.legal_bases import objections, table
from sasae.linkage.people.batches import take_register_changes
from sasae.linkage.people.queries import households_of
from tests.linkage.register import HANAKO, HIDDEN, JIRO, TARO, Register, number, person
from tests.wire.counterparts import Says
from tests.wire.partner import findings

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
PURPOSE = Purpose(affair="資格審査", basis="number_ordinance_3_1_3", operator="hanako", case="K-1")
INTAKE = Purpose(affair="申請者特定", basis="intake_identification", operator="ichiro")


def finding_of(**asked: Any) -> person_index.FindRequest:
    return person_index.FindRequest(purpose=PURPOSE, **asked)


def numbers(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content.decode()
    return [each["atena_no"] for each in answer.json()["people"]]


@pytest.mark.clause("LNK-5")
@pytest.mark.parametrize(
    ("asked", "who"),
    [
        ({"name": "高橋　花子"}, [HANAKO]),  # the register writes 髙橋
        ({"name": "髙橋花子"}, [HANAKO]),
        ({"name": "たかはし はなこ"}, [HANAKO]),
        ({"name": "ﾀｶﾊｼ ﾊﾅｺ"}, [HANAKO]),
        ({"name": "花子"}, [HANAKO]),
        ({"name_kana": "タカハシ　ハナコ"}, [HANAKO]),
        ({"name_kana": "たかはし"}, [JIRO, TARO, HANAKO]),
        ({"name_kana": "ﾀｶﾊｼｼﾞﾛｰ"}, [JIRO]),
        ({"name_kana": "タカハシ ジロ－"}, [JIRO]),
        ({"name_kana": "たかはし", "birth_date": date(2015, 5, 5)}, [TARO]),
        ({"birth_date": date(1985, 1, 5)}, [HIDDEN]),
        ({"name": "高橋", "name_kana": "ニゲ"}, []),
        ({"individual_number": number(2)}, [TARO]),
        ({"individual_number": number(20)}, []),
    ],
)
def test_a_person_is_found_by_any_writing_of_the_name_by_kana_birth_date_and_number(
    taken_in: Register, door: Any, system: Any, asked: dict[str, Any], who: list[str]
) -> None:
    assert sorted(numbers(system("subsidy").ask(door, person_index.FIND, finding_of(**asked)))) == sorted(who)


@pytest.mark.parametrize("asked", [{}, {"name": "　"}, {"name_kana": " "}, {"name": "", "limit": 200}])
def test_who_asks_for_nobody_in_particular_is_told_nobody(
    taken_in: Register, door: Any, system: Any, asked: dict[str, Any]
) -> None:
    answer = system("subsidy").ask(door, person_index.FIND, finding_of(**asked))
    assert (answer.status_code, findings(answer)) == (422, ["L-110"])


@pytest.mark.parametrize(("limit", "count", "truncated"), [(4, 3, False), (3, 3, False), (2, 2, True)])
def test_more_than_the_limit_is_said(
    taken_in: Register, door: Any, system: Any, limit: int, count: int, truncated: bool
) -> None:
    answer = system("subsidy").ask(door, person_index.FIND, finding_of(name_kana="タカハシ", limit=limit))
    assert (len(numbers(answer)), answer.json()["truncated"]) == (count, truncated)


def test_the_journal_says_whom_the_caller_was_told_of_and_why(taken_in: Register, door: Any, system: Any) -> None:
    system("subsidy").ask(door, person_index.FIND, finding_of(name="花子"))
    told = HistoryEntry.objects.get(event="person.told")
    assert (told.actor_id, told.persons) == ("subsidy", [HANAKO])
    assert told.detail == {
        "affair": "資格審査", "basis": "number_ordinance_3_1_3", "operator": "hanako", "case": "K-1",
    }  # fmt: skip
    assert HistoryEntry.objects.get(event="contract.answered").persons == [HANAKO]


def test_a_household_is_told_without_those_who_left_it(taken_in: Register, door: Any, system: Any) -> None:
    def told(atena_no: str) -> list[str]:
        question = person_index.HouseholdRequest(purpose=PURPOSE, atena_no=atena_no)
        return numbers(system("subsidy").ask(door, person_index.HOUSEHOLD, question))

    assert told(HANAKO) == [HANAKO, TARO, JIRO]
    taken_in.tell(
        person(JIRO, name="高橋　次郎", birth_date=date(2018, 8, 8), moved_out_on=date(2026, 5, 31)), number(3), "転出"
    )
    take_register_changes()
    assert told(HANAKO) == [HANAKO, TARO]
    assert told("000000000009999") == []


def test_many_households_are_told_as_one_by_one_with_as_many_questions_as_for_one(
    taken_in: Register, door: Any, system: Any
) -> None:
    asked = [HANAKO, TARO, HIDDEN, "000000000009999"]
    told = system("subsidy").ask(
        door, person_index.HOUSEHOLDS, person_index.HouseholdsRequest(purpose=PURPOSE, atena_nos=asked)
    ).json()  # fmt: skip
    members = {one["atena_no"]: one["members"] for one in told["households"]}
    for atena_no in asked:
        question = person_index.HouseholdRequest(purpose=PURPOSE, atena_no=atena_no)
        assert members[atena_no] == numbers(system("subsidy").ask(door, person_index.HOUSEHOLD, question))
    people = {one["atena_no"]: one for one in told["people"]}
    assert sorted(people) == sorted({who for here in members.values() for who in here})
    assert people[HIDDEN]["address"]["text"] == ""
    assert people[HIDDEN]["address"]["sealed"]
    journal = HistoryEntry.objects.filter(event="person.told").order_by("pk").first()
    assert journal is not None
    assert sorted(journal.persons) == sorted(people)


@pytest.mark.parametrize("count", [1, 300], ids=["one household", "a whole page"])
def test_a_page_of_households_takes_two_questions_whatever_its_size(
    taken_in: Register, django_assert_num_queries: Any, count: int
) -> None:
    with django_assert_num_queries(2):
        members, _ = households_of([HANAKO, *(f"{one:015d}" for one in range(count - 1))])
    assert members[HANAKO] == [HANAKO, TARO, JIRO]


@pytest.mark.clause("LNK-5")
def test_a_certificate_s_serial_number_leads_to_a_person_of_the_index(
    taken_in: Register, door: Any, system: Any, far: Any
) -> None:
    taken_in.serials = {"ABC1": HANAKO, "ABC2": "000000000009999"}

    def told(serial: str, purpose: Purpose = INTAKE) -> Any:
        question = person_index.SerialRequest(purpose=purpose, serial=serial)
        return system("intake").ask(door, person_index.PERSON_BY_SERIAL, question)

    assert told("ABC1").json() == {"atena_no": HANAKO, "doubtful": False}
    assert told("ABC2").json()["atena_no"] is None  # the register knows him, the index not yet
    assert told("ABC3").json()["atena_no"] is None
    far.away.add("resident_register")
    assert told("ABC1").status_code == 503
    assert findings(told("ABC1", PURPOSE)) == ["L-003", "L-005"]


@pytest.mark.clause("TRF-3")
@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"basis": "none_at_all"}, ["L-001"]),
        ({"basis": "intake_identification"}, ["L-003", "L-004"]),
        ({"affair": "観光案内"}, ["L-004"]),
        ({"operator": " "}, ["L-006"]),
        ({"basis": "number_act_19_9"}, ["L-005"]),
    ],
)
def test_without_a_basis_for_caller_affair_and_operation_nothing_is_told(
    taken_in: Register, door: Any, system: Any, changed: dict[str, str], found: list[str]
) -> None:
    purpose = PURPOSE.model_copy(update=changed)
    question = person_index.PeopleRequest(purpose=purpose, atena_nos=[HANAKO])
    answer = system("subsidy").ask(door, person_index.PEOPLE, question)
    assert (answer.status_code, findings(answer)) == (422, found)
    assert "花子" not in answer.content.decode()
    assert not HistoryEntry.objects.filter(event="person.told").exists()


@pytest.mark.clause("TRF-4")
def test_a_refused_transfer_is_in_the_journal(taken_in: Register, door: Any, system: Any, refusals: Any) -> None:
    purpose = PURPOSE.model_copy(update={"affair": "観光案内"})
    question = person_index.PeopleRequest(purpose=purpose, atena_nos=[HANAKO])
    system("subsidy").ask(door, person_index.PEOPLE, question)
    (refused,) = [line for line in refusals() if "link.refused" in line]
    assert "subsidy" in refused
    assert "観光案内" in refused


def test_a_basis_holds_from_its_first_day() -> None:
    for key, basis in table().items():
        caller, affair = next(iter(basis.callers)), next(iter(basis.affairs))
        purpose = Purpose(affair=affair, basis=key, operator="a")
        for operation in basis.operations:
            day_before = date.fromordinal(basis.since.toordinal() - 1)
            assert objections(purpose, caller=caller, operation=operation, on=basis.since) == []
            found = objections(purpose, caller=caller, operation=operation, on=day_before)
            assert [each.id for each in found] == ["L-002"]


@pytest.mark.clause("ACC-2")
@pytest.mark.parametrize("name", ["portal", "intermediary", "network_core", "tax", "intake"])
@pytest.mark.parametrize("operation", [person_index.HOUSEHOLD, person_index.HOUSEHOLDS, inquiries.REQUEST, inquiries.RESULT])
def test_a_system_reaches_only_what_it_is_named_for(
    taken_in: Register, door: Any, system: Any, name: str, operation: Any
) -> None:
    message = {
        person_index.HOUSEHOLD: person_index.HouseholdRequest(purpose=PURPOSE, atena_no=HANAKO),
        person_index.HOUSEHOLDS: person_index.HouseholdsRequest(purpose=PURPOSE, atena_nos=[HANAKO]),
        inquiries.RESULT: inquiries.ResultRequest(inquiry_no="1"),
        inquiries.REQUEST: inquiries.InquiryRequest(
            purpose=PURPOSE, atena_no=HANAKO, information="TM90000000000001", provider="149993",
            period_from=date(2025, 1, 1), period_to=date(2025, 12, 31),
        ),
    }[operation]  # fmt: skip
    answer = system(name).ask(door, operation, message, key="k-1")
    assert (answer.status_code, findings(answer)) == (403, ["W-012"])


@pytest.mark.clause("ACC-2")
def test_without_a_certificate_or_with_another_s_signature_nobody_comes_in(
    taken_in: Register, door: Any, system: Any
) -> None:
    question = person_index.PeopleRequest(purpose=PURPOSE, atena_nos=[HANAKO])
    bare = door.post(person_index.PEOPLE.path, question.model_dump_json(), content_type="application/json", secure=True)
    assert (bare.status_code, findings(bare)) == (401, ["W-007"])
    intake, subsidy = system("intake"), system("subsidy")
    forged = intake.send(door, subsidy.signed(person_index.PEOPLE.path, question.model_dump_json().encode()))
    assert forged.status_code == 401


@pytest.mark.clause("USE-5")
def test_circumstances_are_gathered_from_every_office_in_one_question_each(
    taken_in: Register, door: Any, system: Any, far: Any
) -> None:
    def scheme(name: str) -> Any:
        def answer(question: other_schemes.EnrolmentsRequest) -> other_schemes.Enrolments:
            return other_schemes.Enrolments(
                enrolments=[
                    other_schemes.Enrolment(
                        atena_no=question.atena_nos[0], scheme=name, since=date(2026, 4, 1), until=None, detail=""
                    )
                ]
            )

        return answer

    far.answers["tax.incomes"] = lambda question: tax.Incomes(
        incomes=[tax.Income(atena_no=HANAKO, year=question.year, salary=1_500_000)],
        unknown=[tax.UnknownIncome(atena_no=TARO, year=question.year, reason="被扶養のため申告なし")],
    )
    offices = {
        other_schemes.PUBLIC_ASSISTANCE: "1", other_schemes.DISABILITY_SUBSIDY: "2",
        other_schemes.CHILDRENS_SUBSIDY: "3", other_schemes.CHILD_ALLOWANCE: "A",
    }  # fmt: skip
    for operation, name in offices.items():
        far.answers[operation.full_name] = scheme(name)
    question = person_index.CircumstancesRequest(purpose=PURPOSE, atena_nos=[HANAKO, TARO], income_year=2025)
    far.asked.clear()
    told = system("subsidy").ask(door, person_index.CIRCUMSTANCES, question).json()
    assert [each["salary"] for each in told["incomes"]] == [1_500_000]
    assert [each["atena_no"] for each in told["unknown_incomes"]] == [TARO]
    assert sorted(each["scheme"] for each in told["enrolments"]) == ["1", "2", "3", "A"]
    asked = sorted(name for name, _, _ in far.asked)
    assert asked == sorted(["tax.incomes", *(operation.full_name for operation in offices)])
    line = HistoryEntry.objects.get(event="circumstances.told")
    assert (line.persons, line.detail["basis"]) == ([HANAKO, TARO], "number_ordinance_3_1_3")
    far.away.add("tax")
    assert system("subsidy").ask(door, person_index.CIRCUMSTANCES, question).status_code == 503


@pytest.mark.clause("LNK-5")
def test_applications_are_handed_on_word_for_word_and_the_journal_says_it(
    taken_in: Register, door: Any, system: Any, far: Any
) -> None:
    told = published_applications.Application(
        receipt_number="KW2026061500000001", procedure="certificate_application", version=1,
        received_on=date(2026, 6, 15), applicant=HANAKO, signer_name="髙橋　花子", signature_checked_at=clock.now(),
        form={"name": "髙橋　花子"}, form_sha256="0" * 64, comparison_key_sealed="sealed", attachments=[],
    )  # fmt: skip
    far.answers["published_applications.fetch"] = lambda question: told
    question = published_applications.FetchRequest(receipt_number=told.receipt_number)
    answer = system("subsidy").ask(door, published_applications.RELAY_FETCH, question)
    assert published_applications.Application.model_validate_json(answer.content) == told
    line = HistoryEntry.objects.get(event="link.relayed")
    assert (line.persons, line.detail["caller"], line.detail["callee"]) == ([HANAKO], "subsidy", "intake")
    taking = published_applications.Acknowledgement(receipt_number=told.receipt_number, version=1, registered_as="7")
    far.answers["published_applications.acknowledge"] = lambda question: published_applications.Acknowledged(
        receipt_number=question.receipt_number
    )
    system("subsidy").ask(door, published_applications.RELAY_ACKNOWLEDGE, taking, key="a-1")
    assert far.asked[-1] == ("published_applications.acknowledge", taking, "a-1")


def test_a_refusal_of_the_far_end_reaches_the_asking_system(
    taken_in: Register, door: Any, system: Any, far: Any
) -> None:
    def refuse(question: Any) -> Any:
        raise Says("T-001", "この受付番号の申請はありません。")

    far.answers["published_applications.fetch"] = refuse
    question = published_applications.FetchRequest(receipt_number="KW1")
    answer = system("subsidy").ask(door, published_applications.RELAY_FETCH, question)
    assert (answer.status_code, findings(answer)) == (422, ["T-001"])
