"""A file that was spoilt on the way is fetched again, or sent back with a reason; what came first is kept."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.contracts.portal_letters import ReplyKind
from sasae.foundation.history.models import HistoryEntry
from sasae.intake.applications.models import Application
from sasae.intake.downloads import actions
from sasae.intake.downloads.actions import archive_of
from sasae.intake.downloads.batches import take_all
from sasae.intake.downloads.models import EarlierFile, Quarantine
from sasae.intake.letters.batches import take_all as take_replies
from sasae.intake.letters.models import Reply
from sasae.kernel import clock
from tests.intake.applications import file
from tests.intake.card_authority import Authority, Card
from tests.intake.replies import reply
from tests.intake.test_quarantine import no_zip, revoked

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RECEIPT = "KW2026061500000001"
PLACE = f"/downloads/quarantine/{RECEIPT}/"


@pytest.fixture
def held(partners: Any, card: Card, authority: Authority) -> Quarantine:
    """A file that came damaged. Another one lies at the portal as well."""
    partners.put(RECEIPT, no_zip(card, authority))
    take_all()
    return Quarantine.objects.get()


@pytest.fixture
def client(signed_in: Any) -> Any:
    return signed_in("downloads.view", "quarantine.close")


@pytest.mark.seals(
    "intake_downloads.Download.archive_cipher",
    "intake_downloads.EarlierFile.archive_cipher",
    "intake_applications.ApplicationNumber.cipher",
)
def test_fetched_again_and_whole_it_is_stored_and_the_first_file_kept(
    held: Quarantine, partners: Any, card: Card, client: Any, deliver: Callable[[], None]
) -> None:
    whole = file(card)
    partners.files[RECEIPT] = whole
    assert "取り直す" in client.get(PLACE).content.decode()
    client.post(f"{PLACE}fetch/")
    deliver()
    held.refresh_from_db()
    assert (held.state, held.closed_by, held.download.state) == ("mended", client.staff.login_id, "stored")
    assert archive_of(held.download) == whole
    assert EarlierFile.objects.get().findings[0]["id"] == "A-102"
    assert Application.objects.get().state == "02"
    assert partners.statuses[RECEIPT] == ["01", "02"]
    assert HistoryEntry.objects.filter(event="quarantine.fetched_again").count() == 1


def test_a_withdrawal_sent_meanwhile_waits_and_ends_the_application_once_it_is_mended(
    held: Quarantine, partners: Any, card: Card, client: Any
) -> None:
    told = reply(RECEIPT, ReplyKind.WITHDRAWAL, card=card)
    partners.replies[told.entry.id] = told
    take_replies()
    assert not Reply.objects.exists()
    partners.files[RECEIPT] = file(card)
    client.post(f"{PLACE}fetch/")
    take_replies()
    assert (Reply.objects.get().outcome, Application.objects.get().state) == ("accepted", "08")


def test_pressed_twice_it_is_stored_once(held: Quarantine, partners: Any, card: Card, client: Any) -> None:
    partners.files[RECEIPT] = file(card)
    for _ in range(2):
        assert client.post(f"{PLACE}fetch/").status_code == 302
    assert (Application.objects.count(), EarlierFile.objects.count()) == (1, 1)


def test_fetched_again_and_still_bad_it_stays(held: Quarantine, client: Any, partners: Any) -> None:
    client.post(f"{PLACE}fetch/")
    held.refresh_from_db()
    assert (held.state, held.told_at, partners.statuses[RECEIPT]) == ("open", None, ["01"])
    assert EarlierFile.objects.count() == 0


def test_a_signature_that_turns_out_bad_is_told_to_the_applicant(
    held: Quarantine, client: Any, partners: Any, card: Card, authority: Authority, deliver: Callable[[], None]
) -> None:
    partners.files[RECEIPT] = revoked(card, authority)
    client.post(f"{PLACE}fetch/")
    deliver()
    held.refresh_from_db()
    assert (held.state, held.told_at is not None) == ("open", True)
    assert partners.statuses[RECEIPT] == ["01", "99"]


@pytest.mark.parametrize("who", ["portal", "card_authority"])
def test_while_a_partner_is_away_it_stays_and_says_so(
    held: Quarantine, client: Any, partners: Any, card: Card, who: str
) -> None:
    partners.files[RECEIPT] = file(card)
    partners.away.add(who)
    page = client.post(f"{PLACE}fetch/", follow=True).content.decode()
    assert "届きません" in page
    held.refresh_from_db()
    assert held.state == "open"


def test_sent_back_the_applicant_reads_the_reason(
    held: Quarantine, client: Any, partners: Any, deliver: Callable[[], None]
) -> None:
    assert "入力" in client.post(f"{PLACE}send-back/", {"reason": " "}).content.decode()
    for _ in range(2):
        client.post(f"{PLACE}send-back/", {"reason": "添付の写真を開けません。撮り直してください。"})
    deliver()
    assert partners.statuses[RECEIPT] == ["01", "99"]
    assert partners.messages[RECEIPT] == "添付の写真を開けません。撮り直してください。"
    held.refresh_from_db()
    assert (held.state, held.note) == ("closed", "添付の写真を開けません。撮り直してください。")


def test_held_it_is_not_put_aside_unsaid(held: Quarantine, client: Any) -> None:
    with pytest.raises(actions.CannotMove, match="申請者に返して"):
        actions.close(RECEIPT, "見た", by=client.staff.actor, at=clock.now())


def test_looking_alone_does_not_let_one_mend(held: Quarantine, signed_in: Any) -> None:
    client = signed_in("downloads.view")
    assert "取り直す</button>" not in client.get(PLACE).content.decode()
    for step in ("fetch/", "send-back/"):
        assert client.post(f"{PLACE}{step}", {"reason": "x"}).status_code == 403
