"""The files for the printer, the list of envelopes, the pick list: made once, kept as printed.

The sheets' own pages (cover letters, marks, cutting lines) are set by typst; the kept papers are laid under them page by
page as they are, so that what was kept is what lies in the envelope.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sasae.formats.qr_code import svg
from sasae.foundation.history import Actor
from sasae.foundation.printing import forget, keep, render, unprintable
from sasae.foundation.printing.models import PrintedDocument
from sasae.foundation.printing.pages import Placed, lay_under
from sasae.kernel.wareki import to_wareki
from sasae.reference.municipalities import name_of
from sasae.subsidy.certificates.models import Certificate, State
from sasae.subsidy.certificates.office import OFFICE
from sasae.subsidy.notifications.mailing import registered_for, where_to
from sasae.subsidy.people.queries import protected_among
from sasae.subsidy.print_runs.kept import Kept, sound
from sasae.subsidy.print_runs.models import Envelope, PrintRun, Sheet
from sasae.subsidy.print_runs.moved import moved_since
from sasae.subsidy.print_runs.papers import CARD, CERTIFICATE, COVER, LETTER, enclosures
from sasae.subsidy.print_runs.sheets import BACK, FRONT, SheetCode

POINTS = 72 / 25.4  # of a millimetre
HEIGHT, WIDTH = 297.0, 210.0  # of A4, in millimetres
# Where kept papers lie on their sheet: left, top, width, height in millimetres; a card shows both sides beside each other.
PLACES = {
    LETTER: [(0.0, 0.0, WIDTH, HEIGHT)],
    CERTIFICATE: [(31.0, 18.0, 148.0, 105.0)],
    CARD: [(19.4, 24.0, 85.6, 53.98), (105.0, 24.0, 85.6, 53.98)],
}
SINCE = "印刷を作成した後に、支援措置の対象になりました。次の印刷で、別に封入します。"
MOVED = "印刷を作成した後に、送り先が変わりました。次の印刷で、いまの送り先へ送ります。"
VOID = "印刷を作成した後に、医療証が無効になりました。ほかの印刷物は、次の印刷で送ります。"


@dataclass
class Printed:
    """A file that was made: its number, its sheets, and the envelopes it had to leave out, each with the reason."""

    document_id: str = ""
    sheets: int = 0
    left_out: dict[int, str] = field(default_factory=dict)


@dataclass
class _Draft:
    """The pages of a file so far, and what lies under them."""

    pages: list[dict[str, Any]] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    placed: list[Placed] = field(default_factory=list)

    def add(self, page: dict[str, Any], code: SheetCode, laid: Sequence[tuple[Kept, int]]) -> None:
        """One side of a sheet; `laid`: the pages of a kept paper on it."""
        boxes = PLACES[page["layout"]] if laid else []
        for (left, top, width, height), (kept, number) in zip(boxes, laid, strict=True):
            assert kept.pdf is not None  # what has none was left out before
            corner = left * POINTS, (HEIGHT - top - height) * POINTS
            self.placed.append(Placed(len(self.pages), kept.pdf, number, *corner, width * POINTS))
        self.pictures[f"q-{code}.svg"] = svg(str(code))
        self.pages.append({**page, "boxes": boxes, "code": str(code), "label": code.label})


def print_envelopes(
    run: PrintRun, envelopes: Sequence[Envelope], *, by: Actor, subject: str, proof: bool = False
) -> Printed:
    """One file with these envelopes' sheets, in order. What cannot be printed is left out, envelope by envelope."""
    keys = {envelope.pk for envelope in envelopes}
    sheets: dict[int, list[Sheet]] = {key: [] for key in keys}
    for sheet in Sheet.objects.filter(envelope__in=keys).order_by("envelope", "place"):
        sheets[sheet.envelope_id].append(sheet)
    kept = sound({one.document_id for some in sheets.values() for one in some if one.document_id})
    covers = _covers(run, envelopes, sheets, by)
    about = {one.pk: _about(one, sheets[one.pk], kept) for one in envelopes}
    guarded = protected_among(set().union(*about.values()), run.on)
    void, moved = _void(kept), _moved(envelopes, sheets, run.on)
    printed, draft, persons = Printed(), _Draft(), set[str]()
    for envelope in envelopes:
        since = not envelope.protected and about[envelope.pk] & guarded
        lapsed = any(sheet.document_id in void for sheet in sheets[envelope.pk])
        changed = SINCE if since else VOID if lapsed else MOVED if envelope.pk in moved else ""
        if fault := changed or _fault(envelope, sheets[envelope.pk], kept, covers):
            printed.left_out[envelope.serial] = fault
            continue
        for sheet in sheets[envelope.pk]:
            _draw(run, envelope, sheet, kept, covers, draft)
        printed.sheets += len(sheets[envelope.pk])
        persons |= about[envelope.pk]
    if draft.pages:
        printed.document_id = _keep(run, draft, sorted(persons), by=by, subject=subject, proof=proof)
    return printed


