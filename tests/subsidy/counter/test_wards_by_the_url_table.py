"""Certificates, recalls, returned mail, print runs, renewals: of another ward neither row, nor page, nor line of a file,
nor a button that does anything. Every address of these areas is asked; a new one fails here until it says what it is."""

from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from sasae.foundation.batch import run_now
from sasae.kernel import clock
from sasae.subsidy.certificates import actions as certificates
from sasae.subsidy.certificates.actions import pmh
from sasae.subsidy.certificates.models import Certificate, NextStep, Reason, ReturnReason
from sasae.subsidy.people.models import Person
from sasae.subsidy.print_runs import actions as print_runs
from sasae.subsidy.print_runs import papers
from sasae.subsidy.print_runs.models import PrintRun
from sasae.subsidy.renewals import actions as renewals
from sasae.subsidy.renewals.models import Letter, RehearsalLine, Target
from sasae.subsidy.rights import RIGHTS as ALL_RIGHTS
from tests.house_rules.test_gates import patterns
from tests.subsidy.conftest import COUNTER
from tests.subsidy.renewals.conftest import decided as decided
from tests.subsidy.renewals.conftest import town as town
from tests.subsidy.renewals.conftest import work as work
from tests.subsidy.renewals.families import mother
from tests.subsidy.town import DAY, MISAKI, REN, Linkage

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
AREAS = ("certificates", "print_runs", "renewals")
RIGHTS = (*(one for one in ALL_RIGHTS if one.partition(".")[0] in AREAS), "whatif.use", "printing.view", "pmh.export")
OWN, OTHER = "141364", "141356"
OCTOBER = date(2026, 10, 1)

# What a ward has of its own: shown, counted and taken out for it alone.
LISTS = {
    "certificates:certificates", "certificates:recalls", "certificates:returned", "print_runs:runs", "renewals:targets",
    "renewals:rehearsal",
}  # fmt: skip
# What is of every ward at once: only who reaches all of them begins it.
EVERYWHERE = {
    "renewals:open", "renewals:start", "renewals:judge_again", "renewals:approve", "renewals:send_back",
    "renewals:rehearse", "renewals:again",
}  # fmt: skip
# Persons of a ward's own inside a page or a file every ward has; asked below.
NARROWED = {
    "certificates:names",
    "certificates:pmh",
    "certificates:write_letters",
    "certificates:letters",
    "print_runs:prepare",
}
# Nobody's data: steps and sums; a certificate that lies on the counter, of whatever ward, is checked by its own code.
FOR_ALL = {
    "certificates:check",
    "renewals:renewals",
    "renewals:renewal",
    "renewals:rehearsals",
    "renewals:whatif",
    "renewals:replays",
}


def addresses() -> set[str]:
    urls = import_module(f"sasae.deployment.urls.{django_settings.SASAE_SERVICE}").urlpatterns
    return {name for _, name, _ in patterns(urls) if name.partition(":")[0] in AREAS}


@pytest.fixture
def counter(granted: Any, settings: Any) -> dict[str, tuple[Any, ...]]:
    """A certificate that is called back, one that came back by mail, a run of the printer."""
    old = Certificate.objects.get(recipient__person__atena_no=REN)
    certificates.reissue(old.number, reason=Reason.DAMAGED, by=COUNTER, on=DAY)
    hers = Certificate.objects.get(recipient=granted)
    mail = certificates.take_returned(
        hers.number, returned_on=DAY, reason=ReturnReason.MOVED, next_step=NextStep.EXAMINE, by=COUNTER, on=DAY
    )
    found = papers.waiting(papers.Wish(["certificate"], DAY))
    run = print_runs.prepare(found, title="試験", duplex=False, on=DAY, by=COUNTER, at=clock.now())
    settings.SASAE_PMH = True
    file = pmh.make_pmh(since=DAY, until=DAY, by=COUNTER, on=DAY, at=clock.now())
    by_number = ("certificate", "reissue", "take_returned", "ask_back", "write_letter", "remind", "collect", "give_up")
    return {
        **{f"certificates:{name}": (old.number,) for name in by_number},
        "certificates:reissue": (hers.number,),
        "certificates:returned_mail": (mail.pk,),
        **{f"certificates:{name}": (file.number,) for name in ("pmh_file", "pmh_take", "pmh_move")},
        **{f"print_runs:{name}": (run.number,) for name in ("run", "approve", "scan", "pull", "close", "discard")},
        **{name: () for name in LISTS if name.partition(":")[0] != "renewals"},
    }


