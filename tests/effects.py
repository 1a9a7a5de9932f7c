"""What the story must have left behind, by the auditor's own SQL: each effect once, and both sides of it agreeing.

The second witness of journeys and faults: nothing here asks our own code what it did. The people and the sums stand here
as the story's script has them (`simulators/town/cast.py`, `deployment/story/play.py`).
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg

OUTCOMES = {"granted": "10", "father": "10", "over_income": "20", "newcomer": "10"}
COVERED = {"granted": 3, "father": 2, "over_income": 0, "newcomer": 2}  # certificates: a parent and the children
CITY, OTHER_CITY = "141305", "149993"
YEARS_KEPT = 7
PAID, FAILED = {"みなとテスト医院": 7350, "箱根テスト病院": 2403}, {"熱海テスト歯科": 9360}


class Auditor:
    """Asks the five systems' databases, and the partners' behind them."""

    def __init__(self, log_in: "Callable[[str], psycopg.Connection[Any]]") -> None:
        self._log_in = log_in

    def rows(self, service: str, question: str, *given: Any) -> list[tuple[Any, ...]]:
        """Every row of the answer."""
        return self._log_in(service).execute(question, given).fetchall()

    def column(self, service: str, question: str, *given: Any) -> list[Any]:
        """The first column of the answer."""
        return [row[0] for row in self.rows(service, question, *given)]

    def one(self, service: str, question: str, *given: Any) -> Any:
        """The only value of the answer."""
        rows = self.rows(service, question, *given)
        assert len(rows) == 1, f"{len(rows)} rows for: {question} {given}"
        return rows[0][0]


def applications_sent_once(ask: Auditor, numbers: dict[str, str]) -> None:
    """Each receipt number is one signed, sealed file at the portal, and no half-made one is left of these people."""
    sent = ask.rows(
        "portal",
        "SELECT receipt_number, state, archive, archive_sha256 FROM portal_submissions_submission "
        "WHERE receipt_number = ANY(%s)",
        list(numbers.values()),
    )
    assert sorted(row[0] for row in sent) == sorted(numbers.values())
    for number, state, archive, digest in sent:
        assert state == "sent", number
        assert hashlib.sha256(archive).hexdigest() == digest, number


def applications_taken_in_once(ask: Auditor, numbers: dict[str, str]) -> None:
    """The same bytes in intake, verified once; handed on once; one application in subsidy, of the same signed form."""
    for number in numbers.values():
        sent, digest = ask.rows(
            "portal",
            "SELECT archive_sha256, digest FROM portal_submissions_submission WHERE receipt_number = %s", number,
        )[0]  # fmt: skip
        taken = ask.rows(
            "intake",
            "SELECT d.sha256, d.state, c.result, a.form_sha256, p.acknowledged_at IS NOT NULL "
            "FROM intake_downloads_download d "
            "LEFT JOIN intake_applications_signaturecheck c ON c.download_id = d.id "
            "LEFT JOIN intake_applications_application a ON a.download_id = d.id "
            "LEFT JOIN intake_handover_publication p ON p.application_id = a.id WHERE d.receipt_number = %s",
            number,
        )
        assert taken == [(sent, "stored", "good", digest, True)], number
        registered = ask.rows(
            "subsidy",
            "SELECT channel, form_sha256 FROM subsidy_applications_application WHERE receipt_number = %s", number,
        )  # fmt: skip
        assert registered == [("portal", digest)], number


def decided_once(ask: Auditor, numbers: dict[str, str]) -> None:
    """One decision an application, by two people; a certificate for each person covered or one refusal, never both."""
    for key, number in numbers.items():
        decisions = ask.rows(
            "subsidy",
            "SELECT e.id, e.outcome, e.prepared_by <> e.approved_by FROM subsidy_entitlements_examination e "
            "JOIN subsidy_applications_application a ON a.id = e.application_id "
            "WHERE a.receipt_number = %s AND e.state = 'approved'",
            number,
        )
        assert [row[1:] for row in decisions] == [(OUTCOMES[key], True)], key
        certificates = ask.rows(
            "subsidy",
            "SELECT c.state, d.sha256, d.content FROM subsidy_certificates_certificate c "
            "JOIN subsidy_entitlements_entitlement e ON e.id = c.entitlement_id "
            "JOIN printing_document d ON d.id::text = c.document_id WHERE e.examination_id = %s",
            decisions[0][0],
        )
        assert len(certificates) == COVERED[key], key
        assert all(state == "1" and hashlib.sha256(paper).hexdigest() == kept for state, kept, paper in certificates)
        refusals = ask.rows(
            "subsidy", "SELECT id FROM subsidy_certificates_refusal WHERE examination_id = %s", decisions[0][0]
        )
        assert len(refusals) == (OUTCOMES[key] != "10"), key


def papers_printed_once(ask: Auditor) -> None:
    """No paper without its case: each printed document is one certificate's or one refusal's, and the other way about."""
    printed = ask.column("subsidy", "SELECT id::text FROM printing_document WHERE kind IN ('certificate', 'refusal')")
    cases = ask.column(
        "subsidy",
        "SELECT document_id FROM subsidy_certificates_certificate "
        "UNION ALL SELECT document_id FROM subsidy_certificates_refusal",
    )
    assert sorted(printed) == sorted(cases)
    assert len(set(cases)) == len(cases)


def told_once(ask: Auditor, numbers: dict[str, str]) -> None:
    """The resident's inbox has each status once, in its order, and ends with the decision."""
    for key, number in numbers.items():
        statuses = ask.column(
            "portal",
            "SELECT c.status FROM portal_submissions_statuschange c "
            "JOIN portal_submissions_submission s ON s.id = c.submission_id WHERE s.receipt_number = %s ORDER BY c.id",
            number,
        )
        assert statuses == ["01", "02", "03", "06" if OUTCOMES[key] == "10" else "07"], key