def _void(documents: Iterable[str]) -> set[str]:
    """Certificates that became void since the run was prepared: nobody is sent one."""
    rows = Certificate.objects.filter(document_id__in=documents).exclude(state=State.VALID)
    return set(rows.values_list("document_id", flat=True))


def _moved(envelopes: Sequence[Envelope], sheets: dict[int, list[Sheet]], on: date) -> set[int]:
    """Envelopes in whose window a letter shows where its addressee's letters go no more; a cover asks anew by itself."""
    tops = {one.pk: sheets[one.pk][0].document_id for one in envelopes if sheets[one.pk][0].layout == LETTER}
    gone = moved_since({tops[one.pk]: one.addressee_id for one in envelopes if one.pk in tops}, on)
    return {pk for pk, document in tops.items() if document in gone}


def _about(envelope: Envelope, sheets: Sequence[Sheet], kept: dict[str, Kept]) -> set[str]:
    """Everybody an envelope's papers speak of, by 宛名番号."""
    return {envelope.addressee.atena_no, *(who for one in sheets if one.document_id for who in kept[one.document_id].persons)}


def _keep(run: PrintRun, draft: _Draft, persons: Sequence[str], *, by: Actor, subject: str, proof: bool) -> str:
    data = {"office": OFFICE.on(run.on), "date": to_wareki(run.on), "proof": proof, "pages": draft.pages}
    title = f"{'見本 ' if proof else ''}{run.title} {run.number}"
    own = render("subsidy/print_run", data, title=title, day=run.on, pictures=draft.pictures, archival=False)
    forget()  # the pages of the files before would stay in the worker's memory
    pdf = lay_under(own, draft.placed)
    return str(keep("print_proof" if proof else "print_run", subject, pdf, by_id=by.id, persons=persons).pk)


def _fault(
    envelope: Envelope, sheets: Sequence[Sheet], kept: dict[str, Kept], covers: dict[int, dict[str, Any]]
) -> str:  # fmt: skip
    """Why this envelope cannot be printed; empty when it can."""
    for sheet in sheets:
        if sheet.document_id:
            last = sheet.page + sheet.pages - 1
            if said := kept[sheet.document_id].fault(2 if sheet.layout == CARD else last):
                return f"印刷物（{sheet.document_id}）{said}"
    cover = covers.get(envelope.pk)
    findings = unprintable({"name": cover["name"], "address": cover["address"]}) if cover else []
    return findings[0].message if findings else ""


def _draw(
    run: PrintRun, envelope: Envelope, sheet: Sheet, kept: dict[str, Kept], covers: dict[int, dict[str, Any]],
    draft: _Draft,
) -> None:  # fmt: skip
    """The front of a sheet, and its back where the run is printed on both sides."""
    place = (run.number, envelope.serial, sheet.place, envelope.sheet_count)
    paper = kept.get(sheet.document_id)
    if sheet.layout == COVER or paper is None:
        draft.add(covers[envelope.pk], SheetCode(*place, FRONT), [])
    else:
        pages = (0, 1) if sheet.layout == CARD else (sheet.page - 1,)
        draft.add({"layout": sheet.layout}, SheetCode(*place, FRONT), [(paper, page) for page in pages])
    if run.duplex:
        behind = [(paper, sheet.page)] if paper and sheet.layout == LETTER and sheet.pages > 1 else []
        draft.add({"layout": LETTER if behind else "back"}, SheetCode(*place, BACK), behind)


