"""A paper is not asked for where a query would do; asked for all the same, it is counted with its reason (F110)."""

from datetime import date
from typing import Any

import pytest

from sasae.contracts.inquiries import AskableInformation
from sasae.foundation.history.models import HistoryEntry
from sasae.subsidy.applications.models import Application
from sasae.subsidy.papers import actions
from sasae.subsidy.papers.answerable import answerable
from sasae.subsidy.papers.models import AskedAlthough, Paper, PaperLetter, State
from sasae.subsidy.people.models import Person
from tests.staff import at
from tests.subsidy.conftest import COUNTER
from tests.subsidy.town import DAY, MIO, MISAKI, RECEIPT, REN, Linkage

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
MIDORINO, TAX, ALLOWANCE, DISABILITY = "149993", "TM00000000000002", "TM90000000000001", "TM90000000000004"


def permitted(code: str = ALLOWANCE, *, consent: bool = False, provider: str = "*") -> AskableInformation:
    name = {TAX: "地方税関係情報", DISABILITY: "障害者関係情報"}.get(code, "児童扶養手当関係情報")
    return AskableInformation(information=code, name=name, consent=consent, providers=[provider])


@pytest.fixture
def moved_in(received: Application, linkage: Linkage) -> Application:
    """Misaki came from another city, her code is there, and the masters let the allowance be asked about."""
    person = received.applicant
    assert person is not None
    person.moved_in_from, person.resident_since = MIDORINO, date(2026, 3, 1)
    person.save()
    linkage.askable, linkage.coded = [permitted()], {MISAKI}
    actions.list_papers(received.pk, by=COUNTER)
    return received


def kinds(application: Application) -> list[str]:
    application.refresh_from_db()
    return [one.kind for one in answerable(application, on=DAY, by=COUNTER)]


@pytest.mark.clause("NET-1")
def test_what_a_query_would_answer_is_known_by_what_linkage_allows(moved_in: Application) -> None:
    assert kinds(moved_in) == ["allowance"]


@pytest.mark.parametrize(
    "missing",
    [
        {"askable": []},
        {"askable": [permitted(TAX)]},
        {"askable": [permitted(provider="141500")]},
        {"askable": [permitted(consent=True)]},
        {"coded": set()},
    ],
    ids=["nothing allowed", "something else allowed", "another body's alone", "consent missing", "no code yet"],
)
def test_where_a_query_cannot_be_made_the_paper_may_be_asked_for(
    moved_in: Application, linkage: Linkage, missing: dict[str, Any]
) -> None:
    moved_in.form["consent_to_inquiries"] = False
    moved_in.save()
    for name, value in missing.items():
        setattr(linkage, name, value)
    assert kinds(moved_in) == []


@pytest.mark.parametrize(("consented", "found"), [(True, ["allowance"]), (False, [])])
def test_information_that_needs_consent_is_offered_with_it_alone(
    moved_in: Application, linkage: Linkage, consented: bool, found: list[str]
) -> None:
    linkage.askable = [permitted(consent=True)]
    moved_in.form["consent_to_inquiries"] = consented
    moved_in.save()
    assert kinds(moved_in) == found


@pytest.mark.parametrize("come_from", ["", "141313", "141305"])
def test_whoever_came_from_nowhere_else_is_not_asked_about_elsewhere(
    moved_in: Application, linkage: Linkage, come_from: str
) -> None:
    person = moved_in.applicant
    assert person is not None
    person.moved_in_from = come_from
    person.save()
    linkage.asked.clear()
    assert (kinds(moved_in), linkage.asked) == ([], [])


@pytest.fixture
def disabled(moved_in: Application, linkage: Linkage) -> Application:
    """Ren is disabled and came from the other city with his mother; his code is there."""
    moved_in.form["children"][0]["disabled"] = True
    moved_in.save()
    Person.objects.filter(atena_no=REN).update(moved_in_from=MIDORINO)
    linkage.askable, linkage.coded = [permitted(DISABILITY)], {MISAKI, REN}
    actions.list_papers(moved_in.pk, by=COUNTER)
    return moved_in


def test_a_paper_about_a_child_s_disability_is_stopped_where_the_query_about_the_child_can_be_made(
    disabled: Application, linkage: Linkage, signed_in: Any
) -> None:
    assert kinds(disabled) == ["disability"]
    page = signed_in("applications.view", "applications.enter").post(at(f"/papers/{RECEIPT}/ask/"), follow=True)
    assert "みどり野市への情報照会（障害者関係情報）で分かります" in page.content.decode()
    assert not PaperLetter.objects.exists()
    linkage.coded = {MISAKI}  # the mother's code does not help
    assert kinds(disabled) == []


