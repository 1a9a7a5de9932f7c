"""A protected family (DV等支援措置): its address and telephone are searched for in all bytes that leave the five systems."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from sasae.contracts import person_index, published_applications
from sasae.deployment import demonstration
from sasae.deployment.home import SERVICES, Home
from sasae.deployment.story import money, office
from sasae.deployment.story.application import apply
from sasae.deployment.story.cast import applicant
from sasae.deployment.story.people import Staff
from sasae.deployment.story.play import turn_calendar
from sasae.deployment.story.visitor import NotAsExpected
from sasae.simulators.town.cast import CAST
from sasae.wire.client import Client
from sasae.wire.identity import load
from tests.effects import Auditor
from tests.installation import At
from tests.journeys.conftest import Played
from tests.journeys.listening import Ear, Heard, places, shapes

PLACE, TELEPHONE = "宮崎６６番１２号", "044-918-7364"
FAMILY = (CAST["yumi"].atena_no, CAST["yui"].atena_no)
MARKS = set.union(*(shapes(text) for text in (PLACE, "宮崎66-12", TELEPHONE, TELEPHONE.replace("-", ""))))
PAGES_A_PERSON = 40
A_MONTH_LATER = date(2026, 8, 17)


@dataclass(frozen=True)
class Handled:
    """What was done for the family, and what everybody was shown on the way."""

    number: str
    recipient: str
    run: str
    out: Path


@pytest.fixture(scope="module")
def handled(installation: Home, at: At, story: Played, ear: Ear, tmp_path_factory: pytest.TempPathFactory) -> Handled:
    """Application, decision, certificates, a month of receipts, a claim and its payment: the whole way."""
    out = tmp_path_factory.mktemp("protected")
    desk = office.Desk(at, out)
    with ear.at_the_screen("the applicant"):
        number = apply(installation.page("portal"), replace(applicant("protected"), telephone=TELEPHONE))
    office.received(desk, number)
    office.arrived(desk, number)
    outcome, url = office.examine(desk, number)
    assert outcome == office.GRANTED
    office.approve(desk, url)
    with pytest.raises(NotAsExpected, match="403"):
        office.certificates(desk, [FAMILY[0]])
    office.certificates(desk, [FAMILY[0]], desk.examiner)  # who made the paper hands it over that day
    recipient = office.recipient_number(desk, FAMILY[0])
    turn_calendar(installation, A_MONTH_LATER)  # a month's treatment is claimed from the month after it
    treated = [f"{recipient}:{FAMILY[0]}"]
    money.receipts(desk, installation, billing="2026-08", month="2026-07", recipients=treated)
    money.claim(desk, money.ClaimOnPaper(recipient, "2026-07", "宮前テスト皮膚科", 1, 5_000, 1_500))
    run, files = money.pay(desk, "2026-09-25")  # what is decided in August is paid in September
    money.settle(desk, installation, run, files["transfer"])
    return Handled(number, recipient, run, out)


@pytest.fixture(scope="module")
def everything(installation: Home, at: At, handled: Handled, ear: Ear) -> list[Heard]:
    """Everything anybody was shown so far, and now every page that any one member of staff can reach alone."""
    for service in SERVICES:
        for user in demonstration.staff(service):
            look_around(at(service, user.login_id), handled)
    return list(ear.heard)


def look_around(staff: Staff, handled: Handled) -> None:
    """Follow the links of every kind of page, and all that lead to the family; ask every list for it, and for its export."""
    waiting = [f"{staff.prefix}/", *(f"{staff.prefix}/people/{who}/" for who in FAMILY)]
    seen: dict[str, int] = {}
    while waiting and len(seen) < PAGES_A_PERSON:
        url = waiting.pop(0)
        if url in seen or not url.startswith("/") or url.startswith("/static/"):
            continue
        seen[url] = 1
        try:
            page = staff.open(url)
        except NotAsExpected:
            continue  # not theirs to see: the refusal was heard as well
        family = [
            link for link in page.links.values() if any(each in link for each in (*FAMILY, handled.number, handled.run))
        ]
        waiting = [*family, *waiting, *page.links.values()]
        if any("q" in form.names and form.method == "get" for form in page.forms) and "?" not in url:
            waiting += [f"{url}?q={word}" for word in ("田中", "タナカ", handled.number, handled.recipient)]
            waiting += [f"{url}?q=宮崎", f"{url}?export=csv"]


def with_traces(heard: list[Heard]) -> list[Heard]:
    """Those that say where the family is."""
    return [each for each in heard if places(each.content, MARKS)]


def papers_of_the_family(ask: Auditor, kind: str = "%") -> Iterator[bytes]:
    """What was printed for the family to hold."""
    yield from ask.column(
        "subsidy", "SELECT content FROM printing_document WHERE persons && %s::varchar[] AND kind LIKE %s",
        list(FAMILY), kind,
    )  # fmt: skip


def test_nobody_else_in_the_town_lives_there(handled: Handled, ask: Auditor):
    """So that a trace is a trace of this family."""
    living = ask.column(
        "simulators", "SELECT atena_no FROM simulators_registers_person WHERE address LIKE %s", f"%{PLACE}%"
    )
    assert set(living) == set(FAMILY)


def test_the_search_finds_what_is_there(handled: Handled, ask: Auditor, ear: Ear):
    """The family's own papers carry the address, and the applicant's own pages what she typed."""
    papers = list(papers_of_the_family(ask, "certificate"))
    assert len(papers) == len(FAMILY)
    assert all(places(paper, MARKS) for paper in papers)
    assert any(places(each.content, MARKS) for each in ear.heard if each.to == "the applicant")


def test_staff_were_shown_the_family_on_many_pages(everything: list[Heard], ask: Auditor):
    about = [each for each in everything if each.to == "staff" and "田中　由美".encode() in each.content]
    systems = {each.url.split("/")[2] for each in about}
    assert len(about) > 20
    assert len(systems) >= 3
    for service, users in (("subsidy", {"counter1", "examiner1", "payments1"}), ("intake", {"reception1"})):
        lookers = ask.column(
            service, "SELECT DISTINCT actor_id FROM history_entry WHERE event = 'screen.shown' AND %s = ANY(persons)",
            FAMILY[0],
        )  # fmt: skip
        assert users <= set(lookers), service


def test_no_page_list_file_or_export_for_staff_says_where_the_family_is(everything: list[Heard], ask: Auditor):
    """But the papers that are handed to the family itself."""
    papers = set(papers_of_the_family(ask))
    traces = [each for each in with_traces(everything) if each.to != "the applicant"]
    assert [each.url for each in traces if each.content.partition(b"\n\n")[2] not in papers] == []


@pytest.mark.clause("ACC-3")
def test_no_page_list_file_or_export_for_staff_shows_an_individual_number(everything: list[Heard]):
    numbers = [member.individual_number.encode() for member in CAST.values()]
    told = [each for each in everything if each.to != "the applicant"]
    assert [each.url for each in told if any(number in each.content for number in numbers)] == []


def test_the_files_of_the_payment_do_not_say_where_the_family_is(handled: Handled):
    files = {path.name: path.read_bytes() for path in handled.out.iterdir()}
    assert {"transfer", "payees_pdf", "payees_csv", "banks_csv"} <= {
        name.partition("-")[0] for name in files
    }
    named = [name for name, content in files.items() if places(content, MARKS)]
    assert all(name.startswith("certificate-") for name in named), named


def test_no_log_says_where_the_family_is(everything: list[Heard], installation: Home):
    places_of_logs = [
        installation.logs_dir,
        installation.run_dir,
        installation.path / "files",
        installation.path / "seals",
    ]
    files = [file for folder in places_of_logs for file in folder.rglob("*") if file.is_file()]
    assert any(file.name == "sasae.log" and file.stat().st_size for file in files)
    assert [file.name for file in files if places(file.read_bytes(), MARKS)] == []


@pytest.mark.parametrize("service", SERVICES)
def test_no_journal_says_where_the_family_is(everything: list[Heard], ask: Auditor, service: str):
    lines = ask.column(service, "SELECT h::text FROM history_entry h")
    assert not places("\n".join(lines).encode(), MARKS)


@pytest.mark.parametrize("service", ["portal", "linkage", "intermediary"])
def test_where_nobody_needs_it_the_database_holds_it_sealed_only(handled: Handled, ask: Auditor, service: str):
    tables = ask.column(
        service,
        "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables "
        "WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')",
    )
    held = {table: "\n".join(ask.column(service, f"SELECT t::text FROM {table} t")).encode() for table in tables}
    as_hex = {mark.hex().encode() for mark in MARKS}
    assert [table for table, rows in held.items() if places(rows, MARKS | as_hex)] == []


def test_between_systems_address_and_telephone_travel_sealed_to_the_receiver(handled: Handled, installation: Home):
    purpose = person_index.Purpose(
        affair="資格審査", basis="number_ordinance_3_1_3", operator="counter1", case=handled.number
    )
    people = line(installation, "subsidy").call(
        person_index.HOUSEHOLD, person_index.HouseholdRequest(purpose=purpose, atena_no=FAMILY[0])
    )
    assert {person.atena_no for person in people.people} == set(FAMILY)
    assert not places(people.model_dump_json().encode(), MARKS)
    relayed = line(installation, "subsidy").call(
        published_applications.RELAY_FETCH, published_applications.FetchRequest(receipt_number=handled.number)
    )
    assert relayed.form["applicant"]["name"] == CAST["yumi"].name
    assert not places(relayed.model_dump_json().encode(), MARKS)


def line(home: Home, system: str) -> Client:
    """A system's own line to the others."""
    return Client(load(home.pki_dir, system), home.pki_dir, home.addresses)


def test_each_release_stands_in_the_journal_with_its_way_and_reason(handled: Handled, ask: Auditor):
    """For each of the two certificates one, to print, and for each sight of one; between systems what the flow needs."""
    question = "SELECT detail->>'way', detail->>'reason', persons FROM history_entry WHERE event = 'protected.released'"
    printed = [row for row in ask.rows("subsidy", question) if row[0] == "印刷"]
    assert sorted(row[2][0] for row in printed if "医療証" in row[1]) == sorted(FAMILY)
    assert "印刷物の確認" in {reason for _, reason, _ in printed}
    assert all(reason and set(persons) <= set(FAMILY) for _, reason, persons in printed)
    assert {way for way, _, _ in ask.rows("subsidy", question)} == {"印刷"}
    assert {way for way, _, _ in ask.rows("linkage", question)} == {"システム連携"}
    assert {way for way, _, _ in ask.rows("intake", question)} == {"システム連携"}


def test_the_bank_learns_nothing_of_it(handled: Handled, ask: Auditor):
    sent = ask.column("simulators", "SELECT content FROM simulators_bank_transferdelivery")
    assert len(sent) > 1
    assert not any(places(bytes(content), MARKS) for content in sent)
