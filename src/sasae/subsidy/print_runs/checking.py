"""Counting back: the sheets as they lie in the envelopes, against the manifest.

Each line is one sheet of paper, in the order it lies: the code of its front and, in a run printed on both sides, after a
space that of its back. An empty line closes an envelope.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sasae.kernel.findings import Finding, error, has_errors
from sasae.subsidy.print_runs.sheets import BACK, FRONT, BadCode, SheetCode, read_code


@dataclass(frozen=True)
class Manifest:
    """What was printed: sheets by envelope, whether on both sides, the envelopes found whole before, and those with a
    certificate in them that is void by now."""

    run: str
    duplex: bool
    sheets: Mapping[int, int]
    done: Collection[int] = ()
    void: Collection[int] = ()


@dataclass
class Checked:
    """`whole`: envelopes with exactly their own sheets; `affected`: those something is wrong with."""

    whole: set[int] = field(default_factory=set)
    affected: set[int] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    seen: Counter[tuple[int, int]] = field(default_factory=Counter)

    def wrong(self, id: str, at: str, message: str, *envelopes: int) -> None:
        """A fault, and whose envelopes it touches."""
        self.findings.append(error(id, at, message))
        self.affected.update(envelopes)


def check(manifest: Manifest, text: str) -> Checked:
    """Every fault at once. An envelope counts as whole only when nothing of what was scanned touches it."""
    checked = Checked()
    for heap in _heaps(text):
        _check_heap(manifest, heap, checked)
    for (envelope, place), times in checked.seen.items():
        if times > 1:
            checked.wrong(
                "PC-05", f"封筒 {envelope}", f"封筒 {envelope} の {place}枚目が {times}枚あります。", envelope
            )
    checked.whole -= checked.affected
    if not checked.seen and not checked.findings:
        checked.wrong("PC-00", "入力", "用紙の番号がありません。")
    return checked


def _heaps(text: str) -> list[list[tuple[int, list[str]]]]:
    """The envelopes: lists of lines with their numbers."""
    heaps: list[list[tuple[int, list[str]]]] = [[]]
    for number, line in enumerate(text.splitlines(), start=1):
        if words := line.split():
            heaps[-1].append((number, words))
        elif heaps[-1]:
            heaps.append([])
    return [heap for heap in heaps if heap]


def _check_heap(manifest: Manifest, heap: list[tuple[int, list[str]]], checked: Checked) -> None:
    found = [(number, code) for number, words in heap if (code := _sheet(manifest, number, words, checked))]
    if not found:
        return
    whose = found[0][1].envelope
    before = len(checked.findings)
    for number, code in found:
        checked.seen[code.sheet] += 1
        if code.envelope != whose:
            checked.wrong(
                "PC-03", f"{number}行目", f"封筒 {whose} の中に、封筒 {code.envelope} の {code.place}枚目が入っています。", whose,
                code.envelope,
            )  # fmt: skip
        if code.envelope in manifest.done:
            checked.wrong(
                "PC-05", f"{number}行目", f"封筒 {code.envelope} はすでに確認済みです。余分な用紙です。", code.envelope
            )
    own = [code.place for _, code in found if code.envelope == whose]
    missing = sorted(set(range(1, manifest.sheets[whose] + 1)) - set(own))
    if missing:
        places = "、".join(f"{place}枚目" for place in missing)
        checked.wrong("PC-04", f"封筒 {whose}", f"封筒 {whose} の{places}がありません。", whose)
    elif own != sorted(own):
        checked.wrong("PC-07", f"封筒 {whose}", f"封筒 {whose} の用紙の順番が違います。", whose)
    if whose in manifest.void:
        said = f"封筒 {whose} に、無効になった医療証が入っています。送らずに、抜き取りとして読み取ってください。"
        checked.wrong("PC-08", f"封筒 {whose}", said, whose)
    if len(checked.findings) == before and not _unread(heap, found):
        checked.whole.add(whose)
    elif _unread(heap, found):
        checked.affected.add(whose)


def _unread(heap: list[tuple[int, list[str]]], found: list[tuple[int, SheetCode]]) -> bool:
    return len(heap) != len(found)


def _sheet(manifest: Manifest, number: int, words: list[str], checked: Checked) -> SheetCode | None:
    """The front of one sheet of this run, if it can be told what lies there; its back is compared on the way."""
    at = f"{number}行目"
    try:
        sides = [read_code(word) for word in words]
    except BadCode as bad:
        checked.wrong("PC-01", at, str(bad))
        return None
    strange = [side for side in sides if not _known(manifest, side)]
    if strange:
        checked.wrong("PC-02", at, f"用紙 {strange[0]} は、この印刷（{manifest.run}）のものではありません。")
        return None
    if len(sides) != (2 if manifest.duplex else 1) or sides[0].side != FRONT:
        said = (
            "両面の印刷です。表と裏の番号を並べて入れてください。"
            if manifest.duplex
            else "片面の印刷です。裏に印刷されています。"
        )
        checked.wrong("PC-06", at, f"封筒 {sides[0].envelope} の用紙：{said}", *{side.envelope for side in sides})
        return None
    if manifest.duplex and (sides[1].side != BACK or sides[1].sheet != sides[0].sheet):
        checked.wrong(
            "PC-06", at, f"封筒 {sides[0].envelope} の {sides[0].place}枚目の裏に、封筒 {sides[1].envelope} の "
            f"{sides[1].place}枚目が印刷されています。", sides[0].envelope, sides[1].envelope,
        )  # fmt: skip
        return None
    return sides[0]


def _known(manifest: Manifest, code: SheetCode) -> bool:
    return code.run == manifest.run and manifest.sheets.get(code.envelope) == code.of


def good(checked: Checked) -> bool:
    """Nothing was wrong with what was scanned."""
    return not has_errors(checked.findings)