def inquired_once(ask: Auditor, number: str) -> None:
    """For the examination: one question, one permit, used once; a record on both sides of it that says the same and is
    kept seven years."""
    permits = ask.rows(
        "subsidy",
        "SELECT i.permit_no, i.state FROM subsidy_entitlements_incomeinquiry i "
        "JOIN subsidy_applications_application a ON a.id = i.application_id WHERE a.receipt_number = %s AND i.year = 2024",
        number,
    )
    assert len(permits) == 1
    permit, state = permits[0]
    assert permit
    assert state == "answered"
    linked = 'SELECT permit_no, state FROM linkage_inquiries_inquiry WHERE "case" = %s ORDER BY id LIMIT 1'
    assert ask.rows("linkage", linked, number) == [(permit, "answered")]
    seen = "SELECT permit_no, state{} FROM {} WHERE permit_no = %s"
    assert ask.rows("simulators", seen.format("", "simulators_network_core_coreinquiry"), permit) == [(permit, "delivered")]
    asked = ask.rows("intermediary", seen.format(", provider", f"body_{CITY}.inquiry"), permit)
    assert asked == [(permit, "answered", OTHER_CITY)]
    told = ask.rows("intermediary", seen.format(", inquirer", f"body_{OTHER_CITY}.provision"), permit)
    assert told == [(permit, "answered", CITY)]
    _records_agree(ask, permit)


def every_question_answered_once(ask: Auditor, kinds: int) -> None:
    """Of whatever kind: a permit of its own, known to everybody it passed, and used once."""
    ours = ask.column("subsidy", "SELECT permit_no FROM subsidy_entitlements_incomeinquiry WHERE state = 'answered'")
    assert len(set(ours)) == len(ours) == ask.one("subsidy", "SELECT count(*) FROM subsidy_entitlements_incomeinquiry")
    assert ask.one("subsidy", "SELECT count(DISTINCT information) FROM subsidy_entitlements_incomeinquiry") == kinds
    assert sorted(ours) == sorted(ask.column("linkage", "SELECT permit_no FROM linkage_inquiries_inquiry"))
    core = ask.rows("simulators", "SELECT permit_no, state FROM simulators_network_core_coreinquiry")
    assert sorted(core) == sorted((permit, "delivered") for permit in ours)
    records = "SELECT permit_no, items FROM body_{}.provision_record WHERE side = '{}'"
    asking = ask.rows("intermediary", records.format(CITY, "照会"))
    assert sorted(permit for permit, _ in asking) == sorted(ours)
    telling = ask.rows("intermediary", records.format(OTHER_CITY, "提供"))
    assert dict(telling).items() <= dict(asking).items(), "the two sides' records differ"


def _records_agree(ask: Auditor, permit: str) -> None:
    question = (
        "SELECT side, permit_no, inquirer, provider, information, items, result, requested_at, keep_until FROM {} "
        "WHERE permit_no = %s"
    )
    asking = ask.rows("intermediary", question.format(f"body_{CITY}.provision_record"), permit)
    telling = ask.rows("intermediary", question.format(f"body_{OTHER_CITY}.provision_record"), permit)
    assert [row[:4] for row in asking] == [("照会", permit, CITY, OTHER_CITY)]
    assert [row[:4] for row in telling] == [("提供", permit, CITY, OTHER_CITY)]
    assert asking[0][4:8] == telling[0][4:8]
    assert asking[0][5], "no items in the record"
    for record in (*asking, *telling):
        asked_on = record[7].date()
        assert record[8] >= asked_on.replace(year=asked_on.year + YEARS_KEPT) - timedelta(days=1)
    codes = {
        body: set(ask.column("intermediary", f"SELECT code FROM body_{body}.code WHERE code IS NOT NULL"))
        for body in (CITY, OTHER_CITY)
    }
    assert codes[CITY]
    assert codes[OTHER_CITY]
    assert not codes[CITY] & codes[OTHER_CITY], "two bodies know a person by the same code"


