"""Codes for the city's former residents, then copies of what it has of them: tax data, and by magic persons the rest."""

import time
from datetime import date

from sasae.contracts import body_copies, body_gateway, code_gateway
from sasae.simulators.other_city import magic
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
    count = _register(TAX_INFORMATION, [_copy(row) for row in rows])
    for information in magic.KINDS:
        held = [(who, one) for who in numbers for one in magic.held_of(who) if one.information == information]
        count += _register(information, [_held(who, one) for who, one in held])
    return count


def _register(information: str, copies: list[body_copies.VersionedCopy]) -> int:
    """Page by page; the same page has the same number whenever it is sent."""
    for start in range(0, len(copies), AT_ONCE):
        page = copies[start : start + AT_ONCE]
        kind = "" if information == TAX_INFORMATION else f"{information}-"
        number = f"copies-{kind}{page[0].record_id}-{len(page)}"
        batch = body_copies.CopyBatch(batch_no=number, information=information, copies=page)
        answer = ask(ME, body_copies.REGISTER_BATCH, batch, idempotency_key=number)
        if answer.refused:
            raise CopiesRefused(" ".join(each.message for each in answer.findings))
    return len(copies)


def _held(who: str, one: magic.Held) -> body_copies.VersionedCopy:
    return body_copies.VersionedCopy(
        record_id=f"{who}-{one.since:%Y%m%d}", unified_no=who, version=1, period_from=one.since,
        period_to=one.until or magic.FOR_EVER, automatic_reply=one.automatic, data=dict(one.data),
    )  # fmt: skip


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
