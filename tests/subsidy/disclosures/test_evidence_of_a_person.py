"""What the subsidy tells a person of themselves, and what it does not tell: other persons, protected ones, staff, whereabouts."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sasae.contracts import evidence
from sasae.contracts.evidence import Evidence, Want
from sasae.contracts.person_index import Purpose
from sasae.foundation.evidence.references import by_reference
from sasae.foundation.history import SYSTEM, Actor, record, shown
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.history.situation import Situation, situation
from sasae.subsidy.entitlements.models import FamilyMember
from sasae.subsidy.people.models import Person
from tests.subsidy.conftest import COUNTER
from tests.subsidy.town import DAY, HOME, INSURER, MIO, MISAKI, REN
from tests.wire.partner import Partner

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
WHY = Purpose(affair="本人への開示", basis="disclosure_to_the_person", operator="questions", case="Q-1")
SNOOP = Actor("snoop1", "多摩 覗子", "staff")


@pytest.fixture
def ask(settings: Any) -> Any:
    """The question at the real door, as linkage asks it."""
    settings.ROOT_URLCONF = "sasae.deployment.urls.subsidy_contracts"
    settings.MIDDLEWARE = ["sasae.foundation.gate.GateMiddleware"]
    linkage = Partner(Path(settings.SASAE_PKI), "linkage")

    def asked(atena_no: str, want: Want = Want.LOOKS) -> tuple[Evidence, str]:
        question = evidence.Question(purpose=WHY, atena_no=atena_no, want=want, since=date(2020, 1, 1))
        answer = linkage.ask(Client(), evidence.OF_SUBSIDY, question)
        assert answer.status_code == 200, answer.content.decode()
        text = answer.content.decode()
        return Evidence.model_validate_json(text), text

    return asked


def look(persons: list[str], *, by: Actor = SNOOP, right: str = "people.view", purpose: str = "対象者の照会") -> str:
    """A page was shown, as the gate writes it; returns its request's number."""
    number = f"{HistoryEntry.objects.count():032x}"
    with situation(Situation(request_id=number, terminal="10.0.0.9", right=right, purpose=purpose)):
        shown(by, "screen.shown", "people:person", persons, purpose=purpose, screen="people:person", note="：沙織の件")
    return number


@pytest.mark.clause("DIS-1")
def test_a_look_is_told_with_office_time_and_purpose_and_without_the_name_of_anybody(granted: Any, ask: Any, staff: Any) -> None:
    user = staff("people.view")
    user.office, user.name = "高津区役所 保険年金課", "多摩 覗子"
    user.save()
    look([MISAKI, REN], by=user.actor)
    told, text = ask(MISAKI)
    line = told.lines[0]
    assert (line.office, line.act, line.automatic) == ("高津区役所 保険年金課", "looked", False)
    assert line.why == "窓口や電話での問い合わせに答えるため"
    entry = HistoryEntry.objects.filter(event="screen.shown").latest("pk")
    assert line.at == entry.at
    for never in ("多摩 覗子", user.login_id, REN, "10.0.0.9", "沙織", "people:person"):
        assert never not in text


def test_a_line_leads_an_auditor_to_its_entry_and_a_number_made_up_leads_nowhere(granted: Any, ask: Any) -> None:
    look([MISAKI])
    reference = ask(MISAKI)[0].lines[0].reference
    assert by_reference(HistoryEntry.objects.all(), reference).get().actor_id == SNOOP.id
    for wrong in (reference[:-1] + ("0" if reference[-1] != "0" else "1"), "x", reference[:20]):
        assert not by_reference(HistoryEntry.objects.all(), wrong).exists()


def test_what_was_passed_on_names_the_receiver_and_not_the_persons_own_questions(granted: Any, ask: Any) -> None:
    told = {"caller": "linkage", "operation": "transfers.hand_over", "purpose": "ほかの助成への移転"}
    shown(SYSTEM("linkage"), "contract.answered", "transfers.hand_over", [MISAKI], **told)
    before = len(ask(MISAKI)[0].lines)
    lines = ask(MISAKI)[0].lines  # the question before is no line
    assert len(lines) == before
    assert (lines[0].act, lines[0].to_whom, lines[0].automatic) == ("passed_on", "市の中の情報連携の窓口", True)


