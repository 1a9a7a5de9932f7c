"""`sasae decide CASE.yaml --on DATE [--json]`: decides a case written by hand, with its grounds."""

import argparse
import json
import sys
from datetime import date
from importlib import resources
from pathlib import Path

import yaml

from sasae.kernel.dated import NotInForce
from sasae.kernel.findings import Finding, Severity, error
from sasae.kernel.wareki import to_wareki
from sasae.law import Case, Decision, case_file, decide, sentence
from sasae.law.case_reader import schema_in_words
from sasae.law.case_values import day

NAME = "decide"
HELP = "手で書いた事例（YAML）を、ある日の規定で、根拠を付けて判定する。書き方は --template と --schema"
DECIDED, FINDINGS, UNUSABLE = 0, 1, 2
_LARGEST_CASE = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", nargs="?", help="事例のファイル。- なら標準入力")
    parser.add_argument("--on", help="判定の日。2026-11-24 または 令和8年11月24日")
    parser.add_argument("--json", action="store_true", help="判定をJSONで出力する")
    parser.add_argument("--template", action="store_true", help="注釈の付いた事例のひな形を出力する")
    parser.add_argument("--schema", action="store_true", help="事例に書ける項目の一覧を出力する（Markdown）")


def run(args: argparse.Namespace) -> int:
    """0 decided, 1 the case has errors, 2 the file or the day cannot be used."""
    if args.template:
        print(resources.files("sasae.law").joinpath("case_template.yaml").read_text("utf-8"), end="")
        return DECIDED
    if args.schema:
        print(schema_in_words(), end="")
        return DECIDED
    if not args.case or not args.on:
        return _fail([error("LR-001", "sasae decide", "事例のファイルと、判定する日（--on）が必要です。")], args.json)
    try:
        on = day(args.on)
    except ValueError as fault:
        return _fail([error("LR-002", "--on", str(fault))], args.json)
    try:
        data = _load(args.case)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError) as fault:
        return _fail([error("LR-003", args.case, f"ファイルを読めません。{case_file.reason_of(fault)}")], args.json)
    return _decide(data, on, as_json=args.json)


def _load(path: str) -> object:
    raw = sys.stdin.buffer.read(_LARGEST_CASE + 1) if path == "-" else _read_file(Path(path))
    if len(raw) > _LARGEST_CASE:
        raise ValueError("事例のファイルとして大きすぎます。")
    return case_file.load(raw.decode("utf-8-sig"))


def _read_file(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST_CASE + 1)


def _decide(data: object, on: date, *, as_json: bool) -> int:
    case, findings = Case.from_dict(data)
    if case is None:
        _report(findings, as_json)
        return FINDINGS
    try:
        decision = decide(case, on)
    except NotInForce as fault:
        return _fail([error("LR-004", "--on", f"この日の規定がありません。{fault}")], as_json)
    if as_json:
        body = json.loads(decision.to_json())
        print(json.dumps({**body, "findings": [f.as_dict() for f in findings]}, ensure_ascii=False, sort_keys=True))
    else:
        _report(findings, as_json)
        print(in_words(decision))
    return DECIDED


def in_words(decision: Decision) -> str:
    """The decision as a page of Japanese text."""
    lines = [
        f"{decision.case_id}　{to_wareki(decision.on)}現在の判定：{decision.outcome.value} {decision.outcome.label}"
    ]
    for person in decision.persons:
        line = f"  {person.person}：{person.outcome.label}"
        if person.eligible_from and person.eligible_to:
            line += f"　{to_wareki(person.eligible_from)}から{to_wareki(person.eligible_to)}まで"
        if person.lost_on and person.loss:
            line += f"　（{to_wareki(person.lost_on)} 資格喪失：{person.loss.label}）"
        lines.append(line)
    lines += ["", "根拠"]
    lines += [f"  {ground.subject}：{sentence(ground)}" for ground in decision.grounds]
    lines += ["", *(f"確認：{text}" for text in decision.to_check), f"規定の版：{decision.rule_version}"]
    return "\n".join(lines)


def _fail(findings: list[Finding], as_json: bool) -> int:
    _report(findings, as_json)
    return UNUSABLE


def _report(findings: list[Finding], as_json: bool) -> None:
    """Findings as JSON on standard output, or as lines on standard error."""
    if as_json:
        print(json.dumps({"findings": [finding.as_dict() for finding in findings]}, ensure_ascii=False, sort_keys=True))
        return
    for finding in findings:
        mark = "誤り" if finding.severity is Severity.ERROR else "注意"
        print(f"{mark} {finding.id} {finding.at}：{finding.message}", file=sys.stderr)
