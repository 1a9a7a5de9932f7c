"""Every operation there is. Who may open a connection to whom follows from it."""

from typing import Any

from sasae.contracts import (
    bank,
    body_copies,
    body_gateway,
    body_personnel,
    certificates,
    code_gateway,
    contractor_ends,
    evidence,
    existing_systems,
    information_network,
    inquiries,
    other_schemes,
    person_index,
    personnel,
    portal_applications,
    portal_letters,
    published_applications,
    resident_questions,
    resident_register,
    review_body,
    tax,
    tie_corrections,
    transfers,
)
from sasae.contracts.operation import Operation

_MODULES = (
    bank,
    body_copies,
    body_gateway,
    body_personnel,
    certificates,
    code_gateway,
    contractor_ends,
    evidence,
    existing_systems,
    information_network,
    inquiries,
    other_schemes,
    person_index,
    personnel,
    portal_applications,
    portal_letters,
    published_applications,
    resident_questions,
    resident_register,
    review_body,
    tax,
    tie_corrections,
    transfers,
)

AnyOperation = Operation[Any, Any]

OPERATIONS: tuple[AnyOperation, ...] = tuple(
    value for module in _MODULES for value in vars(module).values() if isinstance(value, Operation)
)


def answered_by(callee: str) -> list[AnyOperation]:
    """The operations one system answers."""
    return [operation for operation in OPERATIONS if operation.callee == callee]


def connections() -> set[tuple[str, str]]:
    """Pairs (caller, callee) that may exist at all."""
    return {(caller, operation.callee) for operation in OPERATIONS for caller in operation.callers}
