"""The files for the printer, the list of envelopes, the pick list: rendered once, kept as printed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sasae.foundation.history import Actor
from sasae.foundation.printing import keep, render
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel.wareki import to_wareki
from sasae.reference.municipalities import name_of
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.certificates.office import OFFICE
from sasae.subsidy.certificates.signing import picture_of
from sasae.subsidy.notifications.mailing import Registered, registered_for, where_to
from sasae.subsidy.print_runs.models import Envelope, PrintRun, Sheet
from sasae.subsidy.print_runs.papers import COVER, LETTER
from sasae.subsidy.print_runs.sheets import BACK, FRONT, SheetCode


def print_envelopes(
    run: PrintRun, envelopes: Sequence[Envelope], *, by: Actor, subject: str, proof: bool = False
) -> str:
    """One file with these envelopes' sheets, in order; the number of the kept paper. Raises CannotPrint."""
    sheets = list(
        Sheet.objects.filter(envelope__in=envelopes).select_related("envelope__addressee").order_by(
            "envelope__serial", "place"
        )
    )  # fmt: skip
    documents = PrintedDocument.objects.in_bulk({sheet.document_id for sheet in sheets if sheet.document_id})
    papers = {str(pk): bytes(document.content) for pk, document in documents.items()}
    items = _enclosed(sheets)
    registered = registered_for([sheet.envelope.addressee for sheet in sheets], run.on)
    pages, pictures = [], {f"d-{pk}.pdf": content for pk, content in papers.items()}
    for sheet in sheets:
        for side in (FRONT, BACK) if run.duplex else (FRONT,):
            code = SheetCode(run.number, sheet.envelope.serial, sheet.place, sheet.envelope.sheet_count, side)
            pictures[f"q-{code}.svg"] = picture_of(str(code))
            pages.append({**_page(sheet, side, items, by, run.on, registered), "code": str(code), "label": code.label})
    data = {"office": OFFICE.on(run.on), "date": to_wareki(run.on), "proof": proof, "pages": pages}
    title = f"{'見本 ' if proof else ''}{run.title} {run.number}"
    pdf = render("subsidy/print_run", data, title=title, day=run.on, pictures=pictures, archival=False)
    persons = {envelope.addressee.atena_no for envelope in envelopes}
    persons |= {person for document in documents.values() for person in document.persons}
    return str(keep("print_proof" if proof else "print_run", subject, pdf, by_id=by.id, persons=sorted(persons)).pk)


def _enclosed(sheets: Sequence[Sheet]) -> dict[int, list[str]]:
    """What each cover letter says lies behind it."""
    behind = {sheet.document_id: sheet.envelope_id for sheet in sheets if sheet.layout not in (COVER, LETTER)}
    rows = Certificate.objects.filter(document_id__in=behind).select_related("recipient__person").order_by("number")
    items: dict[int, list[str]] = {}
    for row in rows:
        items.setdefault(behind[row.document_id], []).append(
            f"福祉医療証（第{row.number}号）　{row.recipient.person.name}"
        )
    return items


def _page(
    sheet: Sheet, side: int, items: dict[int, list[str]], by: Actor, on: date, registered: Registered
) -> dict[str, Any]:  # fmt: skip
    if side == BACK:
        if sheet.layout == LETTER and sheet.pages > 1:
            return {"layout": LETTER, "file": f"d-{sheet.document_id}.pdf", "page": sheet.page + 1}
        return {"layout": "back"}
    if sheet.layout != COVER:
        return {"layout": sheet.layout, "file": f"d-{sheet.document_id}.pdf", "page": sheet.page}
    person = sheet.envelope.addressee
    run = f"印刷 {sheet.envelope.run_id} の送付書"
    where = where_to(person, by=by, on=on, reason=run, registered=registered)
    return {
        "layout": COVER, "name": person.name, "postal": where["postal_code"], "address": where["address"],
        "items": items.get(sheet.envelope_id, []),
    }  # fmt: skip


def print_lists(run: PrintRun, *, by: Actor) -> list[str]:
    """The list of envelopes, and that of protected persons, who are picked and enclosed by hand. Numbers of the papers."""
    envelopes = list(run.envelopes.select_related("addressee").order_by("serial"))
    groups = ((False, "封入一覧"), (True, "支援措置対象者の封入一覧（手作業）"))
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
        "hand": bool(envelopes and envelopes[0].protected),
    }  # fmt: skip
    pdf = render("subsidy/print_manifest", data, title=f"{title} {run.number}", day=run.on)
    persons = [one.addressee.atena_no for one in envelopes]
    return str(keep("print_manifest", f"{run.number} {title}", pdf, by_id=by.id, persons=persons).pk)
