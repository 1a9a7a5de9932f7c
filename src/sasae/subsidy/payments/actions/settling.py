"""The bank's answer is taken in: every payment of the run, once, to the yen."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import connection, transaction

from sasae.formats.zengin import RESULTS
from sasae.foundation.batch import start
from sasae.foundation.history import Actor, record
from sasae.kernel.findings import Finding, error, has_errors
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.payments import outputs
from sasae.subsidy.payments.actions.files import keep
from sasae.subsidy.payments.actions.following import follow
from sasae.subsidy.payments.actions.letters import LETTERS
from sasae.subsidy.payments.actions.refusals import MOST_NAMED, CannotPay, locked, move
from sasae.subsidy.payments.answers import Answer, read_answer
from sasae.subsidy.payments.booking import book
from sasae.subsidy.payments.models import (
    FileKind,
    LetterKind,
    Payment,
    PaymentRun,
    PaymentState,
    RefusedResult,
    RunState,
)

_TOLD = "CREATE TEMPORARY TABLE told (serial varchar(10), yen bigint, code varchar(1)) ON COMMIT DROP"
_MISMATCHES = """
    SELECT 'P-301', told.serial, NULL::bigint, told.yen FROM told
        WHERE NOT EXISTS (SELECT 1 FROM subsidy_payments_payment p WHERE p.serial = told.serial AND p.run_id = %(run)s)
    UNION ALL
    SELECT 'P-302', p.serial, p.yen, told.yen FROM told JOIN subsidy_payments_payment p USING (serial)
        WHERE p.run_id = %(run)s AND p.yen <> told.yen
    UNION ALL
    SELECT 'P-303', serial, NULL, NULL FROM told GROUP BY serial HAVING count(*) > 1
    UNION ALL
    SELECT 'P-304', p.serial, NULL, NULL FROM subsidy_payments_payment p
        WHERE p.run_id = %(run)s AND p.state = 'sent' AND NOT EXISTS (SELECT 1 FROM told WHERE told.serial = p.serial)
    ORDER BY 1, 2 LIMIT %(most)s
"""
_OUTCOMES = """
    UPDATE subsidy_payments_payment p SET settled_at = %(at)s,
        state = CASE told.code WHEN '0' THEN 'paid' ELSE 'failed' END,
        failure = CASE told.code WHEN '0' THEN '' ELSE %(words)s::jsonb ->> told.code END
    FROM told WHERE p.serial = told.serial AND p.run_id = %(run)s AND p.state = 'sent'
"""


def settle(run_id: int, content: bytes, *, by: Actor, on: date, at: datetime) -> PaymentRun:
    """Take the bank's answer in: every payment of the run, once, to the yen. The same again: nothing happens.

    What cannot be taken in is kept with its findings, and changes nothing else. Raises CannotPay.
    """
    try:
        return _settle(run_id, content, by, on, at)
    except CannotPay as refusal:
        _keep_refused(run_id, content, refusal.findings, by)
        raise


@transaction.atomic
def _settle(run_id: int, content: bytes, by: Actor, on: date, at: datetime) -> PaymentRun:
    run = locked(run_id)
    if run.state == RunState.SETTLED:
        _require_same(run, content)
        return run
    move(run, RunState.SETTLED)
    answer = read_answer(content)
    _tell(run, answer)
    findings = [*answer.findings, *_mismatches(run)]
    if has_errors(findings):
        raise CannotPay(findings)
    _outcomes(run, at)
    keep(run, outputs.Output(FileKind.RESULT, f"result-{run.number}.txt", "text/plain", [content]))
    run.save()
    paid, failed = _follow(run, by, on)
    persons = run.payments.order_by("serial").values_list("payee__atena_no", flat=True)
    record(by, "payments.settled", run.number, persons.iterator(), paid=paid, failed=failed)
    return run


def _require_same(run: PaymentRun, content: bytes) -> None:
    """A settled run takes the same file again, and no other."""
    if not run.files.filter(kind=FileKind.RESULT, sha256=hashlib.sha256(content).hexdigest()).exists():
        raise CannotPay.one("P-305", run.number, "この支払には、別の振込結果を取り込み済みです。銀行に確かめてください。")


def _tell(run: PaymentRun, answer: Answer) -> None:
    """What the bank says, for the database to compare; of a list of failures, what it does not name was paid."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS told")
        cursor.execute(_TOLD)
        with cursor.copy("COPY told FROM STDIN") as copy:
            for result in answer.results:
                copy.write_row((result.customer_code1, result.yen, result.code))
        if answer.only_failures:
            cursor.execute(
                """INSERT INTO told SELECT serial, yen, '0' FROM subsidy_payments_payment p
                   WHERE run_id = %s AND state = 'sent' AND NOT EXISTS (SELECT 1 FROM told WHERE told.serial = p.serial)""",
                [run.pk],
            )


def _mismatches(run: PaymentRun) -> Iterator[Finding]:
    """The answer must speak of exactly the run's payments, each once, each to the yen."""
    said = {
        "P-301": "この支払にない振込の結果です。別の支払の結果でないか確かめてください。",
        "P-302": "金額が違います（{0}円に対し{1}円）。",
        "P-303": "同じ振込の結果が二つあります。",
        "P-304": "結果のない振込があります。",
    }
    with connection.cursor() as cursor:
        cursor.execute(_MISMATCHES, {"run": run.pk, "most": MOST_NAMED})
        for id, serial, ours, theirs in cursor.fetchall():
            yield error(id, serial, said[id].format(ours, theirs))


def _outcomes(run: PaymentRun, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_OUTCOMES, {"run": run.pk, "at": at, "words": json.dumps(RESULTS, ensure_ascii=False)})
        if cursor.rowcount != run.count:
            raise AssertionError(f"{cursor.rowcount} of {run.count} payments of {run.number} were under way")


def _follow(run: PaymentRun, by: Actor, on: date) -> tuple[int, int]:
    """Books, claims and letters follow the outcomes; how many were paid and how many failed."""
    paid = Payment.objects.filter(run=run, state=PaymentState.PAID, yen__gt=0)
    failed = Payment.objects.filter(run=run, state=PaymentState.FAILED)
    book(paid, "paid", Account.IN_TRANSIT, Account.BANK, on=on, by=by)
    book(failed, "failed", Account.IN_TRANSIT, Account.PAYABLE_TO_PERSON, on=on, by=by)
    follow(paid, ClaimState.PAID)
    follow(failed, ClaimState.FAILED, live=False)
    count = failed.count()
    if count:
        params = {"run": run.number, "kind": LetterKind.REQUEST, "on": on.isoformat()}
        start(LETTERS, params, by, once=f"request:{run.number}")
    return run.count - count, count


@transaction.atomic
def _keep_refused(run_id: int, content: bytes, findings: Sequence[Finding], by: Actor) -> None:
    refused = RefusedResult.objects.create(
        run_id=run_id, content=content, sha256=hashlib.sha256(content).hexdigest(), received_by=by.id,
        findings=[finding.as_dict() for finding in findings],
    )  # fmt: skip
    record(by, "payments.result_refused", refused.run.number, count=len(findings))
