"""Deadlines, fee and periods of disclosure, dated."""

from datetime import date, timedelta

from sasae.kernel.dated import load_dated

TERMS = load_dated("sasae.intake.questions", "terms.yaml", dict)


def due_on(requested_on: date) -> date:
    """The last day of the decision (個人情報保護法83条1項)."""
    return requested_on + timedelta(days=int(TERMS.on(requested_on)["days"]))


def extended(due: date, on: date) -> date:
    """The last day after an extension (83条2項)."""
    return due + timedelta(days=int(TERMS.on(on)["extension_days"]))


def fee_yen(on: date) -> int:
    """What a disclosure as an electronic file costs."""
    return int(TERMS.on(on)["fee_yen"])


def looks_since(on: date, wish: date | None) -> date:
    """From when on lines are told: as wished, no further back than a year."""
    first = on - timedelta(days=int(TERMS.on(on)["looks_days"]))
    return max(first, wish) if wish is not None else first


def packet_since(on: date) -> date:
    """From when on lines stand in a packet: as long as the records are kept."""
    return on - timedelta(days=366 * int(TERMS.on(on)["packet_years"]))
