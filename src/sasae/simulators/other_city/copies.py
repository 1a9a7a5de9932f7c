"""Codes for the city's former residents, then copies of the tax data it has of them."""

import time
from datetime import date

from sasae.contracts import body_copies, body_gateway, code_gateway
from sasae.simulators.partners import ask
from sasae.simulators.registers.models import Elsewhere

ME = "other_city"
TAX_INFORMATION = "TM00000000000002"
AT_ONCE = 500


class CodesMissing(RuntimeError):
    """The codes did not arrive in time: the network core's dispatcher does not run."""


class CopiesRefused(RuntimeError):
    """The city's own data is wrong: the intermediary says of which rows."""


def provide(wait_seconds: float = 60.0) -> int:
    """Ask for the codes of everybody the city knows, wait for them, register the copies. Run again, nothing doubles."""
    rows = list(Elsewhere.objects.order_by("atena_no_there", "year"))
    people = {row.atena_no_there: row.individual_number for row in rows}
    numbers = sorted(people)
    for start in range(0, len(numbers), AT_ONCE):
        _codes(numbers[start : start + AT_ONCE], people, wait_seconds)
    for start in range(0, len(rows), AT_ONCE):
        page = rows[start : start + AT_ONCE]
        number = f"copies-{page[0].atena_no_there}-{page[0].year}-{len(page)}"
        copies = [_copy(row) for row in page]
        batch = body_copies.CopyBatch(batch_no=number, information=TAX_INFORMATION, copies=copies)
        answer = ask(ME, body_copies.REGISTER_BATCH, batch, idempotency_key=number)
        if answer.refused:
            raise CopiesRefused(" ".join(each.message for each in answer.findings))
    return len(rows)


def _codes(numbers: list[str], people: dict[str, str], wait_seconds: float) -> None:
    message = body_gateway.CodesRequest(unified_nos=numbers)
    answer = ask(ME, body_gateway.REQUEST_CODES, message, idempotency_key=f"codes-{numbers[0]}-{len(numbers)}")
    ask(
        ME,
        code_gateway.ACQUIRE,
        code_gateway.AcquireRequest(
            people=[
                code_gateway.NumberToCode(processing_no=code.processing_no, individual_number=people[code.unified_no])
                for code in answer.codes
            ]
        ),
        idempotency_key=f"acquire-{numbers[0]}-{len(numbers)}",
    )
    end = time.monotonic() + wait_seconds
    while any(
        code.state is not body_gateway.CodeState.COMPLETED for code in ask(ME, body_gateway.CODE_STATES, message).codes
    ):
        if time.monotonic() > end:
            raise CodesMissing(CodesMissing.__doc__)
        time.sleep(0.3)


def _copy(row: Elsewhere) -> body_copies.VersionedCopy:
    """What the tax office there knows of one person and year, in the items of the permitted list."""
    return body_copies.VersionedCopy(
        record_id=f"{row.atena_no_there}-{row.year}",
        unified_no=row.atena_no_there,
        version=1,
        period_from=date(row.year, 1, 1),
        period_to=date(row.year, 12, 31),
        data={
            "year": row.year,
            "salary": row.salary,
            "public_pension": row.public_pension,
            "other_general": row.other_general,
            "dependants": row.dependants,
            "specific_dependants": row.specific_dependants,
        },
    )
