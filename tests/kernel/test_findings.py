"""What is wrong with an input: said as a list, errors block, warnings inform."""

from dataclasses import FrozenInstanceError

import pytest

from sasae.kernel.findings import Severity, error, has_errors, warning

BLOCKS = error("Z-102", "1文字目", "漢字は使えません。")
INFORMS = warning("Z-111", "全体", "小さいカナを大きいカナにしました。")


@pytest.mark.parametrize(("findings", "blocked"), [([], False), ([INFORMS], False), ([INFORMS, BLOCKS], True)])
def test_errors_block_and_warnings_do_not(findings, blocked):
    assert has_errors(findings) is blocked
    assert has_errors(iter(findings)) is blocked


def test_as_json_carries_it():
    assert BLOCKS.as_dict() == {
        "id": "Z-102", "severity": "error", "at": "1文字目", "message": "漢字は使えません。",
    }  # fmt: skip
    assert INFORMS.severity is Severity.WARNING


def test_a_finding_does_not_change():
    with pytest.raises(FrozenInstanceError):
        BLOCKS.at = "2文字目"
