"""Nothing is accepted unscanned, nothing is lost while it waits, and what is infected is never read."""

from typing import Any

import pytest

from sasae.formats.application_zip import pack
from sasae.intake.applications.models import Application, SignatureCheck
from sasae.intake.downloads.actions import archive_of
from sasae.intake.downloads.batches import take_all
from sasae.intake.downloads.models import Download, Evidence, PortalFeed, Quarantine
from tests.intake.applications import PNG, file, members, payload, sealed
from tests.intake.card_authority import Card
from tests.intake.clamd import EICAR, StandIn

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RECEIPT = "KW2026061500000001"


def infected(card: Card) -> bytes:
    return pack([*members(card), sealed("attach/03_other_写真.png", PNG + EICAR)])


def test_every_member_is_scanned_as_it_is_when_opened(partners: Any, card: Card, clamd: StandIn) -> None:
    partners.put(RECEIPT, file(card))
    assert take_all() == 1
    assert payload() in clamd.seen
    assert PNG in clamd.seen
    assert len(clamd.seen) == 8
    kept = Download.objects.get()
    assert (kept.scan, kept.scan_note) == ("clean", "ClamAV 1.4.6/27824/2026-11-27（8件）")


def test_an_infected_file_goes_to_quarantine_unread(partners: Any, card: Card) -> None:
    content = infected(card)
    partners.put(RECEIPT, content)
    take_all()
    kept = Quarantine.objects.get()
    (found,) = kept.findings
    assert (found["id"], found["at"]) == ("A-208", "attach/03_other_写真.png")
    assert "EICAR" in found["message"]
    assert kept.download.scan == "found"
    assert archive_of(kept.download) == content
    assert (SignatureCheck.objects.count(), Application.objects.count(), Evidence.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("habit", ["small", "broken", "cut_off"])
def test_while_the_scanner_gives_no_verdict_files_wait_and_then_come_in(
    partners: Any, card: Card, clamd: StandIn, habit: str
) -> None:
    partners.put(RECEIPT, pack([*members(card), sealed("attach/03_other_写真.png", PNG + b"a" * 2000)]))
    clamd.habit = habit
    assert take_all() == 0
    assert Download.objects.count() == 0
    feed = PortalFeed.objects.get()
    assert feed.waiting == 1
    assert "申請は取り込まずに待ちます" in feed.problem
    assert partners.statuses[RECEIPT] == ["01"]
    clamd.habit = "well"
    assert take_all() == 1
    assert Application.objects.count() == 1


def test_without_a_word_from_the_operator_nothing_comes_in(
    partners: Any, card: Card, settings: Any, signed_in: Any
) -> None:
    settings.SASAE_SCANNER = {}
    partners.put(RECEIPT, file(card))
    assert take_all() == 0
    assert Download.objects.count() == 0
    assert "[scanner]" in signed_in("downloads.view").get("/downloads/").content.decode()


def test_the_operators_reason_for_no_scan_is_kept_and_shown(
    partners: Any, card: Card, settings: Any, signed_in: Any
) -> None:
    settings.SASAE_SCANNER = {"without": "試験用の環境"}
    partners.put(RECEIPT, infected(card))
    take_all()
    kept = Download.objects.get()
    assert (kept.scan, kept.scan_note) == ("without", "試験用の環境")
    assert (
        "検査をしない設定です（理由：試験用の環境）" in signed_in("downloads.view").get("/downloads/").content.decode()
    )


def test_the_page_says_how_the_scanner_stands(partners: Any, clamd: StandIn, signed_in: Any) -> None:
    client = signed_in("downloads.view")
    assert "27824" in client.get("/downloads/").content.decode()
    clamd.habit = "broken"
    assert "異常" in client.get("/downloads/").content.decode()


def test_without_a_time_stamp_the_application_waits(partners: Any, card: Card, authority: Any) -> None:
    authority.timeless = True
    partners.put(RECEIPT, file(card))
    assert take_all() == 0
    assert Download.objects.count() == 0
    assert "時刻認証局" in PortalFeed.objects.get().problem
    authority.timeless = False
    assert take_all() == 1
    assert Evidence.objects.count() == 1
