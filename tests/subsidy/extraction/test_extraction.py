"""Free extraction: described columns for a purpose, counts before and rows after another's approval, all on record."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.foundation.batch import run_now
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.release import MASK
from sasae.kernel import clock
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.extraction import actions
from sasae.subsidy.extraction.batches import expire
from sasae.subsidy.extraction.catalogue import VIEWS, Class
from sasae.subsidy.extraction.models import Definition, Extraction, ExtractionFile, State
from sasae.subsidy.extraction.querying import CannotExtract, asked, counted
from sasae.subsidy.people.models import Person
from tests.subsidy.conftest import APPROVER, COUNTER
from tests.subsidy.town import DAY, HOME, MIO, MISAKI, REN
from tests.two_persons import refused

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
COLUMNS = ["atena_no", "name", "ward", "valid_from"]
PURPOSE = "更新の説明会の案内。使った後に消す"


def request_of(*conditions: dict[str, str], columns: list[str] = COLUMNS, reach: list[str] | None = None) -> Extraction:
    """Somebody asks."""
    ask = asked("covers", columns, conditions, reach)
    return actions.ask(ask, purpose=PURPOSE, format="csv", personal=True, by=COUNTER, on=DAY, at=clock.now())


def made(one: Extraction) -> list[list[str]]:
    """Approved by another and worked; the rows of the file, its head first."""
    actions.approve(one.pk, by=APPROVER, at=clock.now())
    run_now(BatchRun.objects.get(kind="extraction.run", once=one.number))
    content = actions.handed_over(Extraction.objects.get(pk=one.pk), by=COUNTER).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def condition(column: str, value: str, operator: str = "is") -> dict[str, str]:
    return {"column": column, "operator": operator, "value": value}


def test_what_was_approved_by_another_is_written_once_and_everybody_in_it_is_on_record(granted: Recipient) -> None:
    one = request_of()
    assert (one.rows, one.persons, ExtractionFile.objects.count()) == (3, 3, 0)
    rows = made(one)
    assert rows[0] == ["宛名番号", "氏名", "区", "資格の初日"]
    assert {row[0] for row in rows[1:]} == {MISAKI, REN, MIO}
    seen = HistoryEntry.objects.get(event="screen.shown", actor_id=COUNTER.id)
    assert set(seen.persons) == {MISAKI, REN, MIO}
    assert seen.detail["purpose"] == PURPOSE


def test_the_file_lies_encrypted_and_is_gone_the_day_after_its_last(granted: Recipient) -> None:
    one = request_of()
    made(one)
    file = ExtractionFile.objects.get()
    assert "宮前".encode() not in bytes(file.content or b"")
    assert file.expires_on == clock.today() + timedelta(days=7)
    assert actions.expire(file.expires_on, by=COUNTER) == 0
    assert actions.expire(file.expires_on + timedelta(days=1), by=COUNTER) == 1
    with pytest.raises(CannotExtract, match="EX-203"):
        actions.handed_over(one, by=COUNTER)
    assert Extraction.objects.get().state == State.EXPIRED
    expire(0)


def test_who_asked_does_not_approve_and_nothing_is_written_before(granted: Recipient) -> None:
    one = request_of()
    for verb in (lambda by: actions.approve(one.pk, by=by, at=clock.now()), lambda by: actions.refuse(one.pk, "x", by=by, at=clock.now())):
        refused("extraction.approve", verb, same=COUNTER, other=APPROVER, says="EX-202")
    actions.approve(one.pk, by=APPROVER, at=clock.now())
    with pytest.raises(CannotExtract, match="EX-201"):
        actions.approve(one.pk, by=APPROVER, at=clock.now())
    assert BatchRun.objects.filter(kind="extraction.run").count() == 1


@pytest.mark.seals("subsidy_extraction.ExtractionFile.content")
def test_a_protected_persons_ward_is_masked_and_finds_nobody(granted: Recipient) -> None:
    Person.objects.filter(atena_no=MISAKI).update(protected_until=DAY)
    found = {row[0]: row[2] for row in made(request_of())[1:]}
    assert found == {MISAKI: MASK, REN: "宮前区", MIO: "宮前区"}
    assert request_of(condition("ward", "宮前区")).rows == 2
    Person.objects.filter(atena_no=MISAKI).update(protected_until=DAY - timedelta(days=1))
    assert request_of(condition("ward", "宮前区")).rows == 3


def test_no_column_leads_to_an_address_a_telephone_an_account_or_an_individual_number() -> None:
    paths = [column.path for view in VIEWS.values() for column in view.columns]
    forbidden = ("address", "telephone", "individual_number", "account_number", "holder", "postal_code", "household")
    assert not [path for path in paths if any(word in path for word in forbidden)]
    assert all(column.about and column.of in Class for view in VIEWS.values() for column in view.columns)


def test_no_way_of_asking_brings_the_home_of_anybody_out(granted: Recipient) -> None:
    every = [column.name for column in VIEWS["covers"].columns]
    assert HOME not in str(made(request_of(columns=every)))


def test_a_right_that_reaches_one_ward_takes_out_that_ward_alone(granted: Recipient) -> None:
    assert request_of(reach=["141364"]).rows == 3
    assert request_of(reach=["141313"]).rows == 0


@pytest.mark.parametrize(
    ("one", "rows"),
    [
        (condition("valid_from", DAY.isoformat(), "from"), 3), (condition("valid_from", "2026-06-16", "from"), 0),
        (condition("valid_to", "令和8年12月31日"), 3), (condition("name", "蓮", "has"), 1), (condition("loss_reason", "転出"), 0),
    ],
)  # fmt: skip
def test_conditions_are_read_as_people_write_them(granted: Recipient, one: dict[str, str], rows: int) -> None:
    assert counted(asked("covers", COLUMNS, [one], None), DAY)[0] == rows


@pytest.mark.parametrize(
    ("view", "columns", "conditions", "id"),
    [
        ("secrets", COLUMNS, [], "EX-101"), ("covers", ["address"], [], "EX-101"), ("covers", [], [], "EX-102"),
        ("covers", COLUMNS, [condition("address", "x")], "EX-103"), ("covers", COLUMNS, [condition("name", "x", "regex")], "EX-103"),
        ("covers", COLUMNS, [condition("ward", "宮前", "has")], "EX-104"), ("covers", COLUMNS, [condition("ward", "東京")], "EX-105"),
        ("covers", COLUMNS, [condition("valid_from", "いつか")], "EX-105"), ("covers", COLUMNS, [condition("name", "蓮\x00")], "EX-105"),
        ("covers", COLUMNS, [condition("name", " ", "has")], "EX-105"), ("ledger", ["yen"], [condition("yen", "--5")], "EX-105"),
        ("ledger", ["yen"], [condition("yen", "9" * 5000)], "EX-105"),
    ],
)  # fmt: skip
def test_what_is_not_described_cannot_be_asked(view: str, columns: list[str], conditions: Any, id: str) -> None:
    with pytest.raises(CannotExtract) as refusal:
        counted(asked(view, columns, conditions, None), DAY)
    assert refusal.value.id == id


def test_as_many_rows_as_the_limit_are_taken_out_and_one_more_is_refused(granted: Recipient) -> None:
    ask = asked("covers", COLUMNS, [], None)
    assert counted(ask, DAY, most=3) == (3, 3)
    with pytest.raises(CannotExtract, match="EX-106"):
        counted(ask, DAY, most=2)


def test_a_purpose_is_needed_and_the_right_for_columns_that_name_persons(granted: Recipient) -> None:
    named, plain = asked("covers", COLUMNS, [], None), asked("covers", ["valid_from"], [], None)
    about: dict[str, Any] = {"format": "csv", "by": COUNTER, "on": DAY, "at": clock.now()}
    with pytest.raises(CannotExtract, match="何に使うか"):
        actions.ask(named, purpose=" ", personal=True, **about)
    with pytest.raises(CannotExtract, match="UK-303"):
        actions.ask(named, purpose="案内\0", personal=True, **about)
    with pytest.raises(CannotExtract, match="EX-107"):
        actions.ask(named, purpose=PURPOSE, personal=False, **about)
    assert actions.ask(plain, purpose=PURPOSE, personal=False, **about).state == State.ASKED


def test_a_kept_definition_leaves_out_conditions_that_name_a_person(granted: Recipient) -> None:
    ask = asked("covers", COLUMNS, [condition("name", "美咲", "has"), condition("valid_to", "2026-12-31")], None)
    actions.keep_definition(ask, "年末まで", by=COUNTER)
    kept = Definition.objects.get()
    assert [one["column"] for one in kept.conditions] == ["valid_to"]
    actions.forget_definitions([kept.pk], by=APPROVER)
    assert Definition.objects.count() == 1


ASK = ("extraction.view", "extraction.ask", "extraction.personal")


def form(**changes: Any) -> dict[str, Any]:
    return {"columns": COLUMNS, "column0": "name", "operator0": "has", "value0": "蓮", "purpose": PURPOSE, "format": "csv",
            "verb": "ask", **changes}  # fmt: skip


def test_a_clerk_counts_asks_and_fetches_and_another_approves(granted: Recipient, signed_in: Any) -> None:
    clerk, other = signed_in(*ASK), signed_in("extraction.view", "extraction.approve")
    assert "1行、1人です" in clerk.post("/extraction/new/covers/", form(verb="preview")).content.decode()
    page = clerk.post("/extraction/new/covers/", form()).url
    assert other.get(page).status_code == 200
    other.post(f"{page}decide/", {"verb": "approve"})
    run_now(BatchRun.objects.get(kind="extraction.run"))
    assert "宮前　蓮" in clerk.get(f"{page}file/").content.decode("utf-8-sig")
    assert other.get(f"{page}file/").status_code == 403
    assert signed_in(*ASK).get(f"{page}file/").status_code == 404


def test_a_file_is_not_handed_over_once_somebody_in_it_is_protected(granted: Recipient, signed_in: Any) -> None:
    clerk = signed_in(*ASK)
    page = clerk.post("/extraction/new/covers/", form()).url
    actions.approve(Extraction.objects.get().pk, by=APPROVER, at=clock.now())
    run_now(BatchRun.objects.get(kind="extraction.run"))
    assert clerk.get(f"{page}file/").status_code == 200
    BatchRun.objects.update(created_at=clock.real_now() - timedelta(hours=1))  # the test is one transaction: one moment
    Person.objects.filter(atena_no=REN).update(protected_until=date(2027, 1, 1))
    assert clerk.get(f"{page}file/").status_code == 403
    assert "支援措置が始まった" in clerk.get(page).content.decode()


def test_a_refused_form_keeps_what_was_typed_and_says_why(granted: Recipient, signed_in: Any) -> None:
    page = signed_in(*ASK).post("/extraction/new/covers/", form(purpose="")).content.decode()
    assert "何に使うかを入れてください" in page
    assert 'value="蓮"' in page


@pytest.mark.parametrize("path", ["/extraction/", "/extraction/columns/", "/extraction/new/ledger/"])
def test_a_page_opens_with_its_right_and_not_without(signed_in: Any, path: str) -> None:
    assert signed_in(*ASK).get(path).status_code == 200
    assert signed_in("people.view").get(path).status_code == 403