@pytest.fixture
def year(decided: Any) -> dict[str, tuple[Any, ...]]:
    """A judged renewal of the ward, and its rehearsal."""
    rehearsal = renewals.begin_rehearsal(2027, by=COUNTER, on=OCTOBER)
    run_now(rehearsal.run_id)
    target = Target.objects.get(applicant__atena_no=mother(2)).pk
    step = decided.steps.latest("pk").pk
    return {
        "renewals:target": (target,), "renewals:take": (target, "income"), "renewals:returned": (Letter.objects.filter(target=target)[0].pk,),
        "renewals:line": (RehearsalLine.objects.get(applicant__atena_no=mother(2)).pk,),
        "renewals:targets": (decided.pk,), "renewals:rehearsal": (rehearsal.pk,), "renewals:open": (), "renewals:rehearse": (),
        "renewals:start": (decided.pk, "judge"), "renewals:judge_again": (decided.pk,), "renewals:again": (rehearsal.pk,),
        "renewals:approve": (step,), "renewals:send_back": (step,),
    }  # fmt: skip


def rows(client: Any, name: str, args: tuple[Any, ...]) -> tuple[int, int]:
    """How many rows the list shows, and how many lines its file has."""
    page = client.get(reverse(name, args=args))
    shown = list(page.context["list"].rows)
    if not page.context["list"].declared.export_right:
        return len(shown), len(shown)
    told = client.get(reverse(name, args=args), {"export": "csv"}).content.decode()
    return len(shown), len(told.splitlines()) - 1


@pytest.mark.parametrize("world", ["counter", "year"])
def test_every_address_of_these_areas_says_what_it_is(request: pytest.FixtureRequest, world: str) -> None:
    here = {name for name in addresses() if name.startswith("renewals:") == (world == "year")}
    other = here & {*LISTS, *EVERYWHERE, *NARROWED, *FOR_ALL}
    assert here - other == set(request.getfixturevalue(world)) - other


@pytest.mark.parametrize("world", ["counter", "year"])
def test_of_another_ward_there_is_neither_row_nor_line_nor_page_nor_button(
    request: pytest.FixtureRequest, signed_in: Callable[..., Any], refusals: Any, world: str
) -> None:
    places = request.getfixturevalue(world)
    other, own, city = (signed_in(*RIGHTS, ward=ward) for ward in (OTHER, OWN, ""))
    for name, args in places.items():
        where = reverse(name, args=args)
        if name in LISTS:
            assert rows(other, name, args) == (0, 0), name
            assert rows(own, name, args) == rows(city, name, args) > (0, 0), name
            continue
        codes = {other.post(where).status_code, other.get(where).status_code}
        assert codes in ({403}, {403, 405}), (name, codes)
        if name in EVERYWHERE:
            assert own.post(where).status_code == 403, name
    shown = [name for name in places if name not in LISTS | EVERYWHERE]
    opened = {name: own.get(reverse(name, args=places[name])).status_code for name in shown}
    assert set(opened.values()) <= {200, 405}
    assert 200 in opened.values()


def test_a_button_of_the_own_ward_works_and_the_other_ward_s_changed_nothing(
    counter: dict[str, tuple[Any, ...]], signed_in: Callable[..., Any], refusals: Any
) -> None:
    where = reverse("certificates:collect", args=counter["certificates:collect"])
    assert signed_in(*RIGHTS, ward=OTHER).post(where).status_code == 403
    found = Certificate.objects.get(number=counter["certificates:collect"][0])
    assert found.state == "2"
    assert signed_in(*RIGHTS, ward=OWN).post(where).status_code == 302
    found.refresh_from_db()
    assert found.state == "5"


def test_a_file_holds_the_wards_of_the_right_to_take_out_as_well(counter: Any, signed_in: Callable[..., Any]) -> None:
    from sasae.foundation.accounts import actions as accounts
    from sasae.foundation.history import SYSTEM

    clerk = signed_in("certificates.view")
    for ward, lines in ((OTHER, 0), (OWN, 4)):
        accounts.grant(clerk.staff, "certificates.export", ward=ward, by=SYSTEM("tests"), reason="試験のため")
        told = clerk.get(reverse("certificates:certificates"), {"export": "csv"}).content.decode()
        assert len(told.splitlines()) - 1 == lines, ward


def test_letters_are_written_to_the_own_ward_alone_though_others_are_ticked(
    counter: Any, signed_in: Callable[..., Any]
) -> None:
    from sasae.subsidy.certificates.models import Recall, RecallLetter

    ticked = {"pick": [str(one.pk) for one in Recall.objects.all()]}
    for sent in (ticked, {}, {"pick": ["9" * 30, "x"]}):
        page = signed_in(*RIGHTS, ward=OTHER).post(reverse("certificates:write_letters"), sent, follow=True)
        assert "手紙を作れるものがありません" in page.content.decode()
    page = signed_in(*RIGHTS, ward=OWN).post(reverse("certificates:write_letters"), ticked, follow=True)
    run_now(page.context["run"].pk)
    assert RecallLetter.objects.count() == 1


