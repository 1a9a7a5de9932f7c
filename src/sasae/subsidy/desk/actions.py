"""Assigning and planning work, writing notes, keeping searches and files."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.http import QueryDict

from sasae.foundation.batch.actions import start
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history import Actor, record
from sasae.foundation.release import GuardedText
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.applications.fields import SentBefore
from sasae.subsidy.desk import queries
from sasae.subsidy.desk.cases import parted
from sasae.subsidy.desk.conflicts import ChangedMeanwhile, require_version
from sasae.subsidy.desk.models import Case, CaseChange, CaseKind, CaseNote, CaseRow, ExportFile, NoteKind, SavedSearch
from sasae.subsidy.desk.models import CaseHandling as Handling
from sasae.subsidy.desk.queries import Reach
from sasae.subsidy.people.models import Person

HANDLING = {"assigned_to": "担当者", "due_on": "期限", "plan": "処理の方針"}
NOTE = {"kind": "種類", "happened_on": "日付", "counterpart": "相手", "text": "内容"}
NAMED = 20  # cases a line of the journal names
KEPT_CONDITIONS = ("kind", "step", "ward", "whose", "due", "since", "sort")  # what names nobody


class CannotTakeOut(ValueError):
    """The list may not be taken out so; the text says why, in Japanese."""


@transaction.atomic
def handle(case_id: str, seen: int, values: Mapping[str, Any], *, by: Actor, at: datetime) -> Handling:
    """Change how an open case is worked on. `seen` is the version the user looked at, 0 for none.

    Raises ChangedMeanwhile; Case.DoesNotExist when it is open no more.
    """
    kind, subject = parted(case_id)
    _one_at_a_time(case_id)
    case = Case.objects.select_related("person").get(kind=kind, pk=case_id)  # of one kind: its part of the view alone
    row = Handling.objects.filter(kind=kind, subject=subject).first() or Handling(kind=kind, subject=subject, version=0)
    require_version(row, seen, HANDLING)
    changed = [label for name, label in HANDLING.items() if name in values and getattr(row, name) != values[name]]
    if not changed:
        return row
    reassigned = "assigned_to" in values and values["assigned_to"] != row.assigned_to
    for name in HANDLING.keys() & values.keys():
        setattr(row, name, values[name])
    row.version, row.changed_by, row.changed_at = row.version + 1, by.id, at
    row.save()
    persons = [case.person.atena_no] if case.person else []
    what = CaseKind(kind).label
    if reassigned:
        record(by, "handling.assigned", case.number, persons, kind=what, to=row.assigned_to or "なし")
    if changed != [HANDLING["assigned_to"]]:
        record(by, "handling.changed", case.number, persons, kind=what, fields="・".join(changed))
    return row


def _one_at_a_time(case_id: str) -> None:
    """A case nobody has handled yet has no row to lock: whoever writes its first waits here for the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"desk/{case_id}"])


def handle_all(
    picked: Sequence[tuple[str, int]], values: Mapping[str, Any], *, by: Actor, at: datetime
) -> list[str]:
    """The same change for many. Returns those somebody changed or settled meanwhile: they stay as they are."""
    left = []
    for case_id, seen in picked:
        try:
            handle(case_id, seen, values, by=by, at=at)
        except (ChangedMeanwhile, Case.DoesNotExist):
            left.append(parted(case_id)[1])
    return left


@transaction.atomic
def note_all(
    cases: Iterable[CaseRow], *, kind: NoteKind, text: str, by: Actor, at: datetime, on: date, token: str = ""
) -> int:
    """One note for each person of these cases. Returns for how many. The same page sent twice writes once; raises
    SentBefore where the second time says something else."""
    people = {case.person_id: case.person for case in cases if case.person is not None}
    for person in people.values():
        mark = f"{token}/{person.pk}" if token else ""
        write_note(person, kind=kind, happened_on=on, counterpart="", text=text, by=by, at=at, token=mark)
    return len(people)


@transaction.atomic
def write_note(
    person: Person, *, kind: NoteKind, happened_on: date, counterpart: str, text: str | GuardedText, by: Actor,
    at: datetime, token: str = "",
) -> CaseNote:  # fmt: skip
    """Keep a note. The same page (`token`) sent twice is kept once; raises SentBefore where it says something else."""
    values = {
        "person_id": person.pk, "kind": kind, "happened_on": happened_on, "counterpart": counterpart,
        "text": text if isinstance(text, GuardedText) else GuardedText(text),
    }  # fmt: skip
    who = {"written_by": by.id, "written_at": at, "changed_by": by.id, "changed_at": at}
    if not token:
        note, new = CaseNote.objects.create(**values, **who), True
    else:
        note, new = CaseNote.objects.get_or_create(token=token, defaults={**values, **who})
    if not new:
        if note.version == 1 and any(getattr(note, name) != value for name, value in values.items()):
            raise SentBefore("応対の記録")
        return note
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
    asked: Mapping[str, str], *, cases: Sequence[str], reach: Reach, format: str, reason: str, by: Actor, on: date
) -> BatchRun:
    """Begin to write the list to a file: the picked cases, or all the conditions leave. Raises CannotTakeOut."""
    if not reason.strip():
        raise CannotTakeOut("書き出す理由を入れてください。")
    params = {
        "asked": {key: value for key, value in asked.items() if value}, "cases": list(cases),
        "reach": dict(reach), "format": format, "on": on.isoformat(), "by": by.id,
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


@transaction.atomic
def check_list(*, by: Actor) -> list[str]:
    """Compare the list of work with what the areas say. Where it differs it is made again, which the journal keeps: it
    never should. Returns the names of those cases."""
    found = queries.differences()
    if found:
        record(by, "desk.list_mended", "仕事の一覧", count=len(found), cases="・".join(found[:NAMED]))
        CaseChange.objects.create(kind="all", row_id=0)
        queries.bring_up_to_date()
    return found
