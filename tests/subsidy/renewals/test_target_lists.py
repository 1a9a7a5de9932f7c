"""対象者一覧 on paper: a list a ward, the protected apart, as it was made; and letters that go into print runs."""

from datetime import date

import pytest

from sasae.foundation.batch import run_now
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.reference.municipalities import name_of
from sasae.subsidy.people.models import Person
from sasae.subsidy.print_runs import actions as print_runs
from sasae.subsidy.print_runs import papers
from sasae.subsidy.print_runs.models import Envelope
from sasae.subsidy.renewals.models import Step, StepState
from sasae.subsidy.renewals.target_lists import KIND, NOT_SHOWN, made_in
from tests.foundation.pdf_text import by_unicode_tables
from tests.subsidy.conftest import COUNTER
from tests.subsidy.renewals.conftest import DECEMBER, OCTOBER
from tests.subsidy.renewals.families import WARDS, mother

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
YEAR_END = date(2026, 12, 31)


def text_of(document_id) -> str:
    return "".join(by_unicode_tables(bytes(PrintedDocument.objects.get(pk=document_id).content)))


@pytest.fixture
def wards(town):
    """The town's register says where each family lives: every family in a ward of its own."""
    for number in range(4):
        told = town.people[mother(number)]
        town.people[mother(number)] = told.model_copy(
            update={"address": told.address.model_copy(update={"ward_code": WARDS[number]})}
        )
    return town


def test_each_ward_has_its_list_with_date_pages_and_results(wards, decided, work):
    step = work(decided, "list", DECEMBER)
    assert step.state == StepState.DONE
    lists = made_in(step)
    assert [one.part for one in lists] == [name_of(ward) for ward in WARDS[:4]]
    said = text_of(lists[1].document_id)
    for words in (mother(1), "不交付（所得超過）", "3,120,000／3,120,000", "令和8年12月15日", "1/1", name_of(WARDS[1])):
        assert words in said.replace(" ", "")
    assert mother(0) not in said
    assert PrintedDocument.objects.get(pk=lists[1].document_id).persons == [mother(1)]


@pytest.mark.parametrize(
    ("until", "apart"),
    [(DECEMBER, True), (date(2026, 12, 14), False)],
    ids=["protected to this day", "protected to the day before"],
)
def test_a_protected_family_stands_in_the_list_of_its_own_alone(wards, decided, work, until, apart):
    Person.objects.filter(atena_no=mother(0)).update(protected_until=until)
    decided.targets.update(protected=False)
    lists = {one.part: text_of(one.document_id) for one in made_in(work(decided, "list", DECEMBER))}
    assert ("支援措置の対象者" in lists) is apart
    assert [part for part, said in lists.items() if mother(0) in said] == [
        "支援措置の対象者" if apart else name_of(WARDS[0])
    ]
    if apart:
        assert "2160006" not in lists["支援措置の対象者"]
        assert name_of(WARDS[0]) not in lists


def test_a_name_no_font_can_show_holds_up_no_list(wards, decided, work):
    Person.objects.filter(atena_no=mother(0)).update(name="更新　\U000f0001")
    lists = made_in(work(decided, "list", DECEMBER))
    assert NOT_SHOWN in text_of(lists[0].document_id)


def test_lists_worked_twice_are_made_once_and_begun_again_are_made_anew(wards, decided, work):
    step = work(decided, "list", DECEMBER)
    run_now(Step.objects.get(pk=step.pk).run_id)
    assert PrintedDocument.objects.filter(kind=KIND).count() == 4
    again = work(decided, "list", DECEMBER)
    assert PrintedDocument.objects.filter(kind=KIND).count() == 8
    assert len(made_in(again)) == 4


def test_every_letter_and_certificate_of_a_renewal_waits_for_an_envelope_once(decided, work):
    work(decided, "unknown", OCTOBER)
    work(decided, "issue", DECEMBER)
    waiting = papers.waiting(papers.Wish(list(papers.enclosures()), YEAR_END))
    assert sorted(one.kind for one in waiting) == [
        *["certificate"] * 3, "refusal", "renewal_exempt", "renewal_exempt", "renewal_exempt",
        "renewal_report", "renewal_report", "renewal_unknown",
    ]  # fmt: skip
    print_runs.prepare(waiting, title="更新", duplex=False, on=DECEMBER, by=COUNTER, at=clock.now())
    assert Envelope.objects.count() == 4  # one a family
    assert papers.waiting(papers.Wish(list(papers.enclosures()), YEAR_END)) == []


@pytest.mark.parametrize(
    ("until", "count"), [(OCTOBER, 4), (date(2026, 9, 30), 0)], ids=["their day", "the day before"]
)
def test_letters_are_chosen_by_their_days(decided, until, count):
    assert len(papers.waiting(papers.Wish(["renewal_exempt", "renewal_report"], until))) == count
