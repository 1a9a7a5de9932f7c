"""What of this service may leave on a medium: applications of one's procedures, without individual numbers."""

import io
import json
import zipfile
from datetime import date
from typing import Any

from sasae.foundation.history import Actor
from sasae.intake.applications.models import Application
from sasae.intake.handover.content_file import NAME, content_file
from sasae.intake.handover.files import index
from sasae.intake.handover.telling import form_for
from sasae.kernel import clock

RIGHT = "applications.view"
NOTE = "個人番号は書き出しません。"


def missing(items: list[str], user: Any) -> list[str]:
    """Those of the receipt numbers that may not leave: unknown, of another procedure, or of one who is or may be protected."""
    held = user.procedures(RIGHT, clock.today())
    rows = Application.objects.filter(
        receipt_number__in=items, protected_until__isnull=True, identification__asked_at__isnull=False
    ).exclude(atena_no="")
    if held is not None:
        rows = rows.filter(procedure__in=held)
    may = set(rows.values_list("receipt_number", flat=True))
    return [item for item in items if item not in may]


def bundle(items: list[str], actor: Actor) -> bytes:
    """The applications as a ZIP, a folder each: the form, the same as a table, and the papers. Who became protected since it was asked is refused."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        found = Application.objects.filter(receipt_number__in=items).defer("printed_form").order_by("receipt_number")
        archive.writestr(_entry("index.csv", clock.today()), index(found))
        for one in found:
            form, papers = form_for(one, actor, "媒体への書き出し"), list(one.attachments.order_by("number"))
            table = content_file(one, [(paper.kind, paper.name) for paper in papers], form)
            written = json.dumps(form, ensure_ascii=False, indent=1, sort_keys=True)
            archive.writestr(_entry(f"{one.receipt_number}/{NAME}", one.applied_at.date()), table)
            archive.writestr(_entry(f"{one.receipt_number}/application.json", one.applied_at.date()), written)
            for paper in papers:
                suffix = paper.media_type.rsplit("/", 1)[-1]
                name = f"{one.receipt_number}/{paper.number:02d}.{suffix}"
                archive.writestr(_entry(name, one.applied_at.date()), bytes(paper.content))
    return out.getvalue()


def _entry(name: str, on: date) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, (on.year, on.month, on.day, 0, 0, 0))
