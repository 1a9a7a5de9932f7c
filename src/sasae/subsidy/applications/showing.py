"""An application as its page shows it: what was applied for beside what the register says, and what happened since."""

from typing import Any

from sasae.foundation.gate import Gate
from sasae.foundation.history.as_of import AsOf
from sasae.foundation.history.models import HistoryEntry, Outcome
from sasae.foundation.history.sentences import sentence_of
from sasae.foundation.release import GuardedText, release
from sasae.kernel import clock
from sasae.kernel.wareki import parse_date, to_wareki
from sasae.subsidy.applications import consents
from sasae.subsidy.applications.comparison import entry_at
from sasae.subsidy.applications.identification import places
from sasae.subsidy.applications.labels import WORDS, facts_of
from sasae.subsidy.applications.models import Application, Consent
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.past import persons_then
from sasae.subsidy.people.queries import is_hidden

COMPARED = {"name": "氏名", "name_kana": "フリガナ", "birth_date": "生年月日", "sex": "性別"}


def people_of(application: Application, then: AsOf | None = None) -> dict[str, Person]:
    """The persons of the form, by place; of a past day those that were known, as they were."""
    numbers = application.form["persons"]
    found = Person.objects.filter(atena_no__in=numbers.values())
    rows = {person.atena_no: person for person in (persons_then(found, then) if then else found)}
    return {place: rows[atena_no] for place, atena_no in numbers.items() if atena_no in rows}


def parts_of(application: Application, gate: Gate) -> list[dict[str, Any]]:
    """Each person of the form: values side by side, the rest of what was said, and who it is."""
    people = people_of(application, gate.then)
    differing = set(application.differences.values_list("place", flat=True))
    return [
        {
            "place": place,
            "title": title,
            "person": people.get(place),
            "rows": _side_by_side(application, place, people.get(place), differing, gate),
            "facts": facts_of(entry_at(application.form, place)),
        }
        for place, title in places(application.form).items()
    ]


def consents_shown(receipt_number: str, gate: Gate, then: AsOf | None = None) -> list[Consent]:
    """What the family agreed to, as far as it was recorded then; that they are shown goes into the journal."""
    found = [one for one in consents.of(receipt_number) if not then or one.kept_at <= then.told_by]
    gate.shown([one.atena_no for one in found if one.atena_no])
    return found


def _side_by_side(
    application: Application, place: str, person: Person | None, differing: set[str], gate: Gate
) -> list[dict[str, Any]]:
    entry = entry_at(application.form, place)
    rows = [
        {
            "label": label,
            "applied": _said(name, entry[name]),
            "registered": _said(name, getattr(person, name)) if person else "",
            "differs": f"{place}.{name}" in differing,
        }
        for name, label in COMPARED.items()
    ]
    if "address" in entry:
        rows.append(
            {
                "label": "住所",
                "applied": _freed(GuardedText(entry["address"]), application.applicant, gate),
                "registered": _freed(person.address, person, gate) if person else "",
                "differs": f"{place}.address" in differing,
            }
        )
    return rows


def _freed(text: GuardedText, person: Person | None, gate: Gate) -> str:
    """Through the release point. Of somebody nobody has found yet it is not known whether they are protected: masked."""
    if person is None:
        return str(text)
    return release(
        text, actor=gate.actor, way="screen", person=person.atena_no, protected=is_hidden(person, clock.today()),
        reason=gate.reason or gate.purpose, gate=gate,
    )  # fmt: skip


def _said(name: str, value: Any) -> str:
    if name == "birth_date":
        return to_wareki(parse_date(value) if isinstance(value, str) else value)
    return WORDS.get(name, {}).get(str(value), str(value))


def time_line(subject: str, then: AsOf | None = None) -> list[dict[str, Any]]:
    """What was done about a subject, newest first, as the journal has it; of a past, what had been done by its moment."""
    found = HistoryEntry.objects.filter(subject=subject, outcome=Outcome.DONE)
    entries = (found.filter(at__lte=then.known_at) if then else found).order_by("-pk")[:50]
    return [
        {
            "at": entry.at,
            "text": sentence_of(entry.event, entry.subject, entry.actor_name, len(entry.persons), entry.detail),
            "by": entry.actor_name,
        }
        for entry in entries
    ]
