"""Applications whose signature is not good: refused at the portal, or kept in quarantine with the reasons; never decided."""

from dataclasses import replace

import pytest

from sasae.deployment.home import Home
from sasae.deployment.story.application import USER_PIN, Applicant, apply, use_card
from sasae.deployment.story.cast import applicant
from sasae.deployment.story.people import wait_for
from sasae.deployment.story.visitor import NotAsExpected, Visitor
from sasae.simulators.town.cast import CAST
from tests.effects import Auditor
from tests.installation import At
from tests.journeys.conftest import Played

REVOKED, ANOTHER, RUN_OUT, REPORTED_LOST, LOCKED = "J-301", "IK-204", "J-204", "J-301", "ロックされています"


def somebody(key: str) -> Applicant:
    """The form of the story's first applicant, in the hands of another townsperson."""
    member = CAST[key]
    return replace(applicant("granted"), atena_no=member.atena_no, name=member.name, kana=member.kana)


def log_in(portal: str, card: str) -> Visitor:
    """At the portal with this card."""
    visitor = Visitor(portal)
    visitor.open("/services/certificate_application/")
    visitor.press("ログインして申し込む")
    use_card(visitor, card, USER_PIN)
    return visitor


@pytest.fixture(scope="module")
def revoked(installation: Home, story: Played) -> str:
    """Sent by somebody who moved and did not renew the card: the certificate for signing is revoked, the other is not."""
    return apply(installation.page("portal"), somebody("kenta"))


@pytest.fixture(scope="module")
def borrowed(installation: Home, story: Played) -> str:
    """Sent by one person and signed with the card of another."""
    return apply(installation.page("portal"), somebody("kiyo"), signing_card=CAST["akemi"].atena_no)


class TestQuarantine:
    @pytest.mark.clause("ACQ-7")
    @pytest.mark.parametrize(("which", "finding"), [("revoked", REVOKED), ("borrowed", ANOTHER)])
    def test_it_is_kept_whole_with_its_findings_and_goes_no_further(
        self, ask: Auditor, request: pytest.FixtureRequest, which: str, finding: str
    ):
        number = request.getfixturevalue(which)
        question = (
            "SELECT d.sha256, d.state, q.findings FROM intake_downloads_download d "
            "JOIN intake_downloads_quarantine q ON q.download_id = d.id WHERE d.receipt_number = %s"
        )
        rows = wait_for("隔離", lambda: ask.rows("intake", question, number), 120)
        assert len(rows) == 1
        digest, state, findings = rows[0]
        assert state == "quarantined"
        assert finding in {one["id"] for one in findings if one["severity"] == "error"}
        sent = "SELECT archive_sha256 FROM portal_submissions_submission WHERE receipt_number = %s"
        assert ask.one("portal", sent, number) == digest
        kept = "SELECT count(*) FROM intake_applications_application WHERE receipt_number = %s"
        assert ask.one("intake", kept, number) == 0
        registered = "SELECT count(*) FROM subsidy_applications_application WHERE receipt_number = %s"
        assert ask.one("subsidy", registered, number) == 0

    @pytest.mark.parametrize("which", ["revoked", "borrowed"])
    def test_staff_read_why_and_the_resident_is_told_what_to_do(
        self, ask: Auditor, at: At, request: pytest.FixtureRequest, which: str
    ):
        number = request.getfixturevalue(which)
        reception = at("intake", "reception1")
        wait_for("隔離の一覧", lambda: number in reception.open("/downloads/").text, 120)
        reason = {"revoked": "失効", "borrowed": "本人のものではありません"}[which]
        assert reason in reception.open(f"/downloads/quarantine/{number}/").text
        messages = (
            "SELECT c.message FROM portal_submissions_statuschange c JOIN portal_submissions_submission s "
            "ON s.id = c.submission_id WHERE s.receipt_number = %s AND c.message LIKE '%%確認できなかった%%'"
        )
        wait_for("住民への知らせ", lambda: ask.rows("portal", messages, number), 120)

    def test_the_journal_says_what_was_wrong(self, ask: Auditor, revoked: str, borrowed: str):
        for number, finding in ((revoked, REVOKED), (borrowed, ANOTHER)):
            question = (
                "SELECT detail->>'findings' FROM history_entry WHERE event = 'download.quarantined' AND subject = %s"
            )
            assert finding in wait_for("操作履歴", lambda: ask.column("intake", question, number), 120)[0].split()  # noqa: B023


class TestAtThePortal:
    @pytest.mark.parametrize(("key", "finding"), [("shigeru", RUN_OUT), ("tsuyoshi", REPORTED_LOST)])
    def test_a_card_that_ran_out_or_was_reported_lost_does_not_log_in(
        self, installation: Home, story: Played, ask: Auditor, key: str, finding: str
    ):
        before = ask.one("portal", "SELECT count(*) FROM portal_submissions_draft")
        with pytest.raises(NotAsExpected, match="この証明書では進めません"):
            log_in(installation.page("portal"), CAST[key].atena_no)
        refused = "SELECT detail::text || subject FROM history_entry WHERE event = 'resident.refused' ORDER BY id DESC"
        assert finding in ask.column("portal", refused)[0]
        assert ask.one("portal", "SELECT count(*) FROM portal_submissions_draft") == before

    def test_a_card_that_neither_ran_out_nor_was_lost_logs_in(self, installation: Home, story: Played):
        assert "申請" in log_in(installation.page("portal"), CAST["kiyo"].atena_no).page.text

    def test_a_locked_card_signs_nothing_and_what_was_filled_in_is_kept(
        self, installation: Home, story: Played, ask: Auditor
    ):
        sent = ask.one("portal", "SELECT count(*) FROM portal_submissions_submission WHERE state = 'sent'")
        with pytest.raises(NotAsExpected, match=LOCKED):
            apply(installation.page("portal"), somebody("osamu"))
        assert ask.one("portal", "SELECT count(*) FROM portal_submissions_submission WHERE state = 'sent'") == sent
        drafts = log_in(installation.page("portal"), CAST["osamu"].atena_no)
        assert "ひとり親" in drafts.open("/inbox/").text
