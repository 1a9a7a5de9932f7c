"""Numbers of townspeople: unique, with valid check digits, the same for the same seed.

Ranges, so that nothing collides: story people have individual numbers 1xxxx… and resident codes 1xxx…, the others start
at 2. 宛名番号 is 14 digits and a check digit (weights 2 and 1, as in health numbers; ours, formats.md §3.6).

Telephones cannot be real: no local exchange begins with 0 or 1, so 044-1nn-nnnn is nobody's, and 0900-nnn-nnnn is not
assigned (総務省「電気通信番号指定状況」).
"""

import random
from collections.abc import Iterator

from sasae.kernel.numbers import health, individual, resident_code

FIRST_OF_TOWN = 10_010_000
STEP = 7  # 宛名番号 are handed out with gaps


def atena_no(body: int) -> str:
    """15 digits."""
    text = f"{body:014d}"
    return text + health.check_digit(text)


def individual_number(body: int) -> str:
    """12 digits from an 11-digit body."""
    text = f"{body:011d}"
    return text + individual.check_digit(text)


def code_of_resident(body: int) -> str:
    """住民票コード: 11 digits from a 10-digit body."""
    text = f"{body:010d}"
    return text + resident_code.check_digit(text)


def story_numbers(place: int) -> tuple[str, str, str]:
    """宛名番号, 個人番号, 住民票コード of the place-th story person; the same in every town."""
    return (
        atena_no(10_000_000 + place),
        individual_number(10_000_000_000 + place * 7919),
        code_of_resident(1_000_000_000 + place * 104_729),
    )


def town_numbers(rng: random.Random, count: int) -> Iterator[tuple[str, str, str]]:
    """Numbers for the others."""
    individuals = rng.sample(range(20_000_000_000, 100_000_000_000), count)
    codes = rng.sample(range(2_000_000_000, 10_000_000_000), count)
    for place in range(count):
        yield (
            atena_no(FIRST_OF_TOWN + place * STEP),
            individual_number(individuals[place]),
            code_of_resident(codes[place]),
        )


def landline(rng: random.Random) -> str:
    """A number of Kawasaki's area code that cannot exist."""
    return f"044-1{rng.randrange(100):02d}-{rng.randrange(10_000):04d}"


def mobile(rng: random.Random) -> str:
    """A mobile number that is not assigned."""
    return f"0900-{rng.randrange(1000):03d}-{rng.randrange(10_000):04d}"
