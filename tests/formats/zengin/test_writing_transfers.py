"""Files we write: the golden bytes, a second witness at the published positions, and everything that is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasae.formats import zengin
from sasae.formats.zengin import Transfer, TransferBatch, ZenginRefused

BATCH = TransferBatch(
    client_code="1234567890",
    client_name="カワサキシ　コドモミライキョク",
    day=date(2025, 4, 25),
    bank="9999",
    bank_name="テスト",
    branch="999",
    branch_name="テスト",
    account_type="1",
    account="1234567",
    transfers=[
        Transfer(
            bank="9999",
            bank_name="ﾃｽﾄ",
            branch="999",
            branch_name="ﾃｽﾄ",
            type="1",
            account="7654321",
            name="ヤマダ　ハナコ",
            yen=3150,
            new_code="1",
            customer_code1="0020250001",
            customer_code2="1",
        )
    ],
)
ONE = BATCH.transfers[0]


def refused(batch: TransferBatch) -> list[tuple[str, str]]:
    with pytest.raises(ZenginRefused) as caught:
        zengin.write(batch)
    return [(finding.id, finding.at) for finding in caught.value.findings]


@pytest.mark.clause("SUB-2")
def test_the_golden_bytes(golden: bytes) -> None:
    assert zengin.write(BATCH) == golden


CASES: dict[str, TransferBatch] = {
    "Z-403": replace(BATCH, transfers=[replace(ONE, yen=9_999_999_999)] * 101),
    "Z-601": replace(BATCH, transfers=[replace(ONE, name="ガ" * 16)]),
    "Z-602": replace(BATCH, transfers=[replace(ONE, account="12345678")]),
    "Z-603": replace(BATCH, transfers=[replace(ONE, yen=0)]),
    "Z-604": replace(BATCH, transfers=[replace(ONE, yen=0, name="")] * 1_000_000),
    "Z-605": replace(BATCH, transfers=[]),
    "Z-606": replace(BATCH, kind="11"),
    "Z-102": replace(BATCH, transfers=[replace(ONE, name="山田 ハナコ")]),
    "Z-608": replace(BATCH, transfers=[replace(ONE, type="3")]),
    "Z-609": replace(BATCH, day=date(2025, 4, 26)),
    "Z-610": replace(BATCH, day=date(2090, 4, 25)),
    "Z-611": replace(BATCH, transfers=[replace(ONE, name="")]),
}


@pytest.mark.parametrize("rule_id", CASES.keys() - {"Z-604"})
def test_each_refusal_has_its_own_finding(rule_id: str) -> None:
    assert rule_id in [name for name, _ in refused(CASES[rule_id])]


def test_more_transfers_than_the_trailer_can_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sasae.formats.zengin.writer.MOST", 2)
    assert refused(replace(BATCH, transfers=[ONE] * 3)) == [("Z-604", "データ")]


def test_no_rule_for_writing_is_untested() -> None:
    assert {name for name in zengin.RULES if "Z-6" <= name < "Z-7"} - CASES.keys() == set()


def test_all_faults_come_at_once_with_their_place() -> None:
    batch = replace(BATCH, client_code="12345678901", transfers=[ONE, replace(ONE, yen=-1, name="花コ")])
    assert refused(batch) == [("Z-602", "ヘッダー 5-14桁"), ("Z-603", "2件目"), ("Z-102", "2件目 51-80桁")]


@pytest.mark.parametrize("yen", [1, 9_999_999_999])
def test_amounts_at_the_edge_are_written(yen: int, slices: Callable[[bytes], list[dict[str, str]]]) -> None:
    assert slices(zengin.write(replace(BATCH, transfers=[replace(ONE, yen=yen)])))[0]["yen"] == f"{yen:010}"


@pytest.mark.parametrize("yen", [0, -1, 10_000_000_000, None, True])
def test_amounts_beyond_the_edge_are_refused(yen: int | None) -> None:
    assert refused(replace(BATCH, transfers=[replace(ONE, yen=yen)])) == [("Z-603", "1件目")]


def test_a_name_of_thirty_bytes_fits_and_one_more_does_not() -> None:
    assert zengin.write(replace(BATCH, transfers=[replace(ONE, name="ガ" * 15)]))
    assert refused(replace(BATCH, transfers=[replace(ONE, name="ガ" * 15 + "ア")])) == [("Z-601", "1件目 51-80桁")]


KANA = st.sampled_from(
    [
        *"アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン",
        *"ガギパピ",
        *"AZ09 ",
    ]
)
NAMES = st.text(KANA, min_size=1, max_size=15).map(lambda text: " ".join(text.split())).filter(bool)
TRANSFERS = st.builds(
    Transfer,
    bank=st.from_regex(r"[0-9]{4}", fullmatch=True),
    bank_name=st.just("ﾃｽﾄ"),
    branch=st.from_regex(r"[0-9]{3}", fullmatch=True),
    branch_name=st.just(""),
    type=st.sampled_from("1249"),
    account=st.from_regex(r"[0-9]{7}", fullmatch=True),
    name=NAMES,
    yen=st.integers(1, 9_999_999),
    new_code=st.sampled_from("012"),
    customer_code1=st.from_regex(r"[0-9]{10}", fullmatch=True),
    customer_code2=st.just(""),
)


@given(st.lists(TRANSFERS, min_size=1, max_size=8))
def test_what_is_written_is_read_back(transfers: list[Transfer]) -> None:
    found = zengin.read(zengin.write(replace(BATCH, transfers=transfers)), with_reference=False)
    assert [finding.id for finding in found.findings if finding.id != "Z-311"] == []
    for sent, got in zip(transfers, found.batches[0].transfers, strict=True):
        assert replace(got, name=sent.name) == sent


def test_the_second_witness_reads_the_same(slices: Callable[[bytes], list[dict[str, str]]]) -> None:
    transfers = [replace(ONE, yen=yen, account=f"{yen:07}", customer_code1=str(yen)) for yen in (1, 500, 9999)]
    assert slices(zengin.write(replace(BATCH, transfers=transfers))) == [
        {
            "bank": "9999", "bank_name": "ﾃｽﾄ", "branch": "999", "branch_name": "ﾃｽﾄ", "type": "1",
            "account": f"{yen:07}", "name": "ﾔﾏﾀﾞ ﾊﾅｺ", "yen": f"{yen:010}", "new_code": "1", "code1": f"{yen:010}",
            "code2": "0000000001", "wire": "7", "rest": "",
        }
        for yen in (1, 500, 9999)
    ]  # fmt: skip
