"""ゆうちょ銀行: 記号 and 番号 of the passbook become the branch and the account a transfer goes to; nothing is guessed."""

from typing import Any

import pytest

from sasae.subsidy.people.forms import AccountForm

OTHER = {"bank": "0001", "branch": "001", "symbol": "", "number": "123"}
POST = {"bank": "9900", "branch": "", "symbol": "10240", "number": "12345671"}


def form(**changes: Any) -> AccountForm:
    told = {"type": "1", "holder_kana": "ミヤマエ　ミサキ", "reason": "届出", **changes}
    return AccountForm(told)


def numbers(made: AccountForm) -> tuple[str, ...]:
    assert made.is_valid(), made.errors
    return tuple(made.cleaned_data[name] for name in ("branch", "type", "number"))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param(POST, ("028", "1", "1234567"), id="総合口座の記号と番号"),
        pytest.param({**POST, "symbol": "00120", "number": "12345"}, ("019", "2", "0012345"), id="振替口座の記号と番号"),
        pytest.param({**POST, "branch": "018", "symbol": "", "number": "12345"}, ("018", "1", "0012345"), id="振込用の番号"),
        pytest.param(OTHER, ("001", "1", "0000123"), id="ほかの銀行"),
    ],
)
def test_the_account_is_the_one_a_transfer_takes(told: dict[str, str], expected: tuple[str, ...]) -> None:
    made = form(**told)
    assert numbers(made) == expected
    assert "symbol" not in made.cleaned_data


@pytest.mark.parametrize(
    ("told", "field"),
    [
        pytest.param({**POST, "symbol": "20240", "number": "12345"}, "symbol", id="2で始まる記号"),
        pytest.param({**POST, "number": "1"}, "number", id="番号が短い"),
        pytest.param({**OTHER, "symbol": "10240"}, "symbol", id="ほかの銀行に記号"),
        pytest.param({**OTHER, "branch": ""}, "branch", id="支店がない"),
        pytest.param({**OTHER, "branch": "999"}, "branch", id="ない支店"),
        pytest.param({**OTHER, "number": "12345678"}, "number", id="八桁の口座番号"),
    ],
)
def test_what_is_none_is_an_error_of_its_field(told: dict[str, str], field: str) -> None:
    made = form(**told)
    assert not made.is_valid()
    assert list(made.errors) == [field]
