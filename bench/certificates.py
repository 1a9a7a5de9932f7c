"""How fast are certificates printed: each on its own, as at the counter, and many at once, as at a renewal?

The template is the product's own; the typst of both ways is the installed package. What a user has without us is the
command line: one process a page. Its typst package in a fresh interpreter stands for it, on a few pages only.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from sasae.deployment import keys
from sasae.deployment.benchmark import Failed, Run, seconds_of
from sasae.deployment.home import create, free_ports
from sasae.simulators.town import build_town

TITLE = "福祉医療証を印刷する"
UNIT = "ページ"
SIZES = (10, 100, 1_000)
QUICK = (2, 5)
ALTERNATIVE = (
    "1ページごとに別のプロセスで typst を起動する（コマンドで印刷する場合に当たる。起動と書体の読み込みを含む）"
)
DAY = date(2026, 6, 15)
PAGES_OF_ALTERNATIVE = 10
AT_ONCE = 100
ONE_PROCESS = """
import sys, typst
from pathlib import Path
source, fonts, data, out = sys.argv[1:]
pdf = typst.compile(source, root=str(Path(source).parent), font_paths=fonts.split(";"), ignore_system_fonts=True,
                    sys_inputs={"data": data, "title": "x"}, pdf_standards=["a-2u"])
Path(out).write_bytes(pdf)
"""


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """Made-up people; every paper has data of its own."""
    _django(folder)
    few = min(PAGES_OF_ALTERNATIVE, *sizes)
    papers = _papers(1 + few + 2 * sum(sizes))  # typst remembers what it set once: every page is another person's
    _each([next(papers)])  # fonts and template are read once
    alone = _seconds_alone(list(islice(papers, few)), folder)
    for size in sizes:
        for what, way in (("1枚ずつ（交付のとき）", _each), ("まとめて組み、1枚ずつに分ける（更新のとき）", _together)):
            pages = list(islice(papers, size))
            seconds = seconds_of(lambda way=way, pages=pages: way(pages), most=1)
            yield Run(what, size, seconds, alone, few)


def _django(folder: Path) -> None:
    """The product finds its templates in its apps: settings of an installation that has nothing but folder and keys."""
    import django

    home = create(folder / "home", free_ports())
    keys.make_data_keys(home, "subsidy")  # they sign the code on each certificate
    os.environ["SASAE_HOME"] = str(home.path)
    os.environ["DJANGO_SETTINGS_MODULE"] = "sasae.deployment.settings.subsidy"
    django.setup()


def _each(papers: list[dict[str, Any]]) -> None:
    from sasae.subsidy.certificates.papers import certificate_paper

    for paper in papers:
        certificate_paper(paper, DAY)


def _together(papers: list[dict[str, Any]]) -> None:
    """As a renewal does: set at once, and each a paper of its own."""
    from sasae.subsidy.certificates.papers import certificate_papers

    for first in range(0, len(papers), AT_ONCE):
        some = papers[first : first + AT_ONCE]
        made = certificate_papers(some, DAY)
        if not all(isinstance(one, bytes) for one in made):
            raise Failed(f"印刷できません：{made[0]!r}")


def sources(place: Path) -> Path:
    """The template's files in a folder there."""
    from sasae.foundation import printing
    from sasae.subsidy import certificates

    folder = place / "sources"
    if not folder.exists():
        folder.mkdir(parents=True)
        for file in (Path(printing.__file__).parent / "printed").glob("*.typ"):
            (folder / file.name).write_bytes(file.read_bytes())
        template = Path(certificates.__file__).parent / "printed" / "certificate.typ"
        (folder / "one.typ").write_bytes(template.read_bytes())
    return folder


def _draw(paper: dict[str, Any], file: Path) -> None:
    from sasae.subsidy.certificates.signing import picture_of

    file.write_bytes(picture_of(paper["code"]))


def _seconds_alone(papers: list[dict[str, Any]], folder: Path) -> float:
    from sasae.foundation.printing import rendering

    fonts = ";".join(sorted({str(path.parent) for path in rendering.font_files()}))
    source = sources(Path(os.environ["SASAE_HOME"]) / "files") / "one.typ"

    def print_each() -> None:
        for paper in papers:
            _draw(paper, source.parent / "code.svg")
            data = json.dumps({**paper, "picture": "code.svg"}, ensure_ascii=False)
            subprocess.run(
                [sys.executable, "-c", ONE_PROCESS, source, fonts, data, str(folder / "one.pdf")], check=True
            )

    return seconds_of(print_each, most=1)


def _papers(count: int) -> Iterator[dict[str, Any]]:
    """What stands on a certificate, as the subsidy system fills it in."""
    from sasae.formats.certificate_code import Statement
    from sasae.subsidy.certificates.office import ISSUER, LANGUAGES
    from sasae.subsidy.certificates.signing import code_of

    office, words = ISSUER.table.on(DAY), LANGUAGES.table.on(DAY)["easy"]
    for place, person in enumerate(build_town(count, seed=1).persons, start=1):
        yield {
            "office": office, "number": f"2026-{place:08d}", "kind": "新規", "recipient_number": f"{place:07d}",
            "name": person.name, "kana": person.name_kana, "words": words, "texts": {"use": office["certificate_use"]},
            "code": code_of(
                Statement(office["payer_number"], f"{place:07d}", DAY, date(2026, 12, 31), "1", f"2026-{place:08d}")
            ),
            "birth_date": f"{person.birth_date:%Y年%m月%d日}", "sex": "女", "address": person.address,
            "applicant": person.name, "valid_from": "令和8年7月1日", "valid_to": "令和8年12月31日",
            "issued_on": "令和8年6月15日",
        }  # fmt: skip
