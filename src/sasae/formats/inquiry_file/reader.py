"""Reading a request file: every line is told of, the faulty ones with what is wrong with them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from sasae.formats.incoming import disguise
from sasae.formats.inquiry_file.layout import CODES, COMMA, ITEMS, MOST_LINES, NAME, WIDTH, columns, place
from sasae.kernel.findings import Finding, error, has_errors, warning


@dataclass(frozen=True)
class Told:
    """What a good line asks."""

    atena_no: str
    unified_no: str
    asked_at: str
    office: str
    operator: str
    inquirer: str
    not_disclosed: bool
    affair: str
    procedure: str
    provider: str
    information: str
    period_from: date
    period_to: date

    @property
    def record_id(self) -> str:
        """レコード識別番号: the layout has none of its own; when, about whom, what and of whom name a line together."""
        return f"{self.asked_at}-{self.atena_no}-{self.information}-{self.provider}"


@dataclass(frozen=True)
class Line:
    """One line, by its number from 1. `told` is None where it cannot be asked."""

    number: int
    told: Told | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Request:
    """A whole file."""

    lines: list[Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)  # of the file itself


def read(name: str, content: bytes) -> Request:
    """Everything the file says and everything wrong with it. A fault of the file itself leaves no lines."""
    found = list(_of_the_file(name, content))
    if has_errors(found):
        return Request(findings=found)
    rows = content.split(b"\r\n") if b"\r\n" in content else content.replace(b"\r", b"\n").split(b"\n")
    if rows[-1].strip(b"\x1a") == b"":
        rows.pop()
    else:
        found.append(
            warning("IF-006", f"{len(rows)}行", "最後の行に改行がありません。途中で切れていないか確かめてください。")
        )
    if len(rows) > MOST_LINES:
        return Request(
            findings=[
                *found,
                error("IF-005", "", f"行が多すぎます（{len(rows)}行）。{MOST_LINES}行までに分けてください。"),
            ]
        )
    if b"\r\n" not in content:
        found.append(warning("IF-007", "", "改行がCRLFではありません。"))
    return Request(list(_once(map(_line, range(1, len(rows) + 1), rows))), found)


def _of_the_file(name: str, content: bytes) -> Iterator[Finding]:
    named = NAME.fullmatch(name)
    if named is None:
        yield error("IF-001", "ファイル名", "ファイル名が「P640R110_年月日時分秒_4桁の番号.DAT」ではありません。")
    elif _moment(named[1], "%Y%m%d%H%M%S") is None:
        yield error("IF-001", "ファイル名", "ファイル名の日時がありえない日時です。")
    if not content.strip():
        yield error("IF-002", "", "ファイルに行がありません。")
    elif (other := disguise(content[:4096], ("01,",))) is not None:
        yield error("IF-003", "", f"依頼ファイルではなく、{other}のファイルです。")


def _line(number: int, row: bytes) -> Line:
    at = f"{number}行"
    if len(row) != WIDTH:
        return Line(number, None, (error("IF-010", at, f"1行は{WIDTH}バイトですが、{len(row)}バイトあります。"),))
    if not row.isascii() or any(byte < 0x20 for byte in row):
        return Line(number, None, (error("IF-011", at, "半角の英数字以外の文字が入っています。"),))
    astray = [each for each in range(1, len(ITEMS)) if row[place(each) - 1 : place(each)] != COMMA]
    if astray:
        message = f"{place(astray[0])}桁が区切りの「,」ではありません。"
        return Line(number, None, (error("IF-012", at, message),))
    raw = {item.name: row[place(n) : place(n) + item.width].decode() for n, item in enumerate(ITEMS)}
    found = tuple(_of_the_items(raw, at))
    return Line(number, None if has_errors(found) else _told(raw), found)


def _of_the_items(raw: dict[str, str], at: str) -> Iterator[Finding]:
    for number, item in enumerate(ITEMS):
        text, where = raw[item.name], f"{at} {item.label}（{columns(number)}）"
        if not text.strip():
            if item.blank == "error":
                yield error("IF-020", where, f"{item.label}がありません。")
        elif item.kind == "N" and not text.isdecimal():
            yield error("IF-021", where, f"{item.label}が数字ではありません。")
        elif item.allowed and text not in item.allowed:
            yield error("IF-022", where, f"{item.label}の「{text}」は使えません（{'・'.join(item.allowed)}）。")
        elif item.name in CODES and not _coded(text, CODES[item.name]):
            yield error("IF-023", where, f"{item.label}は{CODES[item.name]}と14桁の数字です。")
    yield from _of_the_days(raw, at)


def _coded(text: str, start: str) -> bool:
    return text.startswith(start) and text[2:].isdecimal()


def _of_the_days(raw: dict[str, str], at: str) -> Iterator[Finding]:
    if raw["asked_at"].isdecimal() and _moment(raw["asked_at"][:14], "%Y%m%d%H%M%S") is None:
        yield error("IF-024", f"{at} 照会依頼日時", "照会依頼日時がありえない日時です。")
    days = {}
    for name, label in (("period_from", "照会開始日付"), ("period_to", "照会終了日付")):
        if raw[name].isdecimal() and (day := _moment(raw[name], "%Y%m%d")) is None:
            yield error("IF-024", f"{at} {label}", f"{label}がありえない日です。")
        elif raw[name].isdecimal():
            days[name] = day
    if len(days) == 2 and days["period_to"] < days["period_from"]:  # type: ignore[operator]
        yield error("IF-025", f"{at} 照会終了日付", "照会終了日付が照会開始日付より前です。")


def _moment(text: str, form: str) -> datetime | None:
    """None where there is no such moment."""
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 - a day of a calendar, no moment of the clock
    except ValueError:
        return None


def _told(raw: dict[str, str]) -> Told:
    days = {
        name: date(int(raw[name][:4]), int(raw[name][4:6]), int(raw[name][6:])) for name in ("period_from", "period_to")
    }
    return Told(
        atena_no=raw["atena_no"],
        unified_no=raw["unified_no"].strip(),
        asked_at=raw["asked_at"],
        office=raw["office"].strip(),
        operator=raw["operator"].strip(),
        inquirer=raw["inquirer"].strip(),
        not_disclosed=raw["not_disclosed"] == "1",
        affair=raw["affair"],
        procedure=raw["procedure"],
        provider=raw["provider"].strip(),
        information=raw["information"],
        period_from=days["period_from"],
        period_to=days["period_to"],
    )


def _once(lines: Iterator[Line]) -> Iterator[Line]:
    """The first of several lines with the same レコード識別番号 stands, the others do not."""
    seen: dict[str, int] = {}
    for line in lines:
        if line.told is None:
            yield line
            continue
        first = seen.setdefault(line.told.record_id, line.number)
        if first == line.number:
            yield line
            continue
        message = f"レコード識別番号が{first}行と重複しています。"
        yield Line(line.number, None, (*line.findings, error("IF-030", f"{line.number}行", message)))