def receipts_taken_in_once(ask: Auditor, content: bytes) -> None:
    """The file as it came, once; every accepted line booked once, no held one; nobody paid twice for one treatment."""
    files = ask.rows(
        "subsidy",
        "SELECT f.id, string_agg(p.content, $$$$::bytea ORDER BY p.number), f.state, f.line_count "
        "FROM subsidy_receipts_receiptfile f JOIN subsidy_receipts_filepart p ON p.file_id = f.id GROUP BY f.id",
    )
    assert [(kept, state) for _, kept, state, _ in files] == [(content, "imported")]
    lines = ask.rows("subsidy", "SELECT id, state, in_kind_yen FROM subsidy_receipts_receiptline")
    assert len(lines) == files[0][3]
    assert {state for _, state, _ in lines} == {"accepted", "held"}
    accepted = {f"receipt:{pk}": yen for pk, state, yen in lines if state == "accepted"}
    booked = ask.rows(
        "subsidy",
        "SELECT p.cause, l.yen FROM subsidy_ledger_posting p JOIN subsidy_ledger_postingline l ON l.posting_id = p.id "
        "WHERE l.account = 'in_kind'",
    )
    assert sorted(booked) == sorted(accepted.items())


def paid_once(ask: Auditor) -> None:
    """Three claims, entered and decided by two people; two transfers; what the bank refused is owed again."""
    claims = ask.rows(
        "subsidy",
        "SELECT provider, amount, state, entered_by <> decided_by FROM subsidy_claims_claim ORDER BY provider",
    )
    expected = [(name, yen, "50", True) for name, yen in PAID.items()]
    expected += [(name, yen, "51", True) for name, yen in FAILED.items()]
    assert claims == sorted(expected)
    run = ask.rows("subsidy", "SELECT count, yen, state, built_by <> approved_by FROM subsidy_payments_paymentrun")
    assert run == [(2, sum(PAID.values()) + sum(FAILED.values()), "settled", True)]
    items = ask.rows(
        "subsidy",
        "SELECT c.provider, i.yen, i.live, p.state FROM subsidy_payments_paymentitem i "
        "JOIN subsidy_claims_claim c ON c.id = i.claim_id JOIN subsidy_payments_payment p ON p.id = i.payment_id",
    )
    expected_items = [(name, yen, True, "paid") for name, yen in PAID.items()]
    expected_items += [(name, yen, False, "failed") for name, yen in FAILED.items()]
    assert sorted(items) == sorted(expected_items)
    delivered = ask.rows(
        "simulators",
        "SELECT accepted, transfer_count, transfer_yen, paid_count, failed_count, sha256 "
        "FROM simulators_bank_transferdelivery",
    )
    sent = ask.one("subsidy", "SELECT sha256 FROM subsidy_payments_paymentfile WHERE kind = 'transfer'")
    assert delivered == [(True, 2, run[0][1], 1, 1, sent)]


def books_balance(ask: Auditor) -> None:
    """Every posting sums to zero, and so do the books; what is in no account is what the story left open."""
    unbalanced = ask.rows(
        "subsidy",
        "SELECT p.cause, coalesce(sum(l.yen), 0), count(l.id) FROM subsidy_ledger_posting p "
        "LEFT JOIN subsidy_ledger_postingline l ON l.posting_id = p.id GROUP BY p.id "
        "HAVING coalesce(sum(l.yen), 0) <> 0 OR count(l.id) < 2",
    )
    assert unbalanced == []
    accounts = dict(ask.rows("subsidy", "SELECT account, sum(yen)::bigint FROM subsidy_ledger_postingline GROUP BY 1"))
    in_kind = ask.one("subsidy", "SELECT sum(in_kind_yen) FROM subsidy_receipts_receiptline WHERE state = 'accepted'")
    assert accounts == {
        "in_kind": in_kind,
        "payable_to_body": -in_kind,
        "reimbursement": sum(PAID.values()) + sum(FAILED.values()),
        "bank": -sum(PAID.values()),
        "in_transit": 0,
        "payable_to_person": -sum(FAILED.values()),
    }


def nothing_waits(ask: Auditor) -> list[tuple[str, str, str]]:
    """Messages that are still on their way, by service, operation and state: none when all is done."""
    question = "SELECT operation, state FROM outbox_message WHERE state <> 'delivered'"
    services = ("subsidy", "linkage", "intermediary", "portal", "intake")
    return [(service, *row) for service in services for row in ask.rows(service, question)]
