"""31 March: who is asked for proof of school or disability, who goes on, who ends, whose card is called back."""

from datetime import date
from typing import Any

import pytest

from sasae.subsidy.certificates.actions import issue_certificates
from sasae.subsidy.certificates.models import Certificate, State
from sasae.subsidy.entitlements.models import Entitlement
from sasae.subsidy.people.models import Person
from sasae.subsidy.renewals import actions
from sasae.subsidy.renewals.models import ExtensionKind, Letter, Renewal, Round, Target
from tests.subsidy.conftest import COUNTER
from tests.subsidy.renewals.families import child, mother, settle
from tests.subsidy.town import Linkage, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
LAST, FIRST = date(2027, 3, 31), date(2027, 4, 1)
WINTER = date(2027, 1, 20)


def _eighteen(number: int, form: dict[str, Any], facts: dict[str, Any]) -> None:
    """The elder child reaches 18 in the school year; of family 2 both do."""
    olds = (0, 1) if number == 2 else (1,)
    for place in olds:
        facts["people"][place + 1]["birth_date"] = "2008-06-01"
        form["children"][place]["birth_date"] = "2008-06-01"


@pytest.fixture
def winter(linkage: Linkage) -> Renewal:
    """Three families with an eighteen-year-old, covered to 31 March 2027 (the others to 31 December), asked for proof."""
    settle(3, change=_eighteen)
    for entitlement in Entitlement.objects.select_related("recipient__person"):
        old = entitlement.recipient.person.birth_date == date(2008, 6, 1)
        whole = entitlement.family.applicant.atena_no == mother(2)
        entitlement.valid_from = date(2027, 1, 1)
        entitlement.valid_to = LAST if old or whole else date(2027, 12, 31)
        entitlement.save()
    linkage.people = {
        one.atena_no: person(
            one.atena_no,
            one.name,
            "シケン",
            one.birth_date.isoformat(),
            one.sex,
            one.relation,
            household_no=one.household_no,
        )
        for one in Person.objects.all()
    }
    linkage.incomes = {mother(number): 1_500_000 for number in range(3)}
    return actions.open_renewal(Round.MARCH, 2027, by=COUNTER)


def prove(number: int, until: date, since: date = FIRST, kind: ExtensionKind = ExtensionKind.SCHOOL) -> None:
    target = Target.objects.get(applicant__atena_no=mother(number))
    actions.prove_extension(
        target.pk, Person.objects.get(atena_no=child(number, 1)), kind=kind, since=since, until=until,
        received_on=date(2027, 3, 1), paper="在学証明書", by=COUNTER,
    )  # fmt: skip


def covered_on(day: date) -> set[str]:
    rows = Entitlement.objects.filter(valid_from__lte=day, valid_to__gte=day)
    return set(rows.values_list("recipient__person__atena_no", flat=True))


@pytest.fixture
def ended(winter: Renewal, work: Any) -> Renewal:
    """Family 0 proves school; families 1 and 2 bring nothing."""
    issue_certificates(list(Entitlement.objects.filter(valid_to=LAST)), by=COUNTER, on=WINTER)
    for key in ("extract", "refresh", "report"):
        work(winter, key, WINTER)
    prove(0, date(2028, 3, 31))
    for key in ("judge", "issue"):
        work(winter, key, date(2027, 3, 20))
    work(winter, "start", FIRST)
    return winter


def test_families_with_somebody_whose_cover_ends_that_day_are_asked_and_no_others(winter, work):
    settle(1, first=9)
    for key in ("extract", "refresh", "report"):
        work(winter, key, WINTER)
    asked = set(Letter.objects.values_list("kind", "target__applicant__atena_no", "due_on"))
    assert asked == {("extension", mother(number), date(2027, 3, 10)) for number in range(3)}


def test_a_child_at_school_goes_on_the_day_after_and_one_without_proof_does_not(ended):
    assert child(0, 1) in covered_on(LAST)
    assert child(0, 1) in covered_on(FIRST)
    assert child(1, 1) in covered_on(LAST)
    assert child(1, 1) not in covered_on(FIRST)


def test_brothers_and_the_mother_of_a_child_who_ends_stay_and_the_mother_of_the_last_child_ends_too(ended):
    assert {mother(1), child(1, 0)} <= covered_on(FIRST)
    assert mother(2) in covered_on(LAST)
    assert mother(2) not in covered_on(FIRST)


