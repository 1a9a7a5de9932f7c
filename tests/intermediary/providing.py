"""Asking a body to provide, in tests: the core's request, and what the inquirer reads of the answer."""

import json
from typing import Any

from sasae.contracts import information_network as network
from sasae.intermediary.keys.client import open_sealed
from tests.intermediary.conftest import Net
from tests.intermediary.core import KAWASAKI

CODE = "CODE-AT-MIDORINO"


def provide(net: Net, **other: Any) -> network.Provision:
    answer: network.Provision = net.said("network_core", network.PROVIDE, net.core.request(CODE, **other))
    return answer


def opened(sealed: str, body: str = KAWASAKI) -> Any:
    return json.loads(open_sealed(body, "answer", sealed))
