"""Putting a town together: story people first, then household after household until it is full."""

import random

from sasae.simulators.town import circumstances, elsewhere, feeds, households, incomes, numbers, story
from sasae.simulators.town.building import Builder
from sasae.simulators.town.records import Town


def build_town(size: int, seed: int) -> Town:
    """A town of `size` persons, former residents among them; never fewer than the story people.

    100,000 persons take some seconds. The same arguments give the same town.
    """
    rng = random.Random(seed)
    town = Town(size, seed)
    builder = Builder(town, rng, numbers.town_numbers(rng, max(size, 1)))
    story.settle(builder)
    while builder.room > 0:
        households.add(builder)
    for home in builder.homes:
        if not home.fixed:
            households.history(builder, home)
            circumstances.draw(builder, home)
            incomes.draw(builder, home)
    story.write_down(town)
    elsewhere.add(builder)
    feeds.changes(builder)
    feeds.staff(builder)
    return town
