"""The list of the security standard: every requirement of its level once, and whatever is named as proof is there."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ASVS = yaml.safe_load((ROOT / "docs" / "security" / "asvs.yaml").read_text(encoding="utf-8"))
ROWS = ASVS["rows"]
STATES = {"met", "partly", "open", "operator", "none"}
# Requirements of levels 1 and 2 of ASVS 5.0.0, by section, without the chapters of OAuth and WebRTC.
SECTIONS = {
    "V1.1": 2, "V1.2": 9, "V1.3": 11, "V1.4": 3, "V1.5": 2, "V2.1": 3, "V2.2": 3, "V2.3": 4, "V2.4": 1, "V3.2": 2,
    "V3.3": 4, "V3.4": 6, "V3.5": 5, "V3.7": 2, "V4.1": 3, "V4.2": 1, "V4.3": 2, "V4.4": 4, "V5.1": 1, "V5.2": 3,
    "V5.3": 2, "V5.4": 3, "V6.1": 3, "V6.2": 12, "V6.3": 4, "V6.4": 4, "V6.5": 5, "V6.6": 3, "V6.8": 4, "V7.1": 3,
    "V7.2": 4, "V7.3": 2, "V7.4": 5, "V7.5": 2, "V7.6": 2, "V8.1": 2, "V8.2": 3, "V8.3": 1, "V8.4": 1, "V9.1": 3,
    "V9.2": 4, "V11.1": 2, "V11.2": 3, "V11.3": 3, "V11.4": 4, "V11.5": 1, "V11.6": 1, "V12.1": 3, "V12.2": 2,
    "V12.3": 4, "V13.1": 1, "V13.2": 5, "V13.3": 2, "V13.4": 5, "V14.1": 2, "V14.2": 4, "V14.3": 3, "V15.1": 3,
    "V15.2": 3, "V15.3": 7, "V16.1": 1, "V16.2": 5, "V16.3": 4, "V16.4": 3, "V16.5": 3,
}  # fmt: skip


def test_every_requirement_stands_in_the_list_once():
    counts: dict[str, int] = {}
    for row in ROWS:
        section = row["id"].rpartition(".")[0]
        counts[section] = counts.get(section, 0) + 1
    assert counts == SECTIONS
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert not [row["id"] for row in ROWS if row["id"].partition(".")[0] in ASVS["without"]]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_what_proves_a_requirement_is_there(row):
    assert row["state"] in STATES
    assert row["what"]
    if row["state"] != "none":
        assert row["by"]
    if row["state"] in ("partly", "open"):
        assert row["note"], "what is missing is said"
    for proof in row.get("by", []):
        path, _, name = proof.partition("::")
        assert (ROOT / path).exists(), path
        if name:
            text = (ROOT / path).read_text(encoding="utf-8")
            assert re.search(rf"^\s*(?:def|class) {re.escape(name)}\b", text, re.MULTILINE), proof
