"""ゆうちょ銀行: 記号 and 番号 become branch, kind and account, or are refused by name."""

import pytest

from sasae.formats import zengin


@pytest.mark.parametrize(
    ("symbol", "number", "account"),
    [
        ("10170", "12345671", ("018", "1", "1234567")),
        ("10170", "1231", ("018", "1", "0000123")),
        ("00150", "123456", ("019", "2", "0123456")),
        ("00150", "1", ("019", "2", "0000001")),
    ],
    ids=["総合口座", "総合口座・短い番号", "振替口座", "振替口座・短い番号"],
)
def test_symbol_and_number_become_an_account(symbol: str, number: str, account: tuple[str, str, str]) -> None:
    made = zengin.post_account(symbol, number)
    assert (made.branch, made.type, made.account) == account


@pytest.mark.parametrize(
    ("symbol", "number", "expected"),
    [
        ("1017", "12345671", ["Z-621"]), ("20170", "123456", ["Z-621"]), ("１０１７０", "12345671", ["Z-621", "Z-622"]),
        ("10170", "123456781", ["Z-622"]), ("10170", "1", ["Z-622"]), ("00150", "1234567", ["Z-622"]),
        ("10170", "", ["Z-622"]), ("", "", ["Z-621", "Z-622"]),
    ],
)  # fmt: skip
def test_what_cannot_be_turned_is_refused(symbol: str, number: str, expected: list[str]) -> None:
    with pytest.raises(zengin.PostAccountRefused) as refused:
        zengin.post_account(symbol, number)
    assert [finding.id for finding in refused.value.findings] == expected
