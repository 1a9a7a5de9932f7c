"""Files in, answers out. The same file is taken once, whoever brings it again."""

import base64
import hashlib

from sasae.contracts import bank
from sasae.kernel import clock
from sasae.kernel.findings import error
from sasae.simulators.bank.models import TransferDelivery
from sasae.simulators.bank.outcomes import answer_file
from sasae.simulators.bank.transfer_file import Payment, read
from sasae.simulators.contract_endpoint import Refused
from sasae.simulators.registers.models import BankAccount


def submit(message: bank.TransferFile) -> bank.Receipt:
    """Take a file or refuse it whole. Runs in the endpoint's transaction."""
    try:
        content = base64.b64decode(message.file_base64, validate=True)
    except ValueError:  # not base64, or no ASCII at all
        raise Refused(error("B-001", "file_base64", "ファイルをbase64として読めません。")) from None
    digest = hashlib.sha256(content).hexdigest()
    problems = [] if digest == message.sha256.lower() else ["ファイルのSHA-256が添えられた値と違います。"]
    before = TransferDelivery.objects.filter(sha256=digest, accepted=True).first()
    if before is not None:
        problems.append(f"同じ内容のファイルを受け付け済みです（受付番号{before.receipt_no}）。")
    found = read(content, clock.today())
    problems += found.problems
    delivery = TransferDelivery.objects.create(
        sha256=digest, content=content, accepted=not problems, messages=problems, received_at=clock.now(),
        transfer_count=len(found.payments), transfer_yen=sum(payment.yen for payment in found.payments),
    )  # fmt: skip
    delivery.receipt_no = f"{delivery.received_at:%Y%m%d}-{delivery.pk:06d}"
    if delivery.accepted:
        holders = _holders(found.payments)
        made = answer_file(found.batches, lambda payment: holders.get(_key(payment)))
        delivery.answer, delivery.paid_count, delivery.failed_count = made
    delivery.save()
    return bank.Receipt(
        receipt_no=delivery.receipt_no, accepted=delivery.accepted, count=delivery.transfer_count,
        yen=delivery.transfer_yen, messages=problems[:100],
    )  # fmt: skip


def _key(payment: Payment) -> tuple[str, str, str]:
    return payment.bank, payment.branch, payment.account


def _holders(payments: list[Payment]) -> dict[tuple[str, str, str], str]:
    """Holders of the townspeople's accounts among these."""
    rows = BankAccount.objects.filter(number__in={payment.account for payment in payments})
    return {(row.bank, row.branch, row.number): row.holder_kana for row in rows}


def answer(message: bank.AnswerRequest) -> bank.AnswerFile:
    """The answer to a file that was taken."""
    found = TransferDelivery.objects.filter(receipt_no=message.receipt_no, accepted=True).first()
    if found is None or found.answer is None:
        raise Refused(error("B-002", "receipt_no", "この受付番号の振込はありません。"), status=404)
    return bank.AnswerFile(
        file_base64=base64.b64encode(bytes(found.answer)).decode("ascii"),
        paid_count=found.paid_count,
        failed_count=found.failed_count,
    )