def test_who_ends_is_told_and_the_card_is_called_back(ended):
    told = set(Letter.objects.filter(kind="loss").values_list("target__applicant__atena_no", flat=True))
    assert told == {mother(1), mother(2)}
    called = Certificate.objects.filter(recall__isnull=False)
    assert set(called.values_list("recipient__person__atena_no", flat=True)) == {
        child(1, 1), mother(2), child(2, 0), child(2, 1),
    }  # fmt: skip
    assert set(called.values_list("state", flat=True)) == {State.EXPIRED}


def test_the_new_card_runs_to_the_end_of_the_year(ended):
    made = Entitlement.objects.get(recipient__person__atena_no=child(0, 1), valid_from=FIRST)
    assert made.valid_to == date(2027, 12, 31)
    assert Certificate.objects.get(entitlement=made).state == State.VALID


@pytest.mark.parametrize(
    ("since", "goes_on"),
    [(FIRST, True), (date(2027, 4, 2), False)],
    ids=["school from 1 April on goes on", "school from 2 April leaves a gap and needs a new application"],
)
def test_cover_goes_on_without_a_gap_or_not_at_all(winter, work, since: date, goes_on: bool):
    for key in ("extract", "refresh", "report"):
        work(winter, key, WINTER)
    prove(0, date(2028, 3, 31), since=since)
    for key in ("judge", "issue"):
        work(winter, key, date(2027, 3, 20))
    assert (child(0, 1) in covered_on(date(2027, 4, 2))) is goes_on


@pytest.mark.parametrize("kind", list(ExtensionKind), ids=["disability", "school"])
def test_both_extensions_end_the_day_before_the_twentieth_birthday(winter, work, kind: ExtensionKind):
    """Born 1 June 2008; here as if the child were two years older: twenty on 1 June 2027."""
    old = child(0, 1)
    for key in ("extract", "refresh", "report"):
        work(winter, key, WINTER)
    Person.objects.filter(atena_no=old).update(birth_date=date(2007, 6, 1))
    prove(0, date(2028, 3, 31), kind=kind)
    for key in ("judge", "issue"):
        work(winter, key, date(2027, 3, 20))
    assert Entitlement.objects.get(recipient__person__atena_no=old, valid_from=FIRST).valid_to == date(2027, 5, 31)


def test_a_proof_that_ends_before_it_begins_is_refused(winter, work):
    work(winter, "extract", WINTER)
    with pytest.raises(actions.CannotStep, match="末日が初日より前"):
        prove(0, date(2027, 3, 31))


AUTUMN = ("現況届", "児童扶養手当", "前年", "不交付決定通知書", "12月", "予行")


def main_of(client: Any, path: str) -> str:
    return client.get(path).content.decode().partition("<main")[2]


def test_no_screen_of_march_speaks_of_the_autumn(ended, signed_in):
    client = signed_in("renewals.view", "renewals.work", "renewals.export")
    pages = [f"/renewals/{ended.pk}/", f"/renewals/{ended.pk}/targets/", f"/renewals/{ended.pk}/targets/?export=csv"]
    said = {page: client.get(page).content.decode() if "export" in page else main_of(client, page) for page in pages}
    found = {(page, word) for page, text in said.items() for word in AUTUMN if word in text}
    assert not found
    assert "在学・障害の確認の送付" in said[pages[0]]
    assert "これまでは交付（" in said[pages[2]]
    target = Target.objects.get(applicant__atena_no=mother(1))
    page = main_of(client, f"/renewals/targets/{target.pk}/").partition("判定の根拠")[0]
    assert not [word for word in AUTUMN if word in page]


def test_a_step_of_march_is_called_by_its_own_name_when_it_begins(winter, signed_in):
    client = signed_in("renewals.view", "renewals.work")
    said = client.post(f"/renewals/{winter.pk}/steps/report/start/", follow=True).content.decode()
    assert "先に「対象者の抽出」「所得・世帯などの取寄せ」を終えてください" in said
    client.post(f"/renewals/{winter.pk}/steps/extract/start/")
    said = client.post(f"/renewals/{winter.pk}/steps/extract/start/", follow=True).content.decode()
    assert "「対象者の抽出」" in said


def test_the_autumn_still_speaks_of_the_report(winter, signed_in):
    autumn = actions.open_renewal(Round.YEAR, 2028, by=COUNTER)
    page = main_of(signed_in("renewals.view", "renewals.work"), f"/renewals/{autumn.pk}/")
    assert "児童扶養手当の現況届を出した家庭は免除します" in page