def test_a_name_that_cannot_be_printed_stands_on_the_list_of_its_ward_alone(
    granted: Any, signed_in: Callable[..., Any]
) -> None:
    Person.objects.filter(atena_no=MISAKI).update(name="宮前　\U000e0100美咲\ue000")
    where = reverse("certificates:names")
    counts = [len(signed_in(*RIGHTS, ward=ward).get(where).context["found"]) for ward in (OWN, "", OTHER)]
    assert counts == [1, 1, 0]


def test_a_run_is_prepared_of_the_own_ward_alone_and_without_the_protected(
    granted: Any, signed_in: Callable[..., Any]
) -> None:
    asked = {"kinds": "certificate", "until": "R8.6.15", "on": "R8.6.15"}
    where = reverse("print_runs:prepare")
    assert signed_in(*RIGHTS, ward=OTHER).post(where, asked).status_code == 200
    Person.objects.filter(atena_no=MISAKI).update(protected_until="2027-03-31")
    signed_in(*RIGHTS, ward=OWN).post(where, asked)
    assert not PrintRun.objects.exists()
    Person.objects.filter(atena_no=MISAKI).update(protected_until=None)
    signed_in(*RIGHTS, ward=OWN).post(where, asked)
    assert PrintRun.objects.get().wards == [OWN]


def test_a_run_stays_with_the_wards_it_was_prepared_for_though_a_family_moves(
    counter: dict[str, tuple[Any, ...]], signed_in: Callable[..., Any], refusals: Any
) -> None:
    where = reverse("print_runs:run", args=counter["print_runs:run"])
    Person.objects.filter(atena_no=MISAKI).update(ward_code=OTHER)
    assert [signed_in(*RIGHTS, ward=ward).get(where).status_code for ward in (OWN, OTHER)] == [200, 403]


def test_a_kept_paper_opens_for_its_ward_alone(counter: Any, signed_in: Callable[..., Any], refusals: Any) -> None:
    for document in (
        Certificate.objects.get(recipient__person__atena_no=MISAKI).document_id,
        PrintRun.objects.get().proof_document,
    ):
        where = reverse("printing:document", args=[document])
        codes = [signed_in(*RIGHTS, ward=ward).get(where).status_code for ward in (OWN, "", OTHER)]
        assert codes == [200, 200, 403]


def test_a_paper_of_a_household_in_two_wards_opens_for_both_and_a_run_for_those_who_reach_both(
    counter: Any, linkage: Linkage, signed_in: Callable[..., Any], refusals: Any
) -> None:
    Person.objects.filter(atena_no=REN).update(ward_code=OTHER)
    his = Certificate.objects.filter(recipient__person__atena_no=REN).earliest("pk").document_id
    PrintRun.objects.update(wards=[OWN, OTHER])
    for document, codes in ((his, [200, 200, 200]), (PrintRun.objects.get().proof_document, [403, 403, 200])):
        where = reverse("printing:document", args=[document])
        assert [signed_in(*RIGHTS, ward=ward).get(where).status_code for ward in (OWN, OTHER, "")] == codes


def test_the_list_of_a_ward_on_paper_opens_for_its_ward_alone(
    decided: Any, work: Callable[..., Any], signed_in: Callable[..., Any], refusals: Any
) -> None:
    from sasae.subsidy.renewals.target_lists import made_in

    step = work(decided, "list", date(2026, 12, 15))
    [made] = made_in(step)
    assert (made_in(step, [OTHER]), made_in(step, [OWN])) == ([], [made])
    where = reverse("printing:document", args=[made.document_id])
    assert [signed_in(*RIGHTS, ward=ward).get(where).status_code for ward in (OWN, "", OTHER)] == [200, 200, 403]


def test_a_registration_file_is_made_of_the_own_ward_s_people_alone(
    granted: Any, settings: Any, signed_in: Callable[..., Any]
) -> None:
    from sasae.subsidy.certificates.models import PmhFile

    settings.SASAE_PMH = True
    where, days = reverse("certificates:pmh"), {"since": "R8.6.15", "until": "R8.6.15"}
    assert "まだ登録していない医療証はありません" in signed_in(*RIGHTS, ward=OTHER).post(where, days).content.decode()
    assert signed_in(*RIGHTS, ward=OWN).post(where, days).status_code == 302
    made = PmhFile.objects.get()
    assert (made.wards, made.count) == ([OWN], 3)
    assert [len(signed_in(*RIGHTS, ward=ward).get(where).context["list"].rows) for ward in (OWN, "", OTHER)] == [
        1,
        1,
        0,
    ]
