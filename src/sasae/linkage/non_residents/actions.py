"""Giving a non-resident a number, or noting that another system uses one that is there."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db import connection

from sasae.contracts import people as words
from sasae.contracts.resident_register import Change
from sasae.foundation.history import SYSTEM, record
from sasae.kernel.characters import comparison_key
from sasae.kernel.kana import reading_key
from sasae.linkage.non_residents.layout import CHOSEN, NEW, Wrong
from sasae.linkage.non_residents.models import NonResident
from sasae.linkage.people import queries
from sasae.linkage.people.actions import take_changes
from sasae.linkage.people.models import Feed, RegisteredPerson
from sasae.linkage.people.unifying import with_check_digit

SOURCE = "non_residents"  # as the index names where these persons come from
_FIRST = 90_000_000_000_000  # our numbers begin with 9; the residents' never do


class CannotNumber(Exception):
    """No number is given or used; `wrong` says why."""

    def __init__(self, *wrong: Wrong) -> None:
        super().__init__(" ".join(each.code for each in wrong))
        self.wrong = wrong


@dataclass(frozen=True)
class Numbered:
    """What is answered."""

    atena_no: str
    history_no: int


def number(told: dict[str, Any], *, caller: str, on: date) -> Numbered:
    """Carry a request out; part of the caller's transaction. Raises CannotNumber."""
    if told["shorikubun"] == NEW:
        feed, _ = Feed.objects.select_for_update().get_or_create(system=SOURCE)  # one new number after the other
        _refuse_doubles(told)
        found = _register(told, with_check_digit(_FIRST + _next()), feed.last_sequence + 1, on)
    else:
        wanted = told["nayosesakiatenabango" if told["shorikubun"] == CHOSEN else "atenabango"]
        found = _used(wanted)
    numbered = _note(found, told)
    record(
        SYSTEM(caller), "non_resident.numbered", found.atena_no, [found.atena_no], operator=told["sosashaid"],
        history=numbered.history_no,
    )  # fmt: skip
    return numbered


def _refuse_doubles(told: dict[str, Any]) -> None:
    """Nobody gets a second number: not a resident, not a non-resident; those alike are for the asking office to choose."""
    if told.get("kojinbango") and (
        known := queries.by_individual_number(told["kojinbango"]).order_by("atena_no").first()
    ):
        raise CannotNumber(Wrong("E1001", f"この個人番号の人には、宛名番号 {known.atena_no} があります。"))
    alike = RegisteredPerson.objects.filter(birth_date=told["seinengappi"], sex__in=[told["seibetsu"], "0"])
    name, kana = comparison_key(told["shimei"]), reading_key(told["shimei_furigana"])
    found = (alike.filter(name_key=name) | alike.filter(kana_key=kana)).order_by("atena_no")
    if told["nayosemotofuragu"] == "0" and (numbers := list(found.values_list("atena_no", flat=True)[:10])):
        raise CannotNumber(
            Wrong(
                "E1002",
                f"同じ人と思われる宛名番号があります：{'、'.join(numbers)}。別人であれば名寄せ元フラグを1にしてください。",
            )
        )


def _register(told: dict[str, Any], atena_no: str, sequence: int, on: date) -> RegisteredPerson:
    change = Change(
        sequence=sequence, event="住登外者付番", occurred_on=on, individual_number=told.get("kojinbango") or "",
        person=words.Person(
            atena_no=atena_no, name=told["shimei"], name_kana=told["shimei_furigana"],
            birth_date=date.fromisoformat(told["seinengappi"]), sex=words.Sex(told["seibetsu"]),
            resident_class=words.ResidentClass.NON_RESIDENT, address=_address(told),
        ),
    )  # fmt: skip
    take_changes(SOURCE, [change], sequence, on=on)
    found = RegisteredPerson.objects.filter(atena_no=atena_no).first()
    if found is None:
        raise CannotNumber(Wrong.at("E0002", "seinengappi"))  # held: a birth date to come
    return found


def _address(told: dict[str, Any]) -> words.Address:
    parts = ("jusho_todofuken", "jusho_shikugunchosonmei", "jusho_choaza", "jusho_banchigohyoki", "jusho_katagaki")
    text = "".join(told.get(part) or "" for part in parts) or told.get("jusho_kokugaijusho") or ""
    return words.Address(postal_code=told.get("jusho_yubinbango") or "", text=text[:300])


def _used(atena_no: str) -> RegisteredPerson:
    """A non-resident's number that is there already. A resident's is not to be had this way."""
    found = RegisteredPerson.objects.select_for_update(of=("self",)).filter(atena_no=atena_no).first()
    if found is None or found.resident_class != words.ResidentClass.NON_RESIDENT.value:
        raise CannotNumber(Wrong("E1003", "この宛名番号の住登外者はいません。"))
    return found


def _note(person: RegisteredPerson, told: dict[str, Any]) -> Numbered:
    row, fresh = NonResident.objects.select_for_update().get_or_create(
        person=person,
        defaults={
            "operator": told["sosashaid"],
            "operated_on": told["sosanengappi"],
            "operated_at": time.fromisoformat(told["sosajikoku"]),
        },
    )
    using = told.get("gyomuid") or told.get("dokujishisakushisutemutoid")
    row.systems = sorted({*row.systems, using})
    if not fresh:
        row.history_no += 1
        row.operator, row.operated_on = told["sosashaid"], told["sosanengappi"]
        row.operated_at = time.fromisoformat(told["sosajikoku"])
    row.save()
    return Numbered(person.atena_no, row.history_no)


def _next() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('linkage_non_resident_no')")
        return int(cursor.fetchone()[0])
