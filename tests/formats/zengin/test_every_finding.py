"""Whatever a file is like, each finding says where (record and columns), what, and what to do."""

import random
import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasae.formats import zengin
from sasae.formats.zengin.rules import RULES

PLACE = re.compile(r"^(\d+行目( \d+-\d+桁| \d+桁)?(の後)?|ファイル全体|\d+行目～.*)")
ONE = b"".join(
    record.ljust(120)
    for record in (
        "12101234567890ｶﾜｻｷｼ ｺﾄﾞﾓﾐﾗｲｷﾖｸ                        04250138ﾖｺﾊﾏ           350ｶﾜｻｷ           11413050".encode("cp932"),
        "20001ﾐｽﾞﾎ           001ﾄｳｷﾖｳｴｲｷﾞﾖｳ    000017654321ﾔﾏﾀﾞ ﾊﾅｺ                      00000031501002025100000000000017".encode("cp932"),
        b"8000001000000003150",
        b"9",
    )
)  # fmt: skip


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _lost(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + data[place + chance.randint(1, 5) :]


def _doubled(data: bytes, chance: random.Random) -> bytes:
    place = 120 * chance.randrange(len(data) // 120)
    return data[: place + 120] + data[place:]


def _changed(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def _shuffled(data: bytes, chance: random.Random) -> bytes:
    records = [data[place : place + 120] for place in range(0, len(data), 120)]
    chance.shuffle(records)
    return b"\r\n".join(records)


def _foreign(data: bytes, chance: random.Random) -> bytes:
    text = data.decode("cp932")
    return text.encode(chance.choice(["utf-8", "utf-8-sig", "utf-16", "euc_jp", "cp932"])).replace(b"  ", b"\t", 3)


DAMAGES = [_cut, _lost, _doubled, _changed, _shuffled, _foreign]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
@settings(max_examples=150, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_a_hostile_file_is_read_without_a_fall_and_each_finding_has_record_and_cure(
    damage: Callable[[bytes, random.Random], bytes], seed: int
) -> None:
    for each in zengin.read(damage(ONE, random.Random(seed)), around=date(2025, 4, 20)).findings:
        assert PLACE.match(each.at), (each.id, each.at)
        assert re.search("ください|直して", each.message), (each.id, each.message)


@pytest.mark.parametrize("id", sorted(RULES.keys() - {"Z-000"}))
def test_every_rule_says_what_to_do(id: str) -> None:
    said = RULES[id].text if hasattr(RULES[id], "text") else str(RULES[id])
    assert "ください" in said or "{cure}" in said


def test_the_sound_file_has_no_finding() -> None:
    assert zengin.read(ONE, around=date(2025, 4, 20)).findings == []