def _covers(
    run: PrintRun, envelopes: Sequence[Envelope], sheets: dict[int, list[Sheet]], by: Actor
) -> dict[int, dict[str, Any]]:  # fmt: skip
    """The cover letters, by envelope: the address for the window, and what lies behind."""
    covered = [one for one in envelopes if any(sheet.layout == COVER for sheet in sheets[one.pk])]
    registered = registered_for([one.addressee for one in covered], run.on)
    items = _enclosed([sheet for one in covered for sheet in sheets[one.pk]])
    covers = {}
    for one in covered:
        where = where_to(one.addressee, by=by, on=run.on, reason=f"印刷 {run.number} の送付書", registered=registered)
        covers[one.pk] = {
            "layout": COVER, "name": one.addressee.name, "postal": where["postal_code"], "address": where["address"],
            "items": items.get(one.pk, []), "letters": not any(sheet.layout in (CERTIFICATE, CARD) for sheet in sheets[one.pk]),
        }  # fmt: skip
    return covers


def _enclosed(sheets: Sequence[Sheet]) -> dict[int, list[str]]:
    """What each cover letter says lies behind it: letters by their kind, certificates by number and name."""
    letters = {sheet.document_id: sheet.envelope_id for sheet in sheets if sheet.layout == LETTER}
    items: dict[int, list[str]] = {}
    for pk, kind in PrintedDocument.objects.filter(pk__in=letters).order_by("printed_at", "pk").values_list("pk", "kind"):
        known = enclosures().get(kind)
        items.setdefault(letters[str(pk)], []).append(known.label if known else "お知らせ")
    behind = {sheet.document_id: sheet.envelope_id for sheet in sheets if sheet.layout in (CERTIFICATE, CARD)}
    rows = Certificate.objects.filter(document_id__in=behind).order_by("number")
    for number, document, name in rows.values_list("number", "document_id", "recipient__person__name"):
        items.setdefault(behind[document], []).append(f"福祉医療証（第{number}号）　{name}")
    return items


def print_lists(run: PrintRun, *, by: Actor) -> list[str]:
    """The list of envelopes, and that of protected persons, who are picked and enclosed by hand. Numbers of the papers."""
    envelopes = list(run.envelopes.filter(left_out="").select_related("addressee").order_by("serial"))
    groups = ((False, "封入一覧"), (True, "支援措置対象者の封入一覧（手作業）"))[1 if run.guarded else 0 :]
    return [_list(run, title, rows, by) for protected, title in groups
            if (rows := [one for one in envelopes if one.protected is protected]) or not protected]  # fmt: skip


def _list(run: PrintRun, title: str, envelopes: Sequence[Envelope], by: Actor) -> str:
    rows = [
        {
            "serial": f"{one.serial:05d}", "ward": name_of(one.ward_code) if one.ward_code else "",
            "postal": one.postal_code, "name": one.addressee.name, "sheets": one.sheet_count, "postage": one.postage,
        }
        for one in envelopes
    ]  # fmt: skip
    totals: dict[str, int] = {}
    for one in envelopes:
        totals[one.postage] = totals.get(one.postage, 0) + 1
    data = {
        "office": OFFICE.on(run.on), "title": title, "run": run.number, "what": run.title, "date": to_wareki(run.on),
        "rows": rows, "sheets": sum(one.sheet_count for one in envelopes), "duplex": run.duplex,
        "totals": [{"postage": name, "count": count} for name, count in totals.items()],
        "hand": bool(envelopes and envelopes[0].protected), "left_out": run.left_out,
    }  # fmt: skip
    pdf = render("subsidy/print_manifest", data, title=f"{title} {run.number}", day=run.on, exact=False)
    persons = [one.addressee.atena_no for one in envelopes]
    return str(keep("print_manifest", f"{run.number} {title}", pdf, by_id=by.id, persons=persons).pk)
