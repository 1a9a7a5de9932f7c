"""Changes of one page in turns, so that each of a person's changes leaves a version of its own."""

from collections import Counter
from collections.abc import Iterable

from sasae.contracts.resident_register import Change


def in_turns(changes: Iterable[Change]) -> list[list[Change]]:
    """Everybody's first change of the page at once; then the second of those who have one, and so on.

    What was so only until the next change was so all the same, and whoever asks later is told of it.
    """
    turns: list[list[Change]] = []
    count: Counter[str] = Counter()
    for change in sorted(changes, key=lambda each: each.sequence):
        turn = count[change.person.atena_no]
        count[change.person.atena_no] += 1
        if turn == len(turns):
            turns.append([])
        turns[turn].append(change)
    return turns
