"""A synthetic Kawasaki: made-up people at real town names, from a size and a seed. No person in it exists.

`build_town(size, seed)` gives the same town for the same arguments, whatever the day, the machine and PYTHONHASHSEED.
The town is a picture of AS_OF; the story people of `cast` are always in it.
"""

from sasae.simulators.town.composition import build_town
from sasae.simulators.town.records import AS_OF, Town

__all__ = ["AS_OF", "Town", "build_town"]
