"""`sasae decide` and `sasae rulebook` as a clerk calls them."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sasae.deployment.commands import decide, rulebook
from sasae.law import Case
from sasae.law.case import Applicant, Child, Dependants, Disaster, Income, Obligor, Spouse, StatusReport, UnknownIncome

EXAMPLE = Path(__file__).parent / "cases" / "example.yaml"


def call(*words: str) -> int:
    parser = argparse.ArgumentParser()
    decide.add_arguments(parser)
    return decide.run(parser.parse_args(words))


def test_the_example_is_decided_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(str(EXAMPLE), "--on", "令和8年11月24日") == 0
    out = capsys.readouterr().out
    assert out.startswith("事例1　令和8年11月24日現在の判定：10 交付")
    assert "判定する所得 3,000,000円" in out
    assert "限度額 3,270,000円（表A）" in out


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(str(EXAMPLE), "--on", "2026-11-24", "--json") == 0
    body = json.loads(capsys.readouterr().out)
    assert body["outcome"] == "10"
    assert body["findings"] == []
    assert [(p["person"], p["from"], p["to"]) for p in body["persons"]] == [
        ("母", "2026-11-10", "2026-12-31"),
        ("子1", "2026-11-10", "2026-12-31"),
        ("子2", "2026-11-10", "2026-12-31"),
    ]


@pytest.mark.clause("USE-5")
def test_another_process_gives_the_same_bytes() -> None:
    """Whatever the order in which Python keeps its sets."""
    told = {
        subprocess.run(
            [sys.executable, "-c", REPLAY, str(EXAMPLE)], env={**os.environ, "PYTHONHASHSEED": seed},
            check=True, capture_output=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(told) == 1
    assert b'"outcome":"10"' in told.pop()


REPLAY = """
import pathlib, sys, datetime, yaml
from sasae.law import Case, decide
case, _ = Case.from_dict(yaml.safe_load(pathlib.Path(sys.argv[1]).read_text("utf-8")))
sys.stdout.buffer.write(decide(case, datetime.date(2026, 11, 24)).to_json())
"""


def test_the_schema_lists_every_key_a_case_may_have(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--schema") == 0
    out = capsys.readouterr().out
    fields = [one for kind in KINDS for one in kind.__dataclass_fields__ if (kind, one) != (UnknownIncome, "reason")]
    assert [name for name in fields if f"`{name}`" not in out] == []
    assert "| 生年月日 | `birth` | ○ | 日付（西暦・和暦） |" in out


def test_the_schema_lists_every_key_of_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--schema") == 0
    told = {
        line.split("`")[1] for line in capsys.readouterr().out.partition("# 判定の答え")[2].splitlines() if "`" in line
    }
    assert call(str(EXAMPLE), "--on", "2026-11-24", "--json") == 0
    body = json.loads(capsys.readouterr().out)
    assert told == {*body, *(f"persons.{key}" for key in body["persons"][0]), "grounds.facts"}


KINDS = (Case, Applicant, Child, Spouse, Obligor, Dependants, Income, UnknownIncome, StatusReport, Disaster)


@pytest.mark.parametrize(
    ("old", "new", "finding", "at", "said"),
    [
        pytest.param(
            "生年月日: 2016-05-05", "生年月日: 2016-02-30", "LR-201", "事例.児童1.生年月日", "ない日付", id="ない日付"
        ),
        pytest.param(
            "事由: 離婚 ", "事由: 不仲 ", "LR-201", "事例.児童1.事由", "使えません", id="ない事由"
        ),
        pytest.param(
            "番号: 子2", "番号: 子1", "LR-301", "子1", "生年月日の違う二人（2009-02-20・2016-05-05）", id="一つの番号に二人"
        ),
        pytest.param(
            "現況届:", "親子: [{親: 母, 子: 祖父}, {親: 祖父, 子: 母}]\n現況届:", "LR-331", "親子.祖父", "一回り",
            id="親子の関係が一回りする",
        ),
    ],
)  # fmt: skip
def test_a_faulty_line_is_said_with_id_and_place(
    old: str, new: str, finding: str, at: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = EXAMPLE.read_text("utf-8")
    assert old in text
    case = tmp_path / "case.yaml"
    case.write_text(text.replace(old, new, 1), "utf-8")
    assert call(str(case), "--on", "2026-11-24", "--json") == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(one["id"], one["at"]) for one in found] == [(finding, at)]
    assert said in found[0]["message"]


def test_numbers_keep_their_zeros_and_a_doubled_key_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(
        EXAMPLE.read_text("utf-8").replace("番号: 子1", "番号: 0012").replace("事由: 離婚 ", "事由: 02 "), "utf-8"
    )
    assert call(str(case), "--on", "2026-11-24", "--json") == 0
    assert "0012" in [person["person"] for person in json.loads(capsys.readouterr().out)["persons"]]
    case.write_text("整理番号: 1\n整理番号: 2\n", "utf-8")
    assert call(str(case), "--on", "2026-11-24", "--json") == 2
    message = json.loads(capsys.readouterr().out)["findings"][0]["message"]
    assert message == "ファイルを読めません。2行目：「整理番号」が二度書かれています。"


def test_the_template_is_the_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--template") == 0
    assert capsys.readouterr().out == EXAMPLE.read_text("utf-8")


def test_a_faulty_case_ends_1_with_its_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(EXAMPLE.read_text("utf-8").replace("種別: 母", "種別: 叔父"), "utf-8")
    assert call(str(case), "--on", "2026-11-24") == 1
    assert "誤り LR-201 事例.申請者.種別：「叔父」は使えません。" in capsys.readouterr().err
    assert call(str(case), "--on", "2026-11-24", "--json") == 1
    assert json.loads(capsys.readouterr().out)["findings"][0]["id"] == "LR-201"


@pytest.mark.parametrize(
    ("content", "on", "finding"),
    [
        pytest.param(b"a: [", "2026-11-24", "LR-003", id="YAML として壊れている"),
        pytest.param("氏名".encode("cp932"), "2026-11-24", "LR-003", id="文字コードが違う"),
        pytest.param(b"x" * 1_000_001, "2026-11-24", "LR-003", id="大きすぎる"),
        pytest.param(b"[" * 100_000, "2026-11-24", "LR-003", id="深すぎる"),
        pytest.param(None, "2026-11-24", "LR-003", id="ファイルがない"),
        pytest.param(EXAMPLE.read_bytes(), "きょう", "LR-002", id="日付が読めない"),
        pytest.param(EXAMPLE.read_bytes(), "2018-12-31", "LR-004", id="規定の表より前の日"),
    ],
)
def test_what_cannot_be_used_ends_2(
    content: bytes | None, on: str, finding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case.yaml"
    if content is not None:
        case.write_bytes(content)
    assert call(str(case), "--on", on, "--json") == 2
    assert [f["id"] for f in json.loads(capsys.readouterr().out)["findings"]] == [finding]


def test_nothing_given_says_what_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert call() == 2
    assert "--on" in capsys.readouterr().err


def test_the_rule_book_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    rulebook.add_arguments(parser)
    assert rulebook.run(parser.parse_args([])) == 0
    assert capsys.readouterr().out.startswith("# ひとり親家庭等医療費助成　規定集")
