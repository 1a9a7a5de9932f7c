"""Assigning and planning work, writing notes, keeping searches and files."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import QueryDict

from sasae.foundation.batch.actions import start
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history import Actor, record
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.applications.models import Application
from sasae.subsidy.desk.conflicts import ChangedMeanwhile, require_version
from sasae.subsidy.desk.models import CaseNote, ExportFile, Handling, NoteKind, SavedSearch
from sasae.subsidy.people.models import Person

HANDLING = {"assigned_to": "担当者", "due_on": "期限", "plan": "処理の方針"}
NOTE = {"kind": "種類", "happened_on": "日付", "counterpart": "相手", "text": "内容"}
KEPT_CONDITIONS = ("state", "channel", "ward", "whose", "due", "sort")  # what names nobody


class CannotTakeOut(ValueError):
    """The list may not be taken out so; the text says why, in Japanese."""


def _persons(application: Application) -> list[str]:
    return list(application.form["persons"].values())


@transaction.atomic
def handle(application_id: int, seen: int, values: Mapping[str, Any], *, by: Actor, at: datetime) -> Handling:
    """Change how an application is worked on. `seen` is the version the user looked at, 0 for none.

    Raises ChangedMeanwhile.
    """
    application = Application.objects.select_for_update(of=("self",)).get(pk=application_id)
    row = Handling.objects.filter(application=application).first() or Handling(application=application, version=0)
    require_version(row, seen, HANDLING)
    changed = [label for name, label in HANDLING.items() if name in values and getattr(row, name) != values[name]]
    if not changed:
        return row
    reassigned = "assigned_to" in values and values["assigned_to"] != row.assigned_to
    for name in HANDLING.keys() & values.keys():
        setattr(row, name, values[name])
    row.version, row.changed_by, row.changed_at = row.version + 1, by.id, at
    row.save()
    persons = _persons(application)
    if reassigned:
        record(by, "handling.assigned", application.receipt_number, persons, to=row.assigned_to or "なし")
    if changed != [HANDLING["assigned_to"]]:
        record(by, "handling.changed", application.receipt_number, persons, fields="・".join(changed))
    return row


def assign(picked: Sequence[tuple[str, int]], to: str, *, by: Actor, at: datetime) -> list[str]:
    """Give many applications to one person. Returns those somebody changed meanwhile: they stay as they are."""
    found = dict(
        Application.objects.filter(receipt_number__in=[n for n, _ in picked]).values_list("receipt_number", "pk")
    )
    left = []
    for number, seen in picked:
        try:
            handle(found[number], seen, {"assigned_to": to}, by=by, at=at)
        except ChangedMeanwhile:
            left.append(number)
    return left


@transaction.atomic
def write_note(
    person: Person, *, kind: NoteKind, happened_on: date, counterpart: str, text: str, by: Actor, at: datetime
) -> CaseNote:
    """Keep a note."""
    note = CaseNote.objects.create(
        person=person, kind=kind, happened_on=happened_on, counterpart=counterpart, text=text, written_by=by.id,
        written_at=at, changed_by=by.id, changed_at=at,
    )  # fmt: skip
    record(by, "note.written", str(note.pk), [person.atena_no], kind=kind.label, happened_on=to_wareki(happened_on))
    return note


@transaction.atomic
def correct_note(note_id: int, seen: int, values: Mapping[str, Any], *, by: Actor, at: datetime) -> CaseNote:
    """Correct a note; the version before stays. Raises ChangedMeanwhile."""
    note = CaseNote.objects.select_for_update(of=("self",)).select_related("person").get(pk=note_id)
    require_version(note, seen, NOTE)
    for name in NOTE.keys() & values.keys():
        setattr(note, name, values[name])
    note.version, note.changed_by, note.changed_at = note.version + 1, by.id, at
    note.save()
    record(by, "note.corrected", str(note.pk), [note.person.atena_no], version=note.version)
    return note


def keep_search(name: str, asked: Mapping[str, str], *, by: Actor) -> SavedSearch:
    """Keep the conditions of the list under a name. A name, kana or number typed is nobody's to keep."""
    query = QueryDict(mutable=True)
    query.update({key: asked[key] for key in KEPT_CONDITIONS if asked.get(key)})
    saved, _ = SavedSearch.objects.update_or_create(login_id=by.id, name=name, defaults={"query": query.urlencode()})
    return saved


def forget_search(pk: int, *, by: Actor) -> None:
    """Only one's own."""
    SavedSearch.objects.filter(pk=pk, login_id=by.id).delete()


@transaction.atomic
def take_out(
    asked: Mapping[str, str], *, numbers: Sequence[str], wards: Sequence[str] | None, format: str, reason: str, by: Actor,
    on: date,
) -> BatchRun:  # fmt: skip
    """Begin to write the list to a file: the picked applications, or all the conditions leave. Raises CannotTakeOut."""
    if not reason.strip():
        raise CannotTakeOut("書き出す理由を入れてください。")
    params = {
        "asked": {key: value for key, value in asked.items() if value}, "numbers": list(numbers),
        "wards": None if wards is None else list(wards), "format": format, "on": on.isoformat(), "by": by.id,
    }  # fmt: skip
    run = start("desk.export", params, by)
    record(by, "desk.taken_out", str(run.pk), format=format, reason=reason)
    return run


@transaction.atomic
def download(run_id: int, content: ExportFile, *, by: Actor) -> None:
    """Note that the file was handed over."""
    record(by, "desk.downloaded", str(run_id), rows=content.rows)


def expire_files(on: date) -> int:
    """Empty the files whose last day is over. Returns how many."""
    return ExportFile.objects.filter(expires_on__lt=on, content__isnull=False).update(content=None)
