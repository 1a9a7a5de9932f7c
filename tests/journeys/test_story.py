"""The story of all nine steps, played from outside; what it left behind, by the auditor's SQL."""

import zipfile
from io import BytesIO

import pytest

from sasae.deployment.story.cast import applicant
from sasae.deployment.story.play import APPLICANTS
from tests import effects
from tests.effects import Auditor
from tests.journeys.conftest import Played


def test_all_nine_steps_were_played(story: Played):
    assert [step["what"].partition(" ")[0] for step in story.steps] == ["1", "2", "3", "6", "4", "5", "8", "9", "7"]
    assert set(story.numbers) == set(APPLICANTS)


def test_each_application_was_sent_once(story: Played, ask: Auditor):
    effects.applications_sent_once(ask, story.numbers)
    assert ask.one("portal", "SELECT count(*) FROM portal_submissions_submission") == len(story.numbers)
    assert ask.one("portal", "SELECT count(*) FROM portal_submissions_draft") == 0
    assert ask.one("portal", "SELECT count(*) FROM portal_submissions_sealedmember") == 0


@pytest.mark.parametrize("key", APPLICANTS)
def test_the_portal_cannot_read_what_the_resident_wrote(story: Played, ask: Auditor, key: str):
    """The form travels sealed to the municipality: neither name nor individual number is in the file."""
    archive = ask.one(
        "portal", "SELECT archive FROM portal_submissions_submission WHERE receipt_number = %s", story.numbers[key]
    )
    who = applicant(key)
    with zipfile.ZipFile(BytesIO(archive)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    assert "application.json" in "".join(members)
    form = next(content for name, content in members.items() if "application.json" in name)
    assert who.individual_number.encode() not in b"".join(members.values())
    assert who.name.encode() not in form


def test_each_application_is_the_same_signed_form_in_portal_intake_and_subsidy(story: Played, ask: Auditor):
    effects.applications_taken_in_once(ask, story.numbers)
    assert ask.one("subsidy", "SELECT count(*) FROM subsidy_applications_application") == len(story.numbers)


@pytest.mark.clause("BUS-1")
def test_each_application_is_decided_once_by_two_people(story: Played, ask: Auditor):
    effects.decided_once(ask, story.numbers)
    effects.papers_printed_once(ask)


def test_each_resident_was_told_each_state_once(story: Played, ask: Auditor):
    effects.told_once(ask, story.numbers)


@pytest.mark.clause("BUS-9")
@pytest.mark.clause("NET-3")
@pytest.mark.clause("INT-5")
def test_the_other_city_was_asked_once_with_a_permit_and_a_record_on_both_sides(story: Played, ask: Auditor):
    effects.inquired_once(ask, story.numbers["newcomer"])


@pytest.mark.clause("USE-5")
@pytest.mark.clause("NET-1")
def test_a_renewal_asks_other_bodies_of_every_kind_and_every_answer_arrives(story: Played, ask: Auditor):
    effects.every_question_answered_once(ask, kinds=5)
    told = next(step["counts"] for step in story.steps if step["what"].startswith("9"))
    assert told == {"income_left": 0, "児童扶養手当": 1, "生活保護": 1, "年金": 1, "障害": 1}


@pytest.mark.clause("TRF-1")
@pytest.mark.clause("TRF-2")
def test_each_sister_scheme_was_told_once_on_its_own_permission(story: Played, ask: Auditor):
    given = next(step["ids"] for step in story.steps if step["what"].startswith("8"))
    rows = ask.rows("subsidy", "SELECT p.office, p.number, t.told FROM subsidy_transfers_transfer t JOIN subsidy_transfers_permission p ON p.id = t.permission_id ORDER BY p.office")
    who = applicant("granted").atena_no
    assert rows == [(office, number, [who]) for office, number in sorted(given.items())]


def test_income_unknown_here_before_the_answer_decides_otherwise_after_it(story: Played, ask: Auditor):
    outcomes = ask.column(
        "subsidy",
        "SELECT e.outcome FROM subsidy_entitlements_examination e JOIN subsidy_applications_application a "
        "ON a.id = e.application_id WHERE a.receipt_number = %s ORDER BY e.id",
        story.numbers["newcomer"],
    )
    assert outcomes == ["30", "10"]


def test_the_month_of_receipts_was_taken_in_once(story: Played, ask: Auditor):
    effects.receipts_taken_in_once(ask, story.file("RECEIPTC.UKE"))


@pytest.mark.clause("BUS-2")
def test_each_claim_was_paid_once_and_what_the_bank_refused_is_owed_again(story: Played, ask: Auditor):
    effects.paid_once(ask)


def test_the_books_balance(story: Played, ask: Auditor):
    effects.books_balance(ask)


def test_no_message_is_still_on_its_way(story: Played, ask: Auditor):
    assert effects.nothing_waits(ask) == []
