"""What a request's gate knows of another's permission to see where a protected person is to be found."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from sasae.kernel import clock

if TYPE_CHECKING:
    from sasae.foundation.showings.queries import Permitted


class Sight:
    """The part of `Gate` that two persons are needed for."""

    user: Any

    if TYPE_CHECKING:  # the gate's own

        def may(self, right: str, *, ward: str | None = None, procedure: str | None = None) -> bool: ...

    @cached_property
    def unseen(self) -> list[str]:
        """Whom this page kept back from somebody who holds the right: it offers to ask for them."""
        return []

    @cached_property
    def permitted(self) -> "Permitted":
        """Whom another permits this user to see, asked once a request."""
        from sasae.foundation.showings.queries import Permitted

        return Permitted(self.user, clock.now())

    def sees(self, person: str, *, procedure: str | None = None) -> bool:
        """Whether a protected person's whereabouts may be shown: by the right, and by another's permission for this person."""
        if not self.may("protected.view", procedure=procedure):
            return False
        if self.permitted.sees(person):
            return True
        self.unseen.append(person)
        return False
