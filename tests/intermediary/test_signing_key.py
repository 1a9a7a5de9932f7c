"""Another key to sign answers with: distributed before it is used, and the one before is taken meanwhile."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sasae.intermediary.masters.batches import refresh
from sasae.intermediary.masters.queries import signing_keys
from sasae.intermediary.provisions import signing
from sasae.wire.renewing import NEXT, prepare_signing_key
from tests.intermediary.conftest import Net
from tests.intermediary.core import KAWASAKI

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.fixture
def prepared(settings: Any, net: Net) -> Iterator[None]:
    """The next key lies beside the present one."""
    prepare_signing_key(settings.SASAE_PKI, "intermediary")
    yield
    (Path(settings.SASAE_PKI) / "intermediary" / NEXT).unlink()


def test_a_prepared_key_is_told_and_distributed_while_answers_are_signed_with_the_present_one(net: Net, prepared: None) -> None:
    present, coming = signing.platform_key(), signing.announced_key()
    assert present != coming
    net.core.version += 1
    refresh()
    net.core.version += 1
    refresh()
    assert signing_keys(KAWASAKI) == [coming, present]
    assert signing.read(signing.signed({"a": 1}), present) == {"a": 1}
    with pytest.raises(signing.NotSigned):
        signing.read(signing.signed({"a": 1}), coming)
