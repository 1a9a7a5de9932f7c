"""The texts of letters and the counters of the wards."""

from sasae.kernel.dated import load_dated
from sasae.subsidy.wordings.queries import OnScreen

LETTERS = OnScreen("letters", load_dated(__package__, "letters.yaml"))
WARDS = OnScreen("wards", load_dated(__package__, "wards.yaml"))