@pytest.mark.parametrize("came_from", ["", "141305", "131016"])
def test_children_who_came_from_elsewhere_or_from_different_places_bring_their_papers(
    disabled: Application, came_from: str
) -> None:
    disabled.form["children"][1]["disabled"] = True
    disabled.save()
    Person.objects.filter(atena_no=MIO).update(moved_in_from=came_from)
    assert kinds(disabled) == []


def test_the_request_is_stopped_and_the_query_offered(moved_in: Application, signed_in: Any) -> None:
    client = signed_in("applications.view", "applications.enter")
    page = client.post(at(f"/papers/{RECEIPT}/ask/"), follow=True).content.decode()
    assert "みどり野市への情報照会（児童扶養手当関係情報）で分かります" in page
    assert "UK-310" in page
    assert not PaperLetter.objects.exists()
    stopped = AskedAlthough.objects.get()
    assert (stopped.kind, stopped.overridden_on, stopped.provider) == ("allowance", None, MIDORINO)
    client.post(at(f"/papers/{RECEIPT}/ask/"))
    assert AskedAlthough.objects.count() == 1
    assert HistoryEntry.objects.filter(event="papers.stopped", persons__contains=[MISAKI]).count() == 2


def test_with_a_reason_it_is_asked_for_and_counted(moved_in: Application, signed_in: Any) -> None:
    client = signed_in("applications.view", "applications.enter")
    client.post(at(f"/papers/{RECEIPT}/ask/"))
    client.post(at(f"/papers/{RECEIPT}/ask/"), {"although": "みどり野市のシステムが停止中"})
    (letter,) = PaperLetter.objects.all()
    assert letter.labels == ["児童扶養手当証書"]
    row = AskedAlthough.objects.get()
    assert (row.overridden_on, row.why, row.by) == (DAY, "みどり野市のシステムが停止中", client.staff.login_id)


def test_a_reason_that_is_too_long_is_refused_and_stays_in_its_field(moved_in: Application, signed_in: Any) -> None:
    client = signed_in("applications.view", "applications.enter")
    client.post(at(f"/papers/{RECEIPT}/ask/"))
    page = client.post(at(f"/papers/{RECEIPT}/ask/"), {"although": "あ" * 201}, follow=True).content.decode()
    assert ("UK-302" in page, "あ" * 201 in page, PaperLetter.objects.count()) == (True, True, 0)


def test_the_other_papers_alone_may_be_asked_for(moved_in: Application, signed_in: Any) -> None:
    Paper.objects.filter(kind="insurance").update(state=State.MISSING, arrived_on=None)
    client = signed_in("applications.view", "applications.enter")
    client.post(at(f"/papers/{RECEIPT}/ask/"), {"others": "1"})
    assert PaperLetter.objects.get().labels == [Paper.objects.get(kind="insurance").label]
    assert Paper.objects.get(kind="allowance").state == State.MISSING
    assert not AskedAlthough.objects.exists()


def test_while_linkage_is_away_staff_are_told_and_not_held_up(
    moved_in: Application, linkage: Linkage, signed_in: Any
) -> None:
    linkage.away = True
    client = signed_in("applications.view", "applications.enter")
    page = client.post(at(f"/papers/{RECEIPT}/ask/"), follow=True).content.decode()
    assert "確かめていません" in page
    assert PaperLetter.objects.count() == 1


def test_the_figures_stand_by_month_paper_and_ward_and_go_out_as_csv(moved_in: Application, signed_in: Any) -> None:
    client = signed_in("applications.view", "applications.enter")
    client.post(at(f"/papers/{RECEIPT}/ask/"), {"although": "急ぐため"})
    watcher = signed_in("statistics.view", "statistics.export")
    page = watcher.get(at("/papers/asked-although/")).content.decode()
    for words in ("令和8年6月", "児童扶養手当証書", "急ぐため", "月ごと", "書類ごと", "区ごと", '<rect width="320"'):
        assert words in page
    narrowed = watcher.get(at("/papers/asked-although/?until=R8.6.14")).content.decode()
    assert "月ごと" not in narrowed
    told = watcher.get(at("/papers/asked-although/?export=csv"))
    assert "急ぐため" in b"".join(told).decode("utf-8-sig")
    assert client.get(at("/papers/asked-although/")).status_code == 403
