"""支援措置 that begins after everything was decided and printed: where the family lived and lives stays on no page."""

import re
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from sasae.contracts.people import Address
from sasae.foundation.batch.actions import run_now
from sasae.foundation.history import Actor
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.subsidy.appeals import actions as appeals
from sasae.subsidy.desk import actions as desk
from sasae.subsidy.desk.models import CaseKind, NoteKind
from sasae.subsidy.duplicates import actions as duplicates
from sasae.subsidy.entitlements.models import Examination, Recipient
from sasae.subsidy.notifications.models import Cause, Review
from sasae.subsidy.people.actions import keep_people
from sasae.subsidy.people.models import Person
from sasae.subsidy.renewals import actions as renewals
from sasae.subsidy.rights import RIGHTS
from tests.showings import let_see
from tests.staff import at
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import LATER, claim
from tests.subsidy.print_runs.test_runs import prepared, printed
from tests.subsidy.town import DAY, HOME, MISAKI, RECEIPT, SAORI, Linkage, family, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
NEW = "神奈川県川崎市幸区大宮町９９－８８"
ELSEWHERE = "神奈川県川崎市麻生区万福寺７－７"
TRACES = (
    "宮前平",
    "大宮町",
    "宮前区",
    "幸区",
    "141364",
    "141321",
    "2160006",
    "216-0006",
    "2120014",
    "212-0014",
    "0441112222",
)
LEFT_OUT = {"protected.view", "pmh.export", "payments.approve", "accounts.manage", "old_system.approve"}  # exclusive
UNPROTECTED = tuple(right for right in RIGHTS if right not in LEFT_OUT)
FAMILY = ("美咲", "　蓮", "　澪")
MOST = 150  # pages


