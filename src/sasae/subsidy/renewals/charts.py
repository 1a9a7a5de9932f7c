"""Bars beside the numbers of a table: words and figures are the page's own, in its font; only the bars are SVG."""

from collections.abc import Sequence

from sasae.subsidy.renewals.whatif import Share

BAR = 320  # pixels of the longest bar


def bar(count: int, most: int) -> int:
    """Pixels of one number's bar where the greatest is `most`: none for nothing, and never too short to be seen."""
    return max(2, count * BAR // most) if count else 0


def both_ways(shares: Sequence[Share]) -> list[tuple[Share, int, int]]:
    """Each share with the bars of who gains and who loses, to one scale."""
    most = max((max(one.gains, one.losses) for one in shares), default=0)
    return [(one, bar(one.gains, most), bar(one.losses, most)) for one in shares]
