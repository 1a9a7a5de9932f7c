"""Protected persons of a ward: staff of that ward with the right of its own print for them, apart from everybody else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.people.models import Person
from sasae.subsidy.print_runs import actions, papers
from sasae.subsidy.print_runs.models import Envelope, PrintRun
from tests.foundation.pdf_text import by_unicode_tables
from tests.subsidy.conftest import COUNTER
from tests.subsidy.print_runs.test_runs import printed
from tests.subsidy.town import DAY, HOME, MIO, MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
OWN, OTHER = "141364", "141356"
ORDINARY = ("print_runs.view", "print_runs.prepare", "print_runs.approve", "print_runs.close", "printing.view")
RIGHTS = (*ORDINARY, "print_runs.protected", "protected.view")
ASKED = {"kinds": "certificate", "until": "R8.6.15", "on": "R8.6.15"}


@pytest.fixture
def protected(granted: Any) -> Person:
    """The family is protected, and its mother gets the certificates."""
    Person.objects.filter(atena_no__in=[MISAKI, REN, MIO]).update(protected_until="2027-03-31")
    return Person.objects.get(atena_no=MISAKI)


def prepared(client: Any, **more: str) -> PrintRun | None:
    client.post(reverse("print_runs:prepare"), {**ASKED, **more})
    return PrintRun.objects.order_by("-pk").first()


def test_a_ward_s_staff_with_the_right_prepares_a_run_of_the_protected_alone(
    protected: Person, signed_in: Callable[..., Any]
) -> None:
    clerk = signed_in(*RIGHTS, ward=OWN)
    assert prepared(clerk) is None  # with everybody else they are in no run of a ward
    run = prepared(clerk, guarded="on")
    assert run is not None
    assert (run.guarded, run.wards, run.envelope_count) == (True, [OWN], 1)
    assert list(Envelope.objects.values_list("protected", "ward_code", "postal_code")) == [(True, "", "")]


@pytest.mark.parametrize(
    ("rights", "ward"),
    [(ORDINARY, OWN), (RIGHTS, OTHER), ((*ORDINARY, "protected.view"), OWN)],
    ids=["without the right", "of another ward", "who may only look"],
)
def test_nobody_else_of_a_ward_prepares_one(
    protected: Person, signed_in: Callable[..., Any], rights: tuple[str, ...], ward: str
) -> None:
    assert prepared(signed_in(*rights, ward=ward), guarded="on") is None


def test_others_are_not_in_it(granted: Any, signed_in: Callable[..., Any]) -> None:
    assert prepared(signed_in(*RIGHTS, ward=OWN), guarded="on") is None
    run = prepared(signed_in(*RIGHTS, ward=OWN))
    assert run is not None
    assert (run.guarded, run.envelope_count) == (False, 1)


def test_a_paper_about_somebody_protected_is_in_no_ordinary_run_of_a_ward_though_its_addressee_is_not(
    granted: Any, signed_in: Callable[..., Any]
) -> None:
    """Of the mother's three certificates one is her protected child's."""
    Person.objects.filter(atena_no=REN).update(protected_until="2027-03-31")
    clerk = signed_in(*RIGHTS, ward=OWN)
    ordinary, guarded = prepared(clerk), prepared(clerk, guarded="on")
    assert ordinary is not None
    assert guarded is not None
    assert [run.envelopes.get().sheet_count for run in (ordinary, guarded)] == [3, 2]  # each with its cover
    assert [run.envelopes.get().protected for run in (ordinary, guarded)] == [False, True]


@pytest.fixture
def run(protected: Person) -> PrintRun:
    wish = papers.Wish(["certificate"], DAY, wards=[OWN], today=DAY, guarded=True)
    told = {"title": "医療証", "duplex": False, "on": DAY, "by": COUNTER, "at": clock.now(), "guarded": True}
    return printed(actions.prepare(papers.waiting(wish), **told))


@pytest.mark.parametrize(
    ("rights", "ward", "sees"),
    [(RIGHTS, OWN, True), (RIGHTS, "", True), (RIGHTS, OTHER, False), (ORDINARY, OWN, False), (ORDINARY, "", False)],
    ids=["of the ward", "of all wards", "of another ward", "of the ward, without", "of all wards, without"],
)
def test_it_is_seen_listed_and_worked_by_holders_of_the_right_alone(
    run: PrintRun, signed_in: Callable[..., Any], refusals: Any, rights: tuple[str, ...], ward: str, sees: bool
) -> None:
    clerk = signed_in(*rights, ward=ward)
    listed = clerk.get(reverse("print_runs:runs")).content.decode()
    assert (run.number in listed) == sees
    codes = {name: clerk.post(reverse(f"print_runs:{name}", args=[run.number])).status_code for name in ("scan", "close")}
    assert clerk.get(reverse("print_runs:run", args=[run.number])).status_code == (200 if sees else 403)
    assert set(codes.values()) <= ({200, 302} if sees else {403})
    papers_of = [run.proof_document, *run.manifest_documents, *run.files.values_list("document_id", flat=True)]
    opened = {clerk.get(reverse("printing:document", args=[one])).status_code for one in papers_of}
    assert opened == ({200} if sees else {403})


def test_whoever_may_not_see_addresses_opens_none_of_its_papers(
    run: PrintRun, signed_in: Callable[..., Any], refusals: Any
) -> None:
    clerk = signed_in(*ORDINARY, "print_runs.protected", ward=OWN)
    [file] = run.files.all()
    assert clerk.get(reverse("printing:document", args=[file.document_id])).status_code == 403
    assert clerk.get(reverse("printing:document", args=[run.proof_document])).status_code == 403


def test_its_list_tells_no_address_and_its_file_the_one_on_the_envelope(run: PrintRun) -> None:
    [manifest] = run.manifest_documents
    listed = said(manifest)
    assert "支援措置対象者の封入一覧" in listed
    assert HOME not in listed
    assert "宮前区" not in listed
    assert HOME in said(run.files.get().document_id)


def test_the_certificates_of_a_run_that_was_given_up_go_into_the_next(
    run: PrintRun, signed_in: Callable[..., Any]
) -> None:
    clerk = signed_in(*RIGHTS, ward=OWN)
    before = PrintRun.objects.count()
    prepared(clerk, guarded="on")
    assert PrintRun.objects.count() == before
    actions.discard(run.number, why="用紙の誤り", by=COUNTER)
    again = prepared(clerk, guarded="on")
    assert again is not None
    assert again.sheet_count == run.sheet_count
    assert Certificate.objects.count() == 3


def said(document: str) -> str:
    return "".join("".join(by_unicode_tables(bytes(PrintedDocument.objects.get(pk=document).content))).split())
