"""Rehearsals: beginning one, working its families, closing it, and running it again on what it froze."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction

from sasae.foundation import batch
from sasae.foundation.batch import Item
from sasae.foundation.history import Actor, record
from sasae.law.single_parent.in_force import law_on
from sasae.subsidy.renewals.cases import Frame, freeze
from sasae.subsidy.renewals.costs import cost_of
from sasae.subsidy.renewals.judging import result_of, to_text
from sasae.subsidy.renewals.models import Rehearsal, RehearsalLine, Round
from sasae.subsidy.renewals.population import day_before, newest_decisions
from sasae.subsidy.renewals.schedule import first_day


@transaction.atomic
def begin_rehearsal(year: int, *, by: Actor, on: date) -> Rehearsal:
    """Begin a rehearsal of a year's renewal on the data of today; the batch ledger works it."""
    rehearsal = Rehearsal.objects.create(year=year, judged_on=first_day(Round.YEAR, year), made_by=by.id, made_on=on)
    run = batch.start(
        "renewals.rehearse", {"rehearsal": rehearsal.pk, "on": on.isoformat()}, by, once=str(rehearsal.pk)
    )
    Rehearsal.objects.filter(pk=rehearsal.pk).update(run_id=run.pk)
    rehearsal.run_id = run.pk
    record(by, "renewal.rehearsed", str(rehearsal.pk), year=year)
    return rehearsal


def rehearse_many(items: Sequence[Item]) -> list[str]:
    """Freeze and judge these families; the lines by COPY."""
    rehearsal = Rehearsal.objects.get(pk=items[0].params["rehearsal"])
    judged_on, on = rehearsal.judged_on, date.fromisoformat(items[0].params["on"])
    law = law_on(judged_on)
    applicants = [int(item.payload["applicant"]) for item in items]
    said = {}
    frozen = list(freeze(newest_decisions(applicants), Frame(judged_on, day_before(judged_on, on))))
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for one in frozen:
            result = result_of(one.data, law)
            said[one.applicant_id] = result["movement"]
            copy.write_row((
                rehearsal.pk, one.applicant_id, one.place(on)[0], result["outcome"], result["movement"], result["words"],
                json.dumps(one.data, ensure_ascii=False, sort_keys=True), to_text(result),
            ))  # fmt: skip
    return [said.get(applicant, "対象外") for applicant in applicants]


_COPY = """COPY subsidy_renewals_rehearsalline
    (rehearsal_id, applicant_id, ward_code, outcome, movement, words, frozen, result) FROM STDIN"""


def close_rehearsal(rehearsal_id: int, *, by: Actor) -> Rehearsal:
    """Counts, letters, cost and the mark of all results. Part of the batch's last transaction."""
    rehearsal = Rehearsal.objects.get(pk=rehearsal_id)
    movements: Counter[str] = Counter()
    letters: Counter[str] = Counter()
    cards = 0
    mark = hashlib.sha256()
    for movement, outcome, result in _lines(rehearsal).values_list("movement", "outcome", "result").iterator(2000):
        movements[movement] += 1
        letters[_LETTERS[outcome]] += 1
        cards += sum(person[2] == "10" for person in json.loads(result)["persons"])
        mark.update(result.encode() + b"\n")
    rehearsal.summary = {
        "movements": dict(sorted(movements.items())),
        "letters": dict(sorted(letters.items())),
        "cards": cards,
        "cost": cost_of(letters, cards, rehearsal.made_on),
    }
    rehearsal.sha256 = mark.hexdigest()
    rehearsal.save()
    record(by, "renewal.rehearsal_closed", str(rehearsal.pk), year=rehearsal.year, families=sum(movements.values()))
    return rehearsal


_LETTERS = {
    "10": "certificate", "20": "refusal", "21": "refusal", "22": "refusal", "30": "unknown", "31": "report",
    "40": "report",
}  # fmt: skip


def _lines(rehearsal: Rehearsal):  # type: ignore[no-untyped-def]
    return RehearsalLine.objects.filter(rehearsal=rehearsal).order_by("applicant_id")


@transaction.atomic
def run_again(rehearsal_id: int, *, by: Actor) -> bool:
    """Judge the frozen facts once more: whether all results together are the same, byte for byte."""
    rehearsal = Rehearsal.objects.get(pk=rehearsal_id)
    law = law_on(rehearsal.judged_on)
    mark = hashlib.sha256()
    for frozen in _lines(rehearsal).values_list("frozen", flat=True).iterator(2000):
        mark.update(to_text(result_of(frozen, law)).encode() + b"\n")
    same = mark.hexdigest() == rehearsal.sha256
    record(by, "renewal.rehearsal_repeated", str(rehearsal.pk), year=rehearsal.year, same="一致" if same else "不一致")
    return same
