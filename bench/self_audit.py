"""How long does the night's self-audit of ten years take: every balance derived again from claims, receipts and payments?

A database of its own is made in the folder, filled with settled treatments and their books, and taken away again.
"""

import resource
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from sasae.deployment.benchmark import Failed, Run, seconds_of
from sasae.deployment.benchmark_subsidy import FAMILY_TABLES, City, loading, multiply, subsidy

TITLE = "台帳の自己検査：10年分の残高を、請求・レセプト・支払から計算し直して比べる"
UNIT = "明細"
SIZES = (5_000, 20_000, 100_000)
LARGE = (500_000,)
LEFT_OUT = {"測らない規模": "500,000（--million で測る）"}
QUICK = (5_000,)
ALTERNATIVE = "一人ずつ請求・レセプト・支払・台帳を読み、Pythonで足して比べる（一部の人で測る）"
FAMILIES, LOOPED = 100, 300
LINES_OF_CLAIM, LINES_OF_RECEIPT = 6, 2  # granted, sent, arrived; granted
MONTH = "to_char(make_date({year}, 1, 1) + make_interval(months => (n / {p} %% {months})::int), 'YYYY-MM')"
RECEIPTS = {"year": 2016, "months": 120}
CLAIMS = {"year": 2019, "months": 90}  # the caps a claim is held against begin in 2019


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """Three of four lines are of receipts in kind, as in a city; the rest are of reimbursements that were paid."""
    with subsidy(folder) as city:
        from sasae.subsidy.ledger.audit import audit
        from sasae.subsidy.ledger.deriving import disagreements

        seeds = _seeds()
        persons = _people(city, max(sizes))
        for size in sizes:
            lines = _fill(city, seeds, persons, size)
            left_out = LEFT_OUT if size == max(sizes) < LARGE[0] else {}
            more = {
                "人": len(persons),
                **left_out,
                "最大メモリ（MB）": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
            theirs, of = _looped(persons)
            ours = seconds_of(lambda: _none(list(disagreements())), most=2)
            yield Run("すべての残高の照合", lines, ours, theirs, alternative_size=of, more=more)
            whole = seconds_of(lambda: _none(audit().findings), most=1)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            yield Run("自己検査の全体（決定の再計算と重複を含む）", lines, whole, more={"最大メモリ（MB）": peak})


def _none(found: Sequence[object]) -> None:
    if found:
        raise Failed(f"差や指摘が{len(found)}件あります：{found[0]}")


def _people(city: City, size: int) -> list[int]:
    """Some 20,000 persons with ten years of cover, fewer for a small measure. Returns their ids."""
    from sasae.subsidy.people.models import Person
    from tests.subsidy.renewals.families import settle

    settle(FAMILIES)
    multiply(city, FAMILY_TABLES, until=max(2, min(70, size // 20_000)))
    with loading(city) as connection:
        connection.execute("UPDATE subsidy_entitlements_entitlement SET valid_from = make_date(2016, 1, 1)")
    return list(Person.objects.order_by("pk").values_list("pk", flat=True))


def _seeds() -> dict[str, int]:
    """One claim, one line of a receipt and one payment as the areas keep them: what the bulk is copied from."""
    from sasae.kernel import clock
    from sasae.subsidy.claims.models import Claim
    from sasae.subsidy.claims.models import State as ClaimState
    from sasae.subsidy.entitlements.models import Entitlement, Recipient
    from sasae.subsidy.payments.models import Payment, PaymentItem, PaymentRun, PaymentState, RunState
    from sasae.subsidy.receipts.models import Cycle, FileState, LineState, ReceiptFile, ReceiptLine, Reviewer
    from tests.subsidy.renewals.families import mother, settle

    settle(1, first=900)
    recipient = Recipient.objects.get(person__atena_no=mother(900))
    entitlement = Entitlement.objects.get(recipient=recipient)
    person, on = recipient.person, clock.today()
    claim = Claim.objects.create(
        number="seed", recipient=recipient, person=person, payee=person, treatment_month="2016-06", provider="見本医院",
        days=1, total_cost=10_000, insured_self_pay=3_000, benefits_settled=True, claimed_on=on, state=ClaimState.REFUSED,
        amount=0, entered_by="a", decided_by="b", decided_on=on,
    )  # fmt: skip
    file = ReceiptFile.objects.create(name="見本", sha256="0" * 64, state=FileState.IMPORTED, uploaded_by="a")
    cycle = Cycle.objects.create(billing_month="2016-07", reviewer=Reviewer.values[0])
    line = ReceiptLine.objects.create(
        cycle=cycle,
        file=file, receipt_no="1", place=1, public_order=1, treatment_month="2016-06", recipient_number=recipient.number,
        name=person.name, provider="1410000001", provider_name="見本医院", days=1, decided_yen=3_000, self_pay_yen=900,
        in_kind_yen=900, person=person, entitlement=entitlement, state=LineState.RETURNED, receipt_kind="1112",
    )  # fmt: skip
    run = PaymentRun.objects.create(
        number="seed", pay_on=on, count=1, yen=1, state=RunState.SETTLED, built_by="a", approved_by="b"
    )
    payment = Payment.objects.create(
        run=run, serial="seed", payee=person, yen=1, bank="0001", bank_name="見本", branch="001", branch_name="見本",
        account_type="1", account_number="1234567", holder="ﾐﾎﾝ", new_code="0", state=PaymentState.PAID,
    )  # fmt: skip
    item = PaymentItem.objects.create(payment=payment, claim=claim, yen=1, live=False)
    return {"claim": claim.pk, "line": line.pk, "payment": payment.pk, "item": item.pk, "run": run.pk}


def _fill(city: City, seeds: Mapping[str, int], persons: Sequence[int], size: int) -> int:
    """Claims and receipts until the books have so many lines; what was there is taken away first. Returns the lines."""
    claims, receipts = size // 4 // LINES_OF_CLAIM, size * 3 // 4 // LINES_OF_RECEIPT
    p = len(persons)
    person = f"(%s::bigint[])[1 + n %% {p}]"
    with loading(city) as connection:
        connection.execute(
            "TRUNCATE subsidy_ledger_postingline, subsidy_ledger_posting, subsidy_ledger_accountbalance, "
            "subsidy_ledger_ledgeraudit CASCADE"
        )
        for table, key in (
            ("payments_paymentitem", "item"),
            ("claims_claim", "claim"),
            ("receipts_receiptline", "line"),
        ):
            connection.execute(f"DELETE FROM subsidy_{table} WHERE id <> %s", [seeds[key]])  # noqa: S608 - fixed names
        made = {
            "number": "'N' || n", "person_id": person, "treatment_month": MONTH.format(p=p, **CLAIMS), "provider": f"'架空医院' || (n / ({p} * 90))",
            "insured_self_pay": "100 + n %% 2900", "amount": "100 + n %% 2900", "state": "'50'", "claimed_on": "decided_on",
        }  # fmt: skip
        _repeat(connection, "subsidy_claims_claim", seeds["claim"], claims, made, persons)
        made = {
            "place": "n + 2", "person_id": person, "treatment_month": MONTH.format(p=p, **RECEIPTS), "in_kind_yen": "3001 + n %% 5000",
            "self_pay_yen": "3001 + n %% 5000", "state": "'accepted'", "provider_name": "''",
            "provider": f"(1410000000 + n / ({p} * 120))::text",
        }  # fmt: skip
        _repeat(connection, "subsidy_receipts_receiptline", seeds["line"], receipts, made, persons)
        _pay(connection, seeds)
        for statement in _BOOKS:
            connection.execute(statement)
    return claims * LINES_OF_CLAIM + receipts * LINES_OF_RECEIPT


def _repeat(
    connection: psycopg.Connection[Any],
    table: str,
    seed: int,
    count: int,
    made: Mapping[str, str],
    persons: Sequence[int],
) -> None:
    """The seed's row so many times, `n` counting; `made` says what is otherwise."""
    columns = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'"
        " AND is_generated = 'NEVER' AND is_identity = 'NO'", [table],
    ).fetchall()  # fmt: skip
    names = [name for (name,) in columns]
    values = [sql.SQL(made[name]) if name in made else sql.Identifier("t", name) for name in names]  # type: ignore[arg-type]
    query = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} t, generate_series(0, {}) n WHERE t.id = {}").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names)), sql.SQL(", ").join(values),
        sql.Identifier(table), sql.Literal(count - 1), sql.Literal(seed),
    )  # fmt: skip
    connection.execute(query, [list(persons)] * sum("%s" in text for text in made.values()))


def _pay(connection: psycopg.Connection[Any], seeds: Mapping[str, int]) -> None:
    """Every claim in one payment that arrived; its sums, and its run's, are right."""
    connection.execute(
        "INSERT INTO subsidy_payments_paymentitem (payment_id, claim_id, granted, yen, live)"
        " SELECT %s, id, amount, amount, true FROM subsidy_claims_claim WHERE state = '50'", [seeds["payment"]],
    )  # fmt: skip
    connection.execute("DELETE FROM subsidy_payments_paymentitem WHERE id = %s", [seeds["item"]])
    total = "(SELECT coalesce(sum(yen), 1) FROM subsidy_payments_paymentitem)"
    for table, key in (("payment", "payment"), ("paymentrun", "run")):
        connection.execute(f"UPDATE subsidy_payments_{table} SET yen = {total} WHERE id = %s", [seeds[key]])  # noqa: S608 - fixed names


_BOOKS = (
    """INSERT INTO subsidy_ledger_posting (cause, "on", text, by, at)
       SELECT what || ':' || id, decided_on, '見本', 'bench', now()
       FROM subsidy_claims_claim, unnest(ARRAY['claim', 'sent', 'paid']) what WHERE state = '50'""",
    """INSERT INTO subsidy_ledger_posting (cause, "on", text, by, at)
       SELECT 'receipt:' || id, '2026-06-15', '見本', 'bench', now()
       FROM subsidy_receipts_receiptline WHERE state = 'accepted'""",
    """INSERT INTO subsidy_ledger_postingline (posting_id, account, yen, person_id, provider, treatment_month, scheme)
       SELECT p.id, account, sign * c.amount, c.person_id, c.provider, c.treatment_month, '2'
       FROM subsidy_claims_claim c
       CROSS JOIN (VALUES ('claim', 'reimbursement', 1), ('claim', 'payable_to_person', -1), ('sent', 'payable_to_person', 1),
           ('sent', 'in_transit', -1), ('paid', 'in_transit', 1), ('paid', 'bank', -1)) AS w (what, account, sign)
       JOIN subsidy_ledger_posting p ON p.cause = what || ':' || c.id""",
    """INSERT INTO subsidy_ledger_postingline (posting_id, account, yen, person_id, provider, treatment_month, scheme)
       SELECT p.id, account, sign * l.in_kind_yen, l.person_id, l.provider, l.treatment_month, '1'
       FROM subsidy_receipts_receiptline l CROSS JOIN (VALUES ('in_kind', 1), ('payable_to_body', -1)) AS w (account, sign)
       JOIN subsidy_ledger_posting p ON p.cause = 'receipt:' || l.id""",
    """INSERT INTO subsidy_ledger_accountbalance (account, part, yen)
       SELECT account, 0, sum(yen) FROM subsidy_ledger_postingline GROUP BY account""",
)


def _looped(persons: Sequence[int]) -> tuple[float, int]:
    """A person at a time, with the same rows, in Python. Returns the seconds and on how many lines of the books."""
    from sasae.subsidy.ledger.models import PostingLine

    some = persons[:LOOPED]
    seconds = seconds_of(lambda: [_one_person(person) for person in some], most=1)
    return seconds, PostingLine.objects.filter(person__in=some).count()


def _one_person(person: int) -> None:
    from sasae.subsidy.claims.models import Claim
    from sasae.subsidy.ledger.models import PostingLine
    from sasae.subsidy.receipts.models import ReceiptLine

    found: dict[tuple[str, ...], int] = defaultdict(int)
    for claim in Claim.objects.filter(person=person, state="50").prefetch_related("payment_items"):
        found["reimbursement", claim.provider, claim.treatment_month] += claim.amount
        found["payable_to_person", claim.provider, claim.treatment_month] -= claim.amount
        for item in claim.payment_items.all():
            found["payable_to_person", claim.provider, claim.treatment_month] += item.yen
            found["bank", claim.provider, claim.treatment_month] -= item.yen
    for line in ReceiptLine.objects.filter(person=person, state="accepted"):
        found["in_kind", line.provider, line.treatment_month] += line.in_kind_yen or 0
        found["payable_to_body", line.provider, line.treatment_month] -= line.in_kind_yen or 0
    for row in PostingLine.objects.filter(person=person):
        found[row.account, row.provider, row.treatment_month] -= row.yen
    if any(found.values()):
        raise Failed(f"受診者{person}の残高が合いません。")
