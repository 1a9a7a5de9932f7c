"""Each grown-up member of a household consents for themselves: by their own signature, or on paper; never by another's tick."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sasae.contracts import published_applications as relay
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.applications import consents
from sasae.subsidy.applications.batches import fetch_applications
from sasae.subsidy.applications.endings import ask_for_endings
from sasae.subsidy.applications.models import Application, Consent
from sasae.subsidy.entitlements import inquiries
from sasae.subsidy.entitlements.models import IncomeInquiry
from sasae.subsidy.papers.models import Paper, State
from sasae.subsidy.papers.needed import came_with
from tests.subsidy.conftest import COUNTER
from tests.subsidy.town import DAY, MISAKI, OBASAN, OTHER_CITY, RECEIPT, Linkage, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
OJISAN = f"{4009:015d}"
FAMILY = [
    {"name": "宮前　とし", "relation": "母", "birth_date": "1955-02-02"},
    {"name": "宮前　大", "relation": "兄", "birth_date": "1985-08-08"},
]


def cosigner(place: str = "family.0", who: str | None = OBASAN, **changes: Any) -> relay.Cosigner:
    told = {"place": place, "person": who, "valid": True, "checked_at": clock.now(), "findings": [], **changes}
    return relay.Cosigner.model_validate(told)


@pytest.fixture
def taken(linkage: Linkage) -> Callable[..., Application]:
    """Misaki's application, which names her mother and her brother; who signed beside her is given."""
    linkage.people[OBASAN] = person(OBASAN, "宮前　とし", "ミヤマエ　トシ", "1955-02-02", "2", "母")
    linkage.people[OJISAN] = person(OJISAN, "宮前　大", "ミヤマエ　ダイ", "1985-08-08", "1", "兄")

    def take(*cosigners: relay.Cosigner, family: list[dict[str, str]] = FAMILY, **changes: Any) -> Application:
        linkage.publish(family=family, adults_at_home=True, **changes)
        told = linkage.published[RECEIPT]
        linkage.published[RECEIPT] = told.model_copy(update={"cosigners": list(cosigners)})
        fetch_applications()
        return Application.objects.get()

    return take


def asked_about(application: Application, who: str) -> IncomeInquiry:
    return inquiries.request(application, who, year=2024, provider=OTHER_CITY, by=COUNTER)


@pytest.mark.clause("APP-5")
def test_a_co_signature_is_recorded_as_that_persons_consent_with_its_source(taken: Callable[..., Application]) -> None:
    taken(cosigner())
    rows = [(one.name, one.atena_no, one.source, one.given_on) for one in consents.of(RECEIPT)]
    today = clock.now().astimezone(clock.TOKYO).date()
    assert rows == [("宮前　とし", OBASAN, "cosigned", today), ("宮前　大", OJISAN, "none", None)]
    assert list(HistoryEntry.objects.get(event="application.consents_kept").persons) == [OBASAN, OJISAN]


def test_of_whoever_signed_the_income_is_asked_and_of_whoever_did_not_it_is_not(taken: Callable[..., Application]) -> None:
    application = taken(cosigner())
    assert asked_about(application, OBASAN).consent_on == Consent.objects.get(atena_no=OBASAN).given_on
    assert asked_about(application, MISAKI).consent_on == DAY  # by her own tick
    with pytest.raises(inquiries.CannotInquire, match="同意"):
        asked_about(application, OJISAN)


def test_without_the_applicants_tick_a_co_signer_still_consents_for_themselves(taken: Callable[..., Application]) -> None:
    application = taken(cosigner(), consent_to_inquiries=False)
    assert asked_about(application, OBASAN).consent_on is not None
    with pytest.raises(inquiries.CannotInquire):
        asked_about(application, MISAKI)


def test_a_bad_co_signature_is_no_consent_and_says_why(taken: Callable[..., Application]) -> None:
    application = taken(cosigner(who=None, valid=False, findings=["IK-211"]))
    one = Consent.objects.get(place="family.0")
    assert (one.source, one.given_on, one.findings, one.atena_no) == ("bad", None, ["IK-211"], OBASAN)
    with pytest.raises(inquiries.CannotInquire):
        asked_about(application, OBASAN)


def test_a_paper_is_asked_for_of_whoever_did_not_sign_and_does_when_it_has_come(taken: Callable[..., Application]) -> None:
    application = taken(cosigner())
    assert "tax_consent" not in came_with(application)
    day = DAY + timedelta(days=9)
    Paper.objects.update_or_create(
        application=application, kind="tax_consent",
        defaults={"label": "同意書", "state": State.THERE, "arrived_on": day, "changed_by": "tests"},
    )  # fmt: skip
    assert asked_about(application, OJISAN).consent_on == day


def test_when_all_have_signed_no_paper_is_asked_for(taken: Callable[..., Application]) -> None:
    assert "tax_consent" in came_with(taken(cosigner(), cosigner("family.1", OJISAN)))


def test_while_one_the_form_names_is_not_told_in_the_household_the_tick_speaks_for_none_of_it(
    taken: Callable[..., Application],
) -> None:
    stranger = {"name": "宮前　だれか", "relation": "叔父", "birth_date": "1950-01-01"}
    application = taken(cosigner(), family=[FAMILY[0], stranger])
    assert asked_about(application, OBASAN).consent_on is not None
    with pytest.raises(inquiries.CannotInquire):
        asked_about(application, OJISAN)


def test_a_form_that_names_nobody_rests_on_the_tick_as_before(linkage: Linkage) -> None:
    linkage.publish()
    fetch_applications()
    application = Application.objects.get()
    assert not Consent.objects.exists()
    assert asked_about(application, OBASAN).consent_on == DAY


def test_what_is_taken_back_ends_the_consents(taken: Callable[..., Application], linkage: Linkage) -> None:
    application = taken(cosigner())
    linkage.ended[RECEIPT] = relay.EndedEntry(receipt_number=RECEIPT, procedure=application.procedure)
    ask_for_endings()
    application.refresh_from_db()
    assert application.state == "withdrawn"
    assert {one.ended_at is not None for one in consents.of(RECEIPT)} == {True}
    assert consents.agreed([application]).own == {}


def test_of_many_families_all_is_asked_at_once(
    taken: Callable[..., Application], django_assert_num_queries: Callable[..., Any]
) -> None:
    application = taken(cosigner())
    with django_assert_num_queries(3):
        found = consents.agreed([application] * 5)
    assert found.on(application, OBASAN) is not None
    assert found.on(application, OJISAN) is None


def test_the_applications_page_shows_who_agreed_and_how(taken: Callable[..., Application], signed_in: Any) -> None:
    taken(cosigner())
    text = signed_in("applications.view").get(f"/applications/{RECEIPT}/").content.decode()
    for said in ("家族の同意", "連名の電子署名", "署名していない", OBASAN):
        assert said in text