@pytest.mark.clause("DIS-1")
def test_what_was_done_together_with_a_protected_person_leaves_no_trace_not_even_in_number(granted: Any, ask: Any) -> None:
    look([MISAKI])
    before = ask(MISAKI)
    Person.objects.filter(atena_no=MIO).update(protected_until=DAY + timedelta(days=100))
    look([MISAKI, MIO])  # in one line of the journal
    with situation(Situation(request_id="f" * 32, terminal="10.0.0.9", right="people.view", purpose="資格審査")):
        shown(SNOOP, "screen.shown", "people:person", [MISAKI], purpose="資格審査", screen="x", note="")
        record(SNOOP, "screen.shown", "people:person", [MIO], purpose="資格審査", screen="x", note="")  # beside it
    after = ask(MISAKI)
    kept = [line for line in before[0].lines if line in after[0].lines]
    assert after[0].lines == kept
    Person.objects.filter(atena_no=MIO).update(protected_until=DAY - timedelta(days=1))
    assert len(ask(MISAKI)[0].lines) >= len(kept) + 2  # a day after the protection ended


@pytest.mark.parametrize(("many", "told"), [(29, False), (30, True)])
def test_a_list_of_many_is_told_although_a_protected_person_stands_in_it(
    granted: Any, ask: Any, many: int, told: bool
) -> None:
    before = len(ask(MISAKI)[0].lines)
    Person.objects.filter(atena_no=MIO).update(protected_until=DAY + timedelta(days=100))
    look([MISAKI, MIO, *(f"{number:015d}" for number in range(70_000, 70_000 + many - 1))])
    after = ask(MISAKI)[0].lines
    assert any(line.why == "窓口や電話での問い合わせに答えるため" for line in after) == told
    assert len(after) <= before + 1


@pytest.mark.parametrize("right", ["history.view", "security.view", "accounts.manage"])
def test_inspections_and_investigations_are_not_told(granted: Any, ask: Any, right: str) -> None:
    before = ask(MISAKI)[0].lines
    look([MISAKI], right=right)
    assert ask(MISAKI)[0].lines == before


@pytest.mark.clause("DIS-1")
def test_the_file_holds_the_persons_own_data_and_masks_everybody_else(granted: Any, ask: Any) -> None:
    told, text = ask(MISAKI, Want.FILE)
    titles = [section.title for section in told.sections]
    assert titles == [
        "ご本人の登録", "家族", "保険資格", "振込口座の届出", "申請", "届出", "資格", "医療証", "払い戻しの請求", "支払",
    ]  # fmt: skip
    assert "宮前　美咲" in text
    assert HOME in text
    for never in ("宮前　蓮", "宮前　澪", REN, MIO, "123456789018"):
        assert never not in text
    assert {one.rule: one.count for one in told.masked}["other_persons"] >= 2


@pytest.mark.parametrize(("days", "others"), [(29, 2), (30, 1)], ids=["the last day together", "the day after"])
def test_who_has_left_the_family_is_told_nothing_of_who_came_later(granted: Any, ask: Any, days: int, others: int) -> None:
    came = DAY + timedelta(days=30)
    FamilyMember.objects.filter(person__atena_no=MIO).update(since=came, until=came + timedelta(days=400))
    FamilyMember.objects.filter(person__atena_no=MISAKI).update(until=came + timedelta(days=29 - days))
    told = {section.title: section.entries for section in ask(MISAKI, Want.FILE)[0].sections}["家族"]
    assert [len(one.rows) for one in told].count(1) == others  # that there is somebody, without a day


@pytest.mark.clause("DIS-1")
def test_of_somebody_under_protection_nothing_leads_to_where_they_live(granted: Any, ask: Any, staff: Any) -> None:
    user = staff("people.view")
    user.office = "高津区役所 保険年金課"
    user.save()
    look([MISAKI], by=user.actor)
    Person.objects.filter(atena_no=MISAKI).update(protected_until=DAY)  # its last day
    told, text = ask(MISAKI, Want.FILE)
    assert told.hidden
    for never in (HOME, "0441112222", "2160006", "みずほ", INSURER):
        assert never not in text
    lines, said = ask(MISAKI)
    assert lines.lines[0].office == "川崎市の担当課"
    assert "高津" not in said
    assert {one.rule for one in told.masked} >= {"whereabouts"}


def test_the_other_parent_is_told_nothing_of_the_family(granted: Any, ask: Any) -> None:
    look([MISAKI, REN])
    told, text = ask("000000000009999")  # known to the register, unknown to this file
    assert told == Evidence()
    assert MISAKI not in text
    assert COUNTER.name not in text
