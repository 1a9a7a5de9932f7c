"""A file of moves: CSV of UTF-8 (with or without its mark) or Shift_JIS, read line by line into findings or moves."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sasae.kernel.findings import Finding, Refusals, error
from sasae.kernel.wareki import parse_date

HEADS = ("利用者ID", "異動", "旧所属", "新所属", "新所属コード", "担当区", "権限", "手続き", "発令日")
LONGEST = (32, 2, 100, 100, 20, 6, 4000, 60, 20)
MOVES, ENDS = "異動", "終了"
MOST_LINES = 5000
MOST_FINDINGS = 50
BETWEEN = str.maketrans({",": "、", ";": "、", "；": "、", "，": "、", " ": "、", "\n": "、", "\r": "、", "　": "、"})


class CannotTake(Refusals):
    """The file is not taken in; each finding says why, with its line."""


@dataclass(frozen=True)
class Told:
    """One line that can be read."""

    line: int
    login_id: str
    ends: bool
    old_office: str
    office: str
    office_code: str
    ward: str
    rights: tuple[str, ...]
    procedure: str
    on: date

    @property
    def at(self) -> str:
        """The line in words."""
        return f"{self.line}行目"


def read(content: bytes, known: Mapping[str, str], today: date) -> list[Told]:
    """The moves of a file. `known`: the rights there are, by code. Raises CannotTake with every finding."""
    rows = _rows(_text(content))
    codes = _by_word(known)
    found: list[Finding] = []
    told: list[Told] = []
    for line, cells in rows:
        wrong = _shape(line, cells) or _faults(line, cells, codes, today)
        found += wrong
        if not wrong:
            told.append(_told(line, cells, codes))
    found += _together(told)
    if found:
        raise CannotTake(most_of(found))
    return told


def most_of(found: Iterable[Finding]) -> list[Finding]:
    """As many as somebody can read at once, in the order of the lines."""
    every = list(found)
    rest = len(every) - MOST_FINDINGS
    more = (
        [error("MV-023", "", f"ほかに{rest}件あります。上のものを直してから、もう一度取り込んでください。")]
        if rest > 0
        else []
    )
    return every[:MOST_FINDINGS] + more


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CannotTake.one(
        "MV-001", "", "UTF-8かShift_JISのCSVとして読めません。文字コードを確かめて、出し直してください。"
    )


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Each line that is not empty, with its number. Raises CannotTake."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, before = [], 0
    try:
        for cells in reader:
            rows.append((before + 1, [cell.strip() for cell in cells]))
            before = reader.line_num
    except csv.Error:
        raise CannotTake.one("MV-001", f"{before + 1}行目", "CSVとして読めません。引用符を確かめてください。") from None
    head = tuple(rows[0][1]) if rows else ()
    if head != HEADS:
        raise CannotTake.one("MV-002", "1行目", f"見出しが違います。「{','.join(HEADS)}」にしてください。")
    rest = [(line, cells) for line, cells in rows[1:] if any(cells)]
    if not rest:
        raise CannotTake.one("MV-003", "", "異動の行がありません。1行に一人ずつ書いてください。")
    if len(rest) > MOST_LINES:
        raise CannotTake.one("MV-022", "", f"{MOST_LINES:,}行を超えています。ファイルを分けてください。")
    return rest


def _by_word(known: Mapping[str, str]) -> dict[str, str]:
    """A right by its code or by its name, where only one has it."""
    names = list(known.values())
    return {name: code for code, name in known.items() if names.count(name) == 1} | {code: code for code in known}


def _shape(line: int, cells: list[str]) -> list[Finding]:
    at = f"{line}行目"
    if len(cells) != len(HEADS):
        return [error("MV-004", at, f"列の数が{len(cells)}です。{len(HEADS)}列にしてください。")]
    return [
        error("MV-005", f"{at} {head}", f"「{head}」は{most}字までで入れてください。")
        for head, most, cell in zip(HEADS, LONGEST, cells, strict=True) if len(cell) > most
    ]  # fmt: skip


def _faults(line: int, cells: list[str], codes: Mapping[str, str], today: date) -> list[Finding]:
    at = f"{line}行目"
    login_id, kind, _, office, office_code, ward, rights, procedure, on = cells
    found = []
    if not login_id:
        found.append(error("MV-008", f"{at} 利用者ID", "利用者IDがありません。入れてください。"))
    if kind not in (MOVES, ENDS):
        found.append(error("MV-012", f"{at} 異動", f"「{MOVES}」か「{ENDS}」のどちらかを入れてください。"))
    if kind == MOVES and not office:
        found.append(error("MV-013", f"{at} 新所属", "新所属がありません。入れてください。"))
    if kind == ENDS and any((office, office_code, ward, rights, procedure)):
        found.append(error("MV-020", at, "IDを終える行に、新所属・担当区・権限・手続きがあります。空にしてください。"))
    if ward and not (ward.isascii() and ward.isdigit() and len(ward) == 6):
        found.append(error("MV-021", f"{at} 担当区", "担当区は6けたの団体コードで入れてください。"))
    unknown = [word for word in _words(rights) if word not in codes]
    found += [
        error("MV-014", f"{at} 権限", f"「{word[:60]}」という権限はありません。直してください。") for word in unknown
    ]
    return found + _day(f"{at} 発令日", on, today)


def _day(at: str, text: str, today: date) -> list[Finding]:
    try:
        on = parse_date(text)
    except ValueError:
        return [error("MV-006", at, "発令日を読めません。令和8年4月1日、2026-04-01 のように入れてください。")]
    return [error("MV-006", at, "発令日が過ぎています。今日以後の日にしてください。")] if on < today else []


def _words(rights: str) -> list[str]:
    return list(dict.fromkeys(word for word in rights.translate(BETWEEN).split("、") if word))


def _told(line: int, cells: list[str], codes: Mapping[str, str]) -> Told:
    login_id, kind, old_office, office, office_code, ward, rights, procedure, on = cells
    held = tuple(dict.fromkeys(codes[word] for word in _words(rights)))
    day = parse_date(on)
    return Told(line, login_id, kind == ENDS, old_office, office, office_code, ward, held, procedure, day)


def _together(told: list[Told]) -> list[Finding]:
    """What is wrong with a line only beside another: the same person again, another day."""
    found, seen = [], dict[str, int]()
    for one in told:
        if one.login_id in seen:
            said = f"同じ利用者IDが{seen[one.login_id]}行目にもあります。一人一行にしてください。"
            found.append(error("MV-009", f"{one.at} 利用者ID", said))
        seen.setdefault(one.login_id, one.line)
        if one.on != told[0].on:
            said = "発令日がほかの行と違います。一つのファイルは一つの発令日にしてください。"
            found.append(error("MV-007", f"{one.at} 発令日", said))
    return found
