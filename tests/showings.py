"""Another's permission to see where protected persons are to be found, as the real actions give it."""

from typing import Any

from sasae.foundation.showings import actions
from sasae.kernel import clock
from tests.staff import make_staff


def let_see(client: Any, *persons: str, **fields: Any) -> Any:
    """The client's user asks to see these persons, and somebody else permits it. Returns the client."""
    other = make_staff("protected.view", name="登戸 治", **fields)
    asked = actions.ask(client.staff, persons, "避難先に書類を送るため", at=clock.now())
    actions.grant(asked.pk, by=other, at=clock.now())
    return client
