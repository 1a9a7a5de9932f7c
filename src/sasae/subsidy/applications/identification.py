"""Whom an application speaks of: found by linkage where it is plain, chosen by staff where it is not."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sasae.contracts.people import Person as PersonMessage
from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import Finding, Refusal, error, one_line
from sasae.kernel.kana import to_katakana
from sasae.subsidy import office
from sasae.subsidy.applications.actions import settle_person
from sasae.subsidy.applications.comparison import entry_at, same_reading
from sasae.subsidy.applications.models import MATCH_MOVES, ApplicantMatch, Application, Channel, MatchState, State
from sasae.subsidy.duplicates.groups import is_one_with
from sasae.subsidy.people.actions import keep_people
from sasae.subsidy.people.queries import by_individual_number

OPEN = (State.ENTERED, State.RECEIVED, State.EXAMINING)
MOST = 200


APPLICANT = Pair("applications.applicant", thing="申請した人の特定", first="特定", second="特定の確認")


class CannotIdentify(Refusal):
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


Doubt = tuple[str, Finding]  # the place in the form, and what is wrong with its number
NOBODYS = "この個人番号の人は住民票に見つかりません。書類と見比べてください。合っていれば、番号を空けて入力します。"
OTHERS = (
    "この個人番号の人は、フリガナか生年月日が申請書と違います。番号と、フリガナ・生年月日を確かめてください。"
    "申請書のとおりなら、番号を空けて入力します。"
)
KEPT = (
    "この個人番号は、別の宛名番号の人のものとして登録されています。書類と見比べてください。合っていれば、番号を空けて"
    "入力し、そのあと「二重登録」の画面で同じ人かどうかを確かめます。"
)


def find_all(
    form: dict[str, Any], numbers: dict[str, str], *, by: Actor
) -> tuple[dict[str, PersonMessage], list[Doubt]]:
    """The persons of a form that are plain, by place: one bearer, or one person of that kana and birth date.

    And what is wrong with the numbers: a number is one life's.
    """
    found: dict[str, PersonMessage] = {}
    doubts: list[Doubt] = []
    for place in places(form):
        entry, number = entry_at(form, place), numbers.get(place, "")
        birth = date.fromisoformat(entry["birth_date"])
        meant = candidates(name_kana=entry["name_kana"], birth_date=birth, individual_number=number, by=by)
        plain = [one for one in meant if one.birth_date == birth and same_reading(one.name_kana, entry["name_kana"])]
        if len(plain) == 1:
            found[place] = plain[0]
        if number:
            doubts += [(place, one) for one in _doubts(number, meant, found.get(place))]
    return found, doubts


def _doubts(number: str, bearers: list[PersonMessage], plain: PersonMessage | None) -> Iterator[Finding]:
    if plain is None:
        yield error("UK-107", "individual_number", OTHERS if bearers else NOBODYS)
        return
    kept = by_individual_number(number)
    if kept is not None and not is_one_with(kept, plain.atena_no):
        yield error("UK-108", "individual_number", KEPT)


@transaction.atomic
def identify(application_id: int, place: str, message: PersonMessage, *, by: Actor, at: datetime) -> Application:
    """Put a person to a place of the form that has none. Raises CannotIdentify."""
    application = _free(application_id, place, message.atena_no)
    if needs_two(application, place):
        raise CannotIdentify("電子申請の申請者は、一人が見つけ、別の職員が確かめて決めます。")
    return _put(application, place, message, by=by, at=at)


def needs_two(application: Application, place: str) -> bool:
    """Whether two must look: nobody has seen who sent it. At the counter papers were seen, and another compares the entry."""
    return place == "applicant" and application.channel == Channel.PORTAL


def _free(application_id: int, place: str, atena_no: str) -> Application:
    application = Application.objects.select_for_update().get(id=application_id)
    if State(application.state) not in OPEN:
        raise CannotIdentify(f"この申請は「{application.get_state_display()}」です。")
    if place not in unfound(application):
        raise CannotIdentify("ここにはすでに人が決まっています。")
    if atena_no in application.form["persons"].values():
        raise CannotIdentify("この人は申請の別のところに書かれています。")
    return application


def _put(application: Application, place: str, message: PersonMessage, *, by: Actor, at: datetime) -> Application:
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


@transaction.atomic
def propose_applicant(
    application_id: int, message: PersonMessage, *, how: str, by: Actor, at: datetime
) -> ApplicantMatch:
    """This person is taken to have sent it. Nothing follows until another one confirms it. Raises CannotIdentify."""
    how = one_line(how, CannotIdentify, missing="本人と確かめた方法を入れてください。", at="how", most=MOST)
    application = _free(application_id, "applicant", message.atena_no)
    if application.matches.exclude(state=MatchState.REJECTED).exists():
        raise CannotIdentify("ほかの職員が見つけた人の確認が済んでいません。先に確認するか、取り消してください。")
    person = keep_people([message], by=by, affair="資格審査", fetched_at=at)[message.atena_no]
    made = ApplicantMatch.objects.create(
        application=application, person=person, how=how, proposed_by=by.id, proposed_at=at
    )
    record(by, "application.applicant_proposed", application.receipt_number, [person.atena_no], how=how)
    return made


@transaction.atomic
def confirm_applicant(match_id: int, message: PersonMessage, *, by: Actor, at: datetime) -> Application:
    """Another person made sure as well: from now on it is theirs. `message`: the person as linkage knows them now.

    Raises CannotIdentify.
    """
    match = _held(match_id, MatchState.CONFIRMED)
    refusal = CannotIdentify("見つけた人とは別の人が、本人であることを確かめてください。")
    APPLICANT.by_another_than(match.proposed_by, by, about=match.application.receipt_number, refusal=refusal)
    application = _put(_free(match.application_id, "applicant", message.atena_no), "applicant", message, by=by, at=at)
    _settle(match, MatchState.CONFIRMED, by, at)
    record(by, "application.applicant_confirmed", application.receipt_number, [message.atena_no], how=match.how)
    return application


@transaction.atomic
def reject_applicant(match_id: int, *, why: str, by: Actor, at: datetime) -> ApplicantMatch:
    """It is not this person, or cannot be made sure; somebody may look for another. Raises CannotIdentify."""
    why = one_line(why, CannotIdentify, missing="取り消す理由を入れてください。", at="why", most=MOST)
    match = _held(match_id, MatchState.REJECTED)
    match.why = why
    _settle(match, MatchState.REJECTED, by, at)
    number = match.application.receipt_number
    record(by, "application.applicant_rejected", number, [match.person.atena_no], why=why)
    return match


def _held(match_id: int, state: MatchState) -> ApplicantMatch:
    application_id = ApplicantMatch.objects.values_list("application_id", flat=True).get(pk=match_id)
    Application.objects.select_for_update().get(pk=application_id)  # before the match, as who proposes does
    rows = ApplicantMatch.objects.select_for_update(of=("self",)).select_related("person", "application")
    match = rows.get(pk=match_id)
    if state not in MATCH_MOVES[MatchState(match.state)]:
        raise CannotIdentify(f"この人の特定は「{match.get_state_display()}」です。")
    return match


def _settle(match: ApplicantMatch, state: MatchState, by: Actor, at: datetime) -> None:
    match.state, match.settled_by, match.settled_at = state, by.id, at
    match.save()