class Links(HTMLParser):
    """Where a page leads; its words without what every list offers to choose from."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.to: list[str] = []
        self.feed(page)
        self.words = re.sub(r"<(option|style|script)\b.*?</\1>", "", page, flags=re.DOTALL)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "a" and (told.get("href") or "").startswith("/"):
            self.to.append(str(told["href"]))


@pytest.fixture
def before(granted: Recipient, linkage: Linkage) -> Recipient:
    """What came together about the family while nobody had to hide: a twin entry, an appeal, a claim, notes, a review."""
    keep_people(
        [
            person(
                SAORI, "宮前美咲", "みやまえ　みさき", "1990-04-01", "2", "世帯主", household_no="H8", telephone="0449998888",
                address=Address(postal_code="2150004", text=ELSEWHERE, ward_code="141372"),
            )
        ],
        by=COUNTER, affair="試験", fetched_at=clock.now(),
    )  # fmt: skip
    decided = Examination.objects.get()
    appeals.receive(
        decided.pk, known_on=DAY, filed_on=DAY, purport="始まりの日について", by=COUNTER, at=clock.now(), on=DAY
    )
    claim(granted.number, COUNTER)
    desk.write_note(
        granted.person, kind=NoteKind.MEMO, happened_on=DAY, counterpart="", text="宮前平の家で会う", by=COUNTER,
        at=clock.now(),
    )  # fmt: skip
    Review.objects.create(
        family=granted.person.family, person=granted.person, cause=Cause.MOVED_WITHIN, occurred_on=DAY, to_do="転居した",
        needs_examination=True, opened_by="tests", opened_at=clock.now(),
    )  # fmt: skip
    made = renewals.begin_rehearsal(2027, by=COUNTER, on=LATER)
    run_now(made.run_id)
    return granted


@pytest.fixture
def hidden(before: Recipient, linkage: Linkage) -> Recipient:
    """The family moves and is protected, as the register tells afterwards."""
    where = Address(postal_code="2120014", text=NEW, ward_code="141321")
    told = [
        one.model_copy(update={"address": where, "protected_until": clock.today().replace(year=2028)})
        for one in family().values()
    ]
    keep_people(told, by=COUNTER, affair="試験", fetched_at=clock.now())
    return before


def visited(client: Any, *starts: str) -> dict[str, tuple[str, list[str]]]:
    """Every page of the family the user reaches: its words and the traces in them."""
    waiting, seen, found = list(starts), set(), {}
    while waiting and len(seen) < MOST:
        url = waiting.pop(0)
        place = url.split("#")[0]
        if place in seen or re.search(r"/(sign-out|static|password)", place):
            continue
        seen.add(place)
        answer = client.get(place)
        kind = answer.get("Content-Type", "")
        if answer.status_code != 200 or not kind.startswith(("text/html", "text/csv")):
            continue
        page = Links(answer.content.decode())
        about = [link for link in page.to if any(one in link for one in (MISAKI, RECEIPT))]
        waiting = [*about, *waiting, *page.to]
        if any(name in page.words for name in FAMILY):
            found[place] = (page.words, [trace for trace in TRACES if trace in page.words])
    return found


STARTS = [
    "/people/?q=宮前", "/people/?ward=141364", "/people/?ward=141321", "/desk/", "/desk/?ward=141364", "/applications/",
    "/applications/?ward=141364", "/certificates/?q=宮前", "/certificates/?export=csv", "/claims/", "/claims/?export=csv",
    "/appeals/", "/duplicates/", "/notifications/reviews/", "/renewals/", "/papers/", f"/people/{MISAKI}/",
    f"/desk/people/{MISAKI}/?family=1", f"/duplicates/{MISAKI}/{SAORI}/", "/",
]  # fmt: skip


def test_the_pages_tell_it_while_nobody_is_protected(before: Recipient, signed_in: Callable[..., Any]) -> None:
    found = visited(signed_in(*UNPROTECTED), *map(at, STARTS))
    telling = {url for url, (_, traces) in found.items() if traces}
    assert len(telling) > 6, telling
    assert any("/examinations/" in url for url in telling), telling


def test_protected_afterwards_no_page_of_the_family_tells_where(
    hidden: Recipient, signed_in: Callable[..., Any]
) -> None:
    found = visited(signed_in(*UNPROTECTED), *map(at, STARTS))
    kinds = {re.sub(r"[0-9A-Z]*\d[0-9A-Za-z-]*", "*", url.split("?")[0]) for url in found}
    assert len(kinds) > 15, sorted(kinds)
    assert {url: traces for url, (_, traces) in found.items() if traces} == {}


def test_a_search_by_ward_does_not_find_who_is_protected(hidden: Recipient, signed_in: Callable[..., Any]) -> None:
    client = signed_in(*UNPROTECTED)
    for page in ("/people/", "/desk/", "/applications/"):
        everywhere = client.get(at(page)).context["list"].rows
        assert everywhere
        for ward in ("141364", "141321"):
            rows = client.get(at(page), {"ward": ward}).context["list"].rows
            assert not [row for row in rows if "美咲" in getattr(getattr(row, "person", row), "name", "美咲")], (
                page,
                ward,
            )


def test_one_who_may_be_the_same_person_is_not_told_either_while_they_are_compared_and_once_they_are_one(
    hidden: Recipient, signed_in: Callable[..., Any]
) -> None:
    client = signed_in(*UNPROTECTED)
    assert "麻生区" in client.get(at(f"/people/{SAORI}/")).content.decode()
    for page in (f"/duplicates/{MISAKI}/{SAORI}/", f"/duplicates/{SAORI}/{MISAKI}/"):
        assert "麻生区" not in client.get(at(page)).content.decode()
    merge = duplicates.propose(MISAKI, SAORI, why="転出入の履歴", by=COUNTER, at=clock.now())
    duplicates.confirm(merge.pk, by=EXAMINER)
    assert "万福寺" not in client.get(at(f"/people/{SAORI}/")).content.decode()


def test_who_holds_the_right_sees_it_and_each_sight_is_journaled(
    hidden: Recipient, signed_in: Callable[..., Any]
) -> None:
    client = let_see(signed_in(*UNPROTECTED, "protected.view"), *family())
    assert "大宮町" in client.get(at(f"/people/{MISAKI}/")).content.decode()
    page = client.get(at(f"/examinations/{Examination.objects.get().pk}/")).content.decode()
    assert "141364" in page or "宮前区" in page


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
def test_a_paper_printed_before_is_shown_to_those_alone_who_may_see_addresses(
    hidden: Recipient, signed_in: Callable[..., Any]
) -> None:
    paper = PrintedDocument.objects.filter(persons__contains=[MISAKI]).first()
    assert paper is not None
    page = at(f"/documents/{paper.pk}.pdf")
    told = HistoryEntry.objects.filter(event="screen.shown", subject="printing:document")
    assert (signed_in("printing.view").get(page).status_code, told.count()) == (403, 0)
    trusted = signed_in("printing.view", "protected.view")
    assert (trusted.get(page).status_code, told.count()) == (403, 0)
    assert (let_see(trusted, *family()).get(page).status_code, told.count()) == (200, 1)


def received_anew(by: Actor) -> str:
    """The page of a paper printed under protection: the acknowledgement of one more appeal."""
    decided = Examination.objects.get()
    appeals.move(decided.appeals.get().number, appeals.State.WITHDRAWN, why="取下書", by=by)
    again = appeals.receive(decided.pk, known_on=DAY, filed_on=DAY, purport="もう一度", by=by, at=clock.now(), on=DAY)
    return at(f"/documents/{again.document_id}.pdf")


def released() -> list[tuple[str, str]]:
    """Who saw which paper of the family, by the journal."""
    told = HistoryEntry.objects.filter(event="protected.released", persons__contains=[MISAKI])
    return list(told.exclude(subject=MISAKI).order_by("pk").values_list("actor_id", "subject"))


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
def test_a_paper_printed_under_protection_is_handed_over_by_who_printed_it_and_by_nobody_else_without_the_right(
    hidden: Recipient, signed_in: Callable[..., Any]
) -> None:
    desk = signed_in("printing.view")
    page = received_anew(desk.staff.actor)
    other, guard = signed_in("printing.view"), let_see(signed_in("printing.view", "protected.view"), *family())
    assert [one.get(page).status_code for one in (desk, other, guard)] == [200, 403, 200]
    paper = page.rpartition("/")[2].removesuffix(".pdf")
    assert released() == [(desk.staff.login_id, paper), (guard.staff.login_id, paper)]


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
@pytest.mark.parametrize(("days", "seen"), [(0, 200), (1, 403)], ids=["the same day", "the day after"])
def test_who_printed_it_hands_it_over(
    hidden: Recipient, signed_in: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, days: int, seen: int
) -> None:
    desk = signed_in("printing.view")
    page = received_anew(desk.staff.actor)
    later = clock.real_now() + timedelta(days=days)
    monkeypatch.setattr(clock, "real_now", lambda: later)
    assert desk.get(page).status_code == seen


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
def test_a_paper_printed_under_protection_stays_closed_when_the_protection_has_ended(
    hidden: Recipient, signed_in: Callable[..., Any]
) -> None:
    page = received_anew(COUNTER)
    Person.objects.filter(atena_no__in=list(family())).update(protected_until=None)
    assert signed_in("printing.view").get(page).status_code == 403
    assert let_see(signed_in("printing.view", "protected.view"), *family()).get(page).status_code == 200


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
@pytest.mark.parametrize(
    ("who", "seen"), [(MISAKI, [200, 403]), ("", [200, 200])], ids=["of the protected", "of the others"]
)
def test_the_printer_s_file_needs_the_right_and_the_list_without_addresses_does_not(
    before: Recipient, signed_in: Callable[..., Any], who: str, seen: list[int]
) -> None:
    Person.objects.filter(atena_no=who).update(protected_until=clock.today().replace(year=2028))
    run = printed(prepared())
    client = signed_in("printing.view")
    papers = [run.manifest_documents[-1], run.files.get().document_id]
    assert [client.get(at(f"/documents/{one}.pdf")).status_code for one in papers] == seen


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
def test_a_file_written_before_is_to_be_written_anew(before: Recipient, signed_in: Callable[..., Any]) -> None:
    client = signed_in(*UNPROTECTED)
    sent = {"out-format": "csv", "out-reason": "点検"}
    run = int(client.post(at("/desk/files/"), sent).url.rstrip("/").rpartition("/")[2])
    run_now(run)
    content = at(f"/desk/files/{run}/content/")
    assert "宮前区" in client.get(content).content.decode("utf-8-sig")
    Person.objects.filter(atena_no=MISAKI).update(protected_until=clock.today().replace(year=2028))
    assert client.get(content).status_code == 403
    assert "もう一度書き出してください" in client.get(at(f"/desk/files/{run}/")).content.decode()
    anew = int(client.post(at("/desk/files/"), sent).url.rstrip("/").rpartition("/")[2])
    run_now(anew)
    assert "宮前区" not in client.get(at(f"/desk/files/{anew}/content/")).content.decode("utf-8-sig")


def test_every_kind_of_case_of_the_family_was_looked_at(before: Recipient, signed_in: Callable[..., Any]) -> None:
    rows = signed_in(*UNPROTECTED).get(at("/desk/")).context["list"].rows
    assert {row.kind for row in rows} >= {CaseKind.APPEAL, CaseKind.CLAIM, CaseKind.REVIEW}
    assert HOME.startswith("神奈川県川崎市宮前区宮前平")
