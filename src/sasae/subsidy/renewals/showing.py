"""A renewal as its page shows it: the steps with their days, turns and progress; a target with its papers."""

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from sasae.foundation.batch.queries import progress
from sasae.foundation.gate import Gate
from sasae.law import Outcome, sentence
from sasae.subsidy.certificates.models import ReturnedMail
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.wards import without_wards
from sasae.subsidy.renewals.actions.refreshing import left
from sasae.subsidy.renewals.charts import bar
from sasae.subsidy.renewals.judging import Movement, decision_of
from sasae.subsidy.renewals.models import Rehearsal, Renewal, Step, StepState, Target, TargetState
from sasae.subsidy.renewals.papers import papers_of
from sasae.subsidy.renewals.schedule import STEPS, day_of
from sasae.subsidy.renewals.target_lists import made_in

MARKS = {True: "○", False: "×", None: "？"}


def steps_of(
    renewal: Renewal, user_id: str, may_work: bool, may_approve: bool, wards: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """Every step with its last turn, what may be done now, and by this user; the lists of these wards, or all."""
    turns = list(renewal.steps.order_by("pk"))
    done = {turn.step for turn in turns if turn.state == StepState.DONE}
    shown = []
    for number, kind in enumerate(STEPS, start=1):
        last = next((turn for turn in reversed(turns) if turn.step == kind.key), None)
        is_open = last is not None and last.state in (StepState.RUNNING, StepState.AWAITING)
        waits = last is not None and last.state == StepState.AWAITING
        goes_on = is_open and not waits and kind.key == "refresh"
        shown.append({
            "number": number,
            "kind": kind,
            "label": kind.label_in(renewal.round),
            "text": kind.text_in(renewal.round),
            "due": day_of(renewal.round, renewal.year, kind.key),
            "last": last,
            "progress": _progress(last) if is_open and last else None,
            "lists": made_in(last, wards) if last is not None and kind.key == "list" else [],
            "may_start": may_work and (not is_open or goes_on) and set(kind.after) <= done,
            "again": "続きから" if goes_on else "もう一度",
            "may_approve": may_approve and waits and last is not None and last.started_by != user_id,
            "own": may_approve and waits and last is not None and last.started_by == user_id,
        })  # fmt: skip
    return shown


def _progress(turn: Step) -> dict[str, int]:
    if turn.run_id:
        now = progress(turn.run_id)
        return {"done": now.worked, "total": now.total}
    total = turn.renewal.targets.count()
    return {"done": total - left(turn).count() if turn.step == "refresh" else 0, "total": total}


def movements_of(rows: QuerySet[Any]) -> list[tuple[str, int, int]]:
    """Targets, or lines of a rehearsal, by movement in the order of the enumeration, each with the length of its bar."""
    return drawn(dict(rows.order_by().values_list("movement").annotate(count=Count("pk"))))


def drawn(counts: dict[str, int]) -> list[tuple[str, int, int]]:
    """Movement, families, and the pixels of the bar beside the number: the longest has a full one."""
    most = max(counts.values(), default=0)
    found = [(one.value, counts[one.value]) for one in Movement if counts.get(one.value)]
    return [(label, count, bar(count, most)) for label, count in found]


def states_of(targets: QuerySet[Target]) -> list[tuple[str, str, int]]:
    """Families by where they are, in the order of the enumeration: key, words, how many."""
    counts = dict(targets.values_list("state").annotate(count=Count("pk")))
    return [(one.value, one.label, counts[one.value]) for one in TargetState if counts.get(one.value)]


def with_names(words: str, names: dict[str, str]) -> str:
    """The difference in words with the names of who is meant, where one family is shown."""
    return _NUMBERED.sub(lambda found: f" {names.get(found[1], found[1])}さん", words)


_NUMBERED = re.compile(r"（宛名番号 (\d+)）")


def target_page(target: Target, gate: Gate, today: date) -> dict[str, Any]:
    """A target with the grounds of its last judgement, its letters and whom its papers may be about."""
    last = target.judgements.order_by("-pk").first()
    names = persons_of(target)
    numbers = list(names)
    return {
        "one": target,
        "persons": numbers,
        "grounds": grounds_of(last.frozen, date.fromisoformat(json.loads(last.result)["on"]), names, gate, today) if last else [],
        "words": with_names(target.words, names),
        "papers": papers_of(target),
        "closed": closed(target),
        "returned": ReturnedMail.objects.filter(person__atena_no__in=numbers).select_related("person").order_by("-pk")[:20],
        "turns": target.judgements.count(),
    }


def persons_of(target: Target) -> dict[str, str]:
    """Whom the last judgement was about, the applicant alone before the first: names by 宛名番号."""
    last = target.judgements.order_by("-pk").first()
    numbers = [person["atena_no"] for person in last.frozen["facts"]["people"]] if last else [target.applicant.atena_no]
    return dict(Person.objects.filter(atena_no__in=numbers).order_by("pk").values_list("atena_no", "name"))


def closed(target: Target) -> str:
    """Why papers of this family are not taken in here any more; empty where they are."""
    if target.state == TargetState.DECIDED:
        return "決定（発行前）の家庭です。発行の後に、変更の届出として受け付けてください。"
    if target.state == TargetState.ISSUED and target.outcome == Outcome.GRANTED.value:
        return "医療証を発行した家庭です。変わったことは、変更の届出として受け付けてください。"
    return ""


def grounds_of(
    frozen: dict[str, Any], on: date, names: dict[str, str], gate: Gate, today: date
) -> list[dict[str, Any]]:
    """Every rule looked at, as sentences; where somebody is protected today, without the wards."""
    told = without_wards(list(names), frozen["facts"], gate, today)
    return [
        {
            "mark": MARKS[ground.met],
            "met": ground.met,
            "who": names.get(ground.subject, ground.subject),
            "text": told(sentence(ground)),
        }
        for ground in decision_of(frozen, on).grounds
    ]


LETTERS = {
    "certificate": "医療証の送付",
    "refusal": "不交付決定通知書",
    "unknown": "所得不明案内",
    "report": "書類のお願い",
}
PARTS = {"postage": "郵便料金", "paper": "用紙", "envelopes": "封筒", "cards": "医療証用紙", "sum": "合計"}


def rehearsal_page(one: Rehearsal) -> dict[str, Any]:
    """Counts by movement with their chart, letters, cost."""
    summary = one.summary or {"movements": {}, "letters": {}, "cost": {}, "cards": 0}
    return {
        "movements": drawn(summary["movements"]),
        "letters": [(LETTERS[key], count) for key, count in summary["letters"].items()],
        "cards": summary["cards"],
        "cost": [(label, summary["cost"][key]) for key, label in PARTS.items() if key in summary["cost"]],
    }
