"""The kit that judges other vendors' systems, held against our own: the five services and the partners we play conform."""

import pytest

from sasae.contracts.catalog import OPERATIONS, answered_by
from sasae.deployment.conformance.asking import Asking
from sasae.deployment.conformance.report import good, text
from sasae.deployment.home import Home
from tests.contracts.doors import Doors

CALLEES = sorted({operation.callee for operation in OPERATIONS})


@pytest.mark.parametrize("callee", CALLEES)
def test_our_own_systems_conform(doors: Doors, installation: Home, callee: str) -> None:
    asking = Asking(callee, installation.addresses[callee], installation.pki_dir)
    operations = sorted(answered_by(callee), key=lambda each: each.effect)
    for operation in {operations[0].full_name, operations[-1].full_name}:
        found = list(asking.checks(operation))
        assert good(found), text(callee, found)
        assert any(check.id == "K-101" for check in found)
