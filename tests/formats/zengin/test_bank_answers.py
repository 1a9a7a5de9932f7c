"""The bank's answer file: read by key, and refused where it contradicts itself."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.formats import zengin
from sasae.formats.zengin import TransferResult


def answer(parts: Any, *codes: str, **trailer: str) -> bytes:
    data = [parts.data(wire=code, code1=f"{n:010}", account=f"{n:07}") for n, code in enumerate(codes, start=1)]
    paid = sum(code == "0" for code in codes)
    failed = len(codes) - paid
    tail = {
        "p19": f"{paid:06}",
        "p25": f"{paid * 1000:012}",
        "p37": f"{failed:06}",
        "p43": f"{failed * 1000:012}",
    } | trailer
    return parts.file(parts.header(), *data, parts.trailer(len(codes), len(codes) * 1000, **tail), parts.end())


def test_paid_and_failed_by_our_key(parts: Any) -> None:
    results, findings = zengin.read_results(answer(parts, "0", "1", "2"))
    assert findings == []
    assert results == [
        TransferResult("0000000001", 1000, "0"),
        TransferResult("0000000002", 1000, "1"),
        TransferResult("0000000003", 1000, "2"),
    ]
    assert [result.paid for result in results] == [True, False, False]


def test_every_result_code_has_a_name(parts: Any) -> None:
    results, findings = zengin.read_results(answer(parts, *zengin.RESULTS))
    assert (len(results), findings) == (7, [])


FAULTS: dict[str, Callable[[Any], bytes]] = {
    "Z-001": lambda p: b"",
    "Z-701": lambda p: answer(p, "5"),
    "Z-702": lambda p: answer(p, "0").replace(b"0000000001 ", b"    ABC    ", 1),
    "Z-703": lambda p: answer(p, "0", "1").replace(b"0000000002", b"0000000001"),
    "Z-404": lambda p: answer(p, "0", "1", p19="000002"),
    "Z-203": lambda p: answer(p, "0").replace(b"\r\n8", b"\r\n7"),
    "Z-204": lambda p: answer(p, "0")[122:],
    "Z-205": lambda p: answer(p, "0")[:122] + answer(p, "0"),
    "Z-206": lambda p: answer(p, "0")[:366] + answer(p, "0")[244:],
    "Z-207": lambda p: answer(p, "0")[:244],
    "Z-208": lambda p: answer(p, "0")[:366],
    "Z-209": lambda p: answer(p, "0") * 2,
}


@pytest.mark.parametrize("rule_id", FAULTS)
def test_each_fault_has_its_own_finding(parts: Any, rule_id: str) -> None:
    _, findings = zengin.read_results(FAULTS[rule_id](parts))
    assert rule_id in [finding.id for finding in findings]


def test_no_rule_for_answers_is_untested() -> None:
    assert {name for name in zengin.RULES if name > "Z-7"} - FAULTS.keys() == set()


def test_a_doubtful_outcome_is_left_out(parts: Any) -> None:
    results, findings = zengin.read_results(answer(parts, "5", "0"))
    assert [result.customer_code1 for result in results] == ["0000000002"]
    assert "Z-701" in [finding.id for finding in findings]


@pytest.mark.parametrize("length", [128, 200])
@pytest.mark.parametrize("newline", [b"\r\n", b""], ids=["CRLF", "unbroken"])
def test_an_answer_filled_up_beyond_120_bytes_is_read(parts: Any, length: int, newline: bytes) -> None:
    lines = answer(parts, "0", "1").rstrip(b"\r\n").split(b"\r\n")
    results, findings = zengin.read_results(b"".join(line.ljust(length) + newline for line in lines))
    assert (len(results), findings) == (2, [])
