"""What is new of a page: compared by a keyed mark with what was sent last, in a handful of statements."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sasae.foundation import sealing
from sasae.foundation.sets import among_texts
from sasae.linkage.people.models import RegisteredPerson
from sasae.linkage.provisions.actions.sending import Outgoing, send
from sasae.linkage.provisions.gathering import Told
from sasae.linkage.provisions.models import BatchState, ProvidedCopy, ProvisionRun


class Versions:
    """The persons of a page, what was sent of them before, and what goes out now."""

    def __init__(self, run: ProvisionRun, atena_nos: Sequence[str], on: date) -> None:
        self.run, self.on = run, on
        numbers = among_texts(set(atena_nos))
        rows = RegisteredPerson.objects.filter(atena_no__in=numbers).select_related("unified")
        self.people = {row.atena_no: row for row in rows}
        sent = ProvidedCopy.objects.select_for_update(of=("self",)).filter(
            information=run.information, atena_no__in=numbers
        )
        self.sent = {row.record_id: row for row in sent.select_related("unified", "batch").order_by("pk")}
        self.changed: list[Outgoing] = []
        self.seen: list[ProvidedCopy] = []
        self.marked: list[ProvidedCopy] = []  # of those seen: their mark was under an index key before
        self.kept: set[str] = set()
        self.withdrawn = self.without_number = 0

    def take(self, told: Sequence[Told]) -> None:
        """Sort what is told into new, changed and known; what is told no more of these persons is withdrawn."""
        for one in told:
            person = self.people.get(one.atena_no)
            if person is None or person.unified is None:
                self.without_number += 1
            else:
                self._compare(one, person)
        self._withdraw()

    def _compare(self, one: Told, person: RegisteredPerson) -> None:
        protected = person.protected(self.on)
        record_id, row = self._record_of(one, person)
        self.kept.add(record_id)
        mark, *before = marks_of(one, str(person.unified_id), protected=protected)
        if row is not None and row.mark in (mark, *before) and not row.withdrawn and not _refused(row):
            self.seen.append(row)
            if row.mark != mark:
                row.mark = mark
                self.marked.append(row)
            return
        row = row or ProvidedCopy(information=self.run.information, record_id=record_id, version=0)
        row.version += 1
        row.unified, row.atena_no, row.mark = person.unified, one.atena_no, mark
        row.not_disclosed, row.automatic_reply, row.withdrawn = protected, not protected, False
        self.changed.append(Outgoing(row, one.period_from, one.period_to, one.data))

    def _record_of(self, one: Told, person: RegisteredPerson) -> tuple[str, ProvidedCopy | None]:
        """A record belongs to one person for ever: after a tie was corrected, the one it belongs to now gets another."""
        assert person.unified is not None
        row = self.sent.get(one.record_id)
        if row is None or row.unified_id == person.unified_id:
            return one.record_id, row
        other = f"{one.record_id}-{person.unified.unified_no}"
        return other, self.sent.get(other)

    def _withdraw(self) -> None:
        for row in self.sent.values():
            same_year = self.run.year is None or row.record_id.split("-")[1] == str(self.run.year)
            if row.record_id not in self.kept and same_year and (not row.withdrawn or _refused(row)):
                self.changed.append(Outgoing.withdrawal(row, self.on))
                self.withdrawn += 1

    def send(self) -> None:
        """The new versions go out; of the others it is noted that the office still has them so."""
        ProvidedCopy.objects.filter(pk__in=[row.pk for row in self.seen]).update(seen_run=self.run.pk)
        ProvidedCopy.objects.bulk_update(self.marked, ["mark"], batch_size=500)
        send(self.run, self.changed)


def _refused(row: ProvidedCopy) -> bool:
    """The intermediary does not have what was sent last: it goes out again."""
    return row.batch.state == BatchState.REFUSED


def marks_of(one: Told, unified: str, *, protected: bool) -> list[str]:
    """The same for the same content and flags, and for nothing else; without the key it says nothing.

    The present one, then those under index keys before: a key that is replaced sends nothing again.
    """
    content: list[Any] = [one.period_from.isoformat(), one.period_to.isoformat(), one.data, unified, protected]
    return sealing.blind_indexes(json.dumps(content, sort_keys=True, ensure_ascii=False), "provisions")
