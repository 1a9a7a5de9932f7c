"""What the area refuses, in words for staff: RC-1xx lines and files · RC-2xx months · RC-3xx corrections."""

from sasae.kernel.findings import Refusal


class CannotDecide(Refusal):
    """The step is not allowed; the text says why, in Japanese."""
