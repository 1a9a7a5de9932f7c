"""The pack as a paper, in the order of the form of the assessment. The same contents give the same bytes."""

import json
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from typing import Any

from sasae.deployment.assessment.judging import WORDS, Judged, State
from sasae.deployment.assessment.pack.changes import Change, band_of, order
from sasae.deployment.assessment.pack.contents import Contents
from sasae.kernel.wareki import to_wareki

CHAPTERS = (
    "Ⅰ　基本情報",
    "Ⅱ　特定個人情報ファイルの概要",
    "（別添１）記録項目",
    "Ⅲ　リスク対策",
    "Ⅳ　開示請求、問合せ",
    "Ⅴ　評価実施手続",
)
_SHOWN = 4  # pieces of evidence printed of a measure; the list has them all


def evaluation(before: Contents, now: Contents, judged: Sequence[Judged], found: Sequence[Change]) -> bytes:
    """PDF/A-2u."""
    import typst

    from sasae.foundation.printing.rendering import font_files

    moment = datetime.fromisoformat(now["at"])
    told = json.dumps(_data(before, now, judged, found), ensure_ascii=False)
    folders = sorted({str(path.parent) for path in font_files()})
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    made = typst.compile(
        (files(__package__) / "evaluation.typ").read_bytes(), font_paths=fonts, sys_inputs={"data": told},
        pdf_standards=["a-2u"], timestamp=int(moment.timestamp()),
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


def _data(before: Contents, now: Contents, judged: Sequence[Judged], found: Sequence[Change]) -> dict[str, Any]:
    moment = datetime.fromisoformat(now["at"])
    figures = now["figures"]
    return {
        "day": to_wareki(moment.date()), "against": before["name"], "unseen": now["unseen"],
        "figures": [
            {"title": title, "count": f"{figures[name]:,}" if figures[name] is not None else "調べられない",
             "band": band_of(name, figures[name]) if figures[name] is not None else "",
             "before": band_of(name, before["figures"][name]) if before["figures"][name] is not None else ""}
            for name, title in (("persons", "対象となる本人の数"), ("users", "使用者数"), ("items", "記録される項目の数"))
        ],
        "judgement": now["judgement"] or "調べられない",
        "counts": [[WORDS[state], sum(one.state is state for one in judged)] for state in State],
        "chapters": [_chapter(place, title, now, judged) for place, title in enumerate(CHAPTERS)],
        "changes": [one.row("")[1:4] + [one.reason] for one in found],
    }  # fmt: skip


def _chapter(place: int, title: str, now: Contents, judged: Sequence[Judged]) -> dict[str, Any]:
    mine = sorted((one for one in judged if order(one.where)[0] == place), key=lambda one: order(one.where))
    rows = [
        [one.where, f"{one.id} {one.title}", one.text, WORDS[one.state], "／".join((one.why or one.evidence)[:_SHOWN])]
        for one in mine
    ]
    items = (
        []
        if place != 2
        else [
            [file, "、".join(mark(item, there) for item, there in each.items())] for file, each in now["items"].items()
        ]
    )
    return {"title": title, "rows": rows, "items": items}


def mark(item: str, there: bool | None) -> str:
    """An item as it is printed: what no column keeps is said so."""
    return item if there else f"{item}（{'列なし' if there is False else '調べられない'}）"
