"""Why a step is not taken."""

from sasae.kernel.findings import Refusal


class CannotRecover(Refusal):
    """The step is not allowed now, or not by this person; the text says why, in Japanese."""
