"""Whom an application speaks of: found by linkage where it is plain, chosen by staff where it is not."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from sasae.contracts.people import Person as PersonMessage
from sasae.foundation.history import Actor, record
from sasae.kernel.kana import to_katakana
from sasae.subsidy import office
from sasae.subsidy.applications.actions import settle_person
from sasae.subsidy.applications.comparison import entry_at, same_reading
from sasae.subsidy.applications.models import Application, State
from sasae.subsidy.people.actions import keep_people

OPEN = (State.ENTERED, State.RECEIVED, State.EXAMINING)


class CannotIdentify(ValueError):
    """This person cannot be put there; the text says why, in Japanese."""


def places(form: dict[str, Any]) -> dict[str, str]:
    """Every place of a form that speaks of a person, with its Japanese name."""
    children = {f"children.{index}": f"児童{index + 1}" for index in range(len(form["children"]))}
    return {"applicant": "申請者", **children}


def unfound(application: Application) -> dict[str, str]:
    """The places nobody is known for yet."""
    known = application.form["persons"]
    return {place: name for place, name in places(application.form).items() if place not in known}


def candidates(*, name_kana: str, birth_date: date | None, individual_number: str, by: Actor) -> list[PersonMessage]:
    """Who may be meant: the bearer of the number, or those of this birth date whose kana begins alike. Calls linkage.

    Raises wire.client's Unreachable and Refused.
    """
    why = office.purpose("資格審査", by)
    if individual_number:
        return office.find_by_number(why, individual_number)
    surname = (to_katakana(name_kana).split() or [""])[0]
    return office.find(why, kana=surname, birth_date=birth_date)


def known_as(atena_no: str, *, by: Actor) -> PersonMessage:
    """The person of this 宛名番号, as linkage knows them now. Raises CannotIdentify, and wire.client's errors."""
    found = office.people([atena_no], office.purpose("資格審査", by))
    if not found:
        raise CannotIdentify("この宛名番号の人は見つかりません。")
    return found[0]


def find_all(form: dict[str, Any], numbers: dict[str, str], *, by: Actor) -> dict[str, PersonMessage]:
    """The persons of a form that are plain, by place: one bearer, or one person of that kana and birth date."""
    found = {}
    for place in places(form):
        entry = entry_at(form, place)
        birth = date.fromisoformat(entry["birth_date"])
        meant = candidates(
            name_kana=entry["name_kana"], birth_date=birth, individual_number=numbers.get(place, ""), by=by
        )
        plain = [one for one in meant if one.birth_date == birth and same_reading(one.name_kana, entry["name_kana"])]
        if len(plain) == 1:
            found[place] = plain[0]
    return found


@transaction.atomic
def identify(application_id: int, place: str, message: PersonMessage, *, by: Actor, at: datetime) -> Application:
    """Put a person to a place of the form that has none. Raises CannotIdentify."""
    application = Application.objects.select_for_update().get(id=application_id)
    if State(application.state) not in OPEN:
        raise CannotIdentify(f"この申請は「{application.get_state_display()}」です。")
    if place not in unfound(application):
        raise CannotIdentify("ここにはすでに人が決まっています。")
    if message.atena_no in application.form["persons"].values():
        raise CannotIdentify("この人は申請の別のところに書かれています。")
    person = keep_people([message], by=by, affair="資格審査", fetched_at=at)[message.atena_no]
    application.form["persons"][place] = person.atena_no
    if place == "applicant":
        application.applicant, application.ward_code = person, person.ward_code
    application.save()
    differences = settle_person(application, place, person, by=by, at=at)
    record(
        by, "application.identified", application.receipt_number, [person.atena_no],
        place=places(application.form)[place], differences=differences,
    )  # fmt: skip
    return application
