"""From papers to envelopes and sheets: one household an envelope, in the order the post office wants them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sasae.foundation.printing import missing_glyphs
from sasae.kernel.dated import load_dated
from sasae.kernel.findings import Finding, error
from sasae.subsidy.disclosures.models import Stop
from sasae.subsidy.disclosures.queries import stopped
from sasae.subsidy.notifications.mailing import postal_code_for, registered_for
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import protected_among
from sasae.subsidy.print_runs.models import Envelope, PrintFile, PrintRun, Sheet
from sasae.subsidy.print_runs.moved import moved_since
from sasae.subsidy.print_runs.papers import COVER, LETTER, Paper
from sasae.subsidy.wordings.queries import OnScreen

POSTAGE = OnScreen("postage", load_dated(__package__, "postage.yaml"))
SHEETS_A_FILE = 500
MOST_SHEETS = 99  # of one envelope: two digits of the sheet's code


@dataclass
class Filled:
    """What goes into one household's envelope."""

    addressee: Person
    papers: list[Paper] = field(default_factory=list)

    @property
    def about(self) -> set[str]:
        """Everybody these papers speak of, by 宛名番号."""
        return {self.addressee.atena_no, *(person for paper in self.papers for person in paper.about)}


def sort_out(filled: Sequence[Filled], *, duplex: bool) -> tuple[list[Filled], list[Finding]]:
    """Whom an envelope can be made for, and why not for the others; and papers that are not there, each named."""
    good, findings, stop = [], [], stopped(Stop.MAILING)
    for one in filled:
        name = one.addressee.name
        if one.addressee.pk in stop:
            said = f"{name}さんには、利用停止の印（まとめての郵送）があります。封筒を除きました。一通ずつ印刷し、本人に確かめて渡してください。"
            findings.append(error("PR-506", one.addressee.atena_no, said))
            continue
        lost = [paper for paper in one.papers if not paper.pages]
        for paper in lost:
            said = f"{name}さんの印刷物（{paper.document_id}）が、保存されていないか壊れています。この印刷物を除きました。"
            findings.append(error("PR-502", one.addressee.atena_no, said))
        one.papers = [paper for paper in one.papers if paper.pages]
        sheets = sum(1 for _ in _sheets(one.papers, duplex=duplex))
        if not one.papers:
            continue
        if missing := missing_glyphs(name):
            said = f"{name}さんの氏名の「{'」「'.join(missing)}」は、この装置の書体では印刷できません。封筒を除きました。"
            findings.append(error("PR-501", one.addressee.atena_no, said))
        elif sheets > MOST_SHEETS:
            said = f"{name}さんの用紙が{sheets}枚あり、一つの封筒に入りません。封筒を除きました。"
            findings.append(error("PR-503", one.addressee.atena_no, said))
        else:
            good.append(one)
    return good, findings


def fill(papers: Sequence[Paper]) -> list[Filled]:
    """One envelope an addressee; nobody else's paper beside theirs."""
    filled: dict[int, Filled] = {}
    for paper in papers:
        filled.setdefault(paper.addressee.pk, Filled(paper.addressee)).papers.append(paper)
    return list(filled.values())


def with_moves(papers: Sequence[Paper], on: date) -> list[Paper]:
    """The papers, with the letters marked that were printed for another place than they go to."""
    moved = moved_since({one.document_id: one.addressee.pk for one in papers if one.layout == LETTER}, on)
    return [replace(one, moved=True) if one.document_id in moved else one for one in papers]


def plan(run: PrintRun, filled: Sequence[Filled]) -> list[tuple[Envelope, list[Sheet]]]:
    """Envelopes with their sheets: by postage, ward and postal code; protected persons last, in a part of their own."""
    registered = registered_for([one.addressee for one in filled], run.on)
    guarded = protected_among({person for one in filled for person in one.about}, run.on)
    rows, postage = [], POSTAGE.on(run.on)
    for one in filled:
        protected = bool(one.about & guarded)
        sheets = list(_sheets(one.papers, duplex=run.duplex))
        envelope = Envelope(
            run=run, addressee=one.addressee, protected=protected, sheet_count=len(sheets),
            ward_code="" if protected else one.addressee.ward_code,
            postal_code="" if protected else postal_code_for(one.addressee, registered), postage=_postage(len(sheets), postage),
        )  # fmt: skip
        rows.append((envelope, sheets, one.addressee.name_kana))
    classes = [each["name"] for each in postage["classes"]]
    rows.sort(key=lambda row: (
        row[0].protected, classes.index(row[0].postage), row[0].ward_code, row[0].postal_code, row[2],
    ))  # fmt: skip
    for serial, (envelope, sheets, _) in enumerate(rows, start=1):
        envelope.serial = serial
        for place, sheet in enumerate(sheets, start=1):
            sheet.envelope, sheet.place = envelope, place
    return [(envelope, sheets) for envelope, sheets, _ in rows]


def _sheets(papers: Sequence[Paper], *, duplex: bool) -> Iterator[Sheet]:
    """A cover where no letter of its own shows the right address in the window; letters on top."""
    letters = sorted((paper for paper in papers if paper.layout == LETTER), key=lambda paper: paper.moved)
    if not letters or letters[0].moved:
        yield Sheet(layout=COVER)
    for paper in [*letters, *(paper for paper in papers if paper.layout != LETTER)]:
        if paper.layout == LETTER:
            step = 2 if duplex else 1
            for page in range(1, paper.pages + 1, step):
                pages = min(step, paper.pages - page + 1)
                yield Sheet(layout=LETTER, document_id=paper.document_id, page=page, pages=pages)
        else:
            yield Sheet(layout=paper.layout, document_id=paper.document_id)


def _postage(sheets: int, row: dict[str, Any]) -> str:
    grams = row["envelope_grams"] + sheets * row["sheet_grams"]
    return str(next((each["name"] for each in row["classes"] if grams <= each["grams"]), row["classes"][-1]["name"]))


def files(run: PrintRun, envelopes: Sequence[Envelope]) -> list[PrintFile]:
    """Files of whole envelopes; protected persons never share one with others."""
    made: list[PrintFile] = []
    for envelope in envelopes:
        last = made[-1] if made else None
        full = last is None or last.sheets + envelope.sheet_count > SHEETS_A_FILE
        if last is None or full or last.protected != envelope.protected:
            last = PrintFile(
                run=run, part=len(made) + 1, first=envelope.serial, last=envelope.serial, sheets=0,
                protected=envelope.protected,
            )  # fmt: skip
            made.append(last)
        last.last, last.sheets = envelope.serial, last.sheets + envelope.sheet_count
    return made
