"""What changes between a run's preparation and its printing, and two who prepare at once."""

from datetime import timedelta
from typing import Any

import pytest

from sasae.kernel import clock
from sasae.subsidy.certificates.actions import reissue
from sasae.subsidy.certificates.models import Certificate, Reason
from sasae.subsidy.entitlements.models import Examination, Recipient
from sasae.subsidy.people.models import Person
from sasae.subsidy.print_runs import actions, papers
from sasae.subsidy.renewals.models import Renewal, Round, Target
from sasae.subsidy.renewals.papers import papers_of
from tests.subsidy.conftest import COUNTER
from tests.subsidy.print_runs.test_runs import neighbour, prepared, printed, said
from tests.subsidy.town import DAY, MIO, MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.mark.parametrize("who", [MISAKI, MIO], ids=["the addressee", "a child on the papers"])
def test_who_is_protected_only_after_the_run_was_prepared_waits_for_one_where_they_are_apart(
    granted: Recipient, who: str
) -> None:
    neighbour(7001)
    run = prepared()
    Person.objects.filter(atena_no=who).update(protected_until=DAY)
    run = printed(run)
    assert [one["id"] for one in run.left_out] == ["PR-504"]
    assert "支援措置の対象になりました" in run.left_out[0]["message"]
    [everybody] = run.manifest_documents
    assert "宮前区" not in said(everybody)
    again = prepared()
    assert [(one.addressee.atena_no, one.protected) for one in again.envelopes.all()] == [(MISAKI, True)]


def test_a_certificate_that_became_void_since_is_not_sent_and_the_others_wait_for_the_next_run(
    granted: Recipient,
) -> None:
    neighbour(7001)
    run = prepared()
    old = Certificate.objects.get(recipient__person__atena_no=REN)
    new = reissue(old.number, reason=Reason.LOST, by=COUNTER, on=DAY)
    run = printed(run)
    assert "医療証が無効になりました" in run.left_out[0]["message"]
    assert [one.addressee.atena_no for one in run.envelopes.filter(left_out="")] == [f"{7001:015d}"]
    sent = set(prepared().envelopes.get().sheets.exclude(document_id="").values_list("document_id", flat=True))
    assert new.document_id in sent
    assert old.document_id not in sent
    assert len(sent) == 3


def test_two_who_prepare_at_once_put_no_paper_into_two_envelopes(granted: Recipient) -> None:
    wish = papers.Wish(["certificate"], DAY)
    one, other = papers.waiting(wish), papers.waiting(wish)
    told: dict[str, Any] = {"title": "医療証", "duplex": False, "on": DAY, "by": COUNTER, "at": clock.now()}
    made = actions.prepare(one, **told)
    with pytest.raises(actions.CannotRun) as refused:
        actions.prepare(other, **told)
    assert [finding.id for finding in refused.value.findings] == ["PR-102"]
    actions.discard(made.number, why="やり直し", by=COUNTER)
    assert actions.prepare(other, **told).sheet_count == made.sheet_count


@pytest.mark.parametrize(("until", "found"), [(0, 0), (-1, 3)], ids=["to its last day", "the day after"])
def test_a_run_of_one_ward_does_not_tell_who_is_hidden_in_it(granted: Recipient, until: int, found: int) -> None:
    Person.objects.filter(atena_no=MISAKI).update(protected_until=DAY + timedelta(days=until))
    wish = papers.Wish(["certificate"], DAY + timedelta(days=30), ward="141364", today=DAY)
    assert len(papers.waiting(wish)) == found
    assert len(papers.waiting(papers.Wish(["certificate"], DAY))) == 3


def test_a_renewal_shows_the_envelope_a_paper_lies_in_and_none_it_was_taken_out_of(granted: Recipient) -> None:
    examination = Examination.objects.get()
    renewal = Renewal.objects.create(round=Round.YEAR, year=2026, judged_on=DAY, opened_by=COUNTER.id)
    target = Target.objects.create(
        renewal=renewal, applicant=granted.person, application=examination.application, examination=examination
    )
    neighbour(7001)
    run = prepared()
    assert {one.run for one in papers_of(target)} == {run.number}
    Person.objects.filter(atena_no=MISAKI).update(protected_until=DAY)
    printed(run)
    assert {one.run for one in papers_of(target)} == {""}
