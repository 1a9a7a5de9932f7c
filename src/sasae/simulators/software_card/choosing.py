"""Which cards are offered on the page: the story people's, or those a search finds."""

from datetime import date

from django.db.models import Q

from sasae.kernel.ages import age_on
from sasae.kernel.kana import to_katakana
from sasae.kernel.wareki import to_wareki
from sasae.simulators.card_authority.actions import YOUNGEST
from sasae.simulators.registers.models import Person, ResidentClass
from sasae.simulators.town.cast import CAST

MOST = 30


def cards(search: str, on: date, *, adults: bool) -> list[tuple[str, str]]:
    """Number and label of each card; `adults` leaves out who is too young for a signing certificate."""
    living = Person.objects.exclude(resident_class=ResidentClass.DECEASED).order_by("atena_no")
    words = search.split()
    if words:
        for word in words:
            reading = Q(name_kana__contains=to_katakana(word)) | Q(common_name_kana__contains=to_katakana(word))
            number = Q(atena_no__endswith=word) if word.isascii() and word.isdigit() else Q()
            written = Q(name__icontains=word) | Q(common_name__contains=word)
            living = living.filter(written | reading | number)
    else:
        living = living.filter(atena_no__in=[member.atena_no for member in CAST.values()])
    people = living[: MOST * 2]
    wanted = [person for person in people if not adults or age_on(person.birth_date, on) >= YOUNGEST]
    return [(each.atena_no, f"{each.name}（{to_wareki(each.birth_date)}生まれ）") for each in wanted[:MOST]]
