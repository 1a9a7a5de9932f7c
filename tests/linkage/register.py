"""The resident register of the tests: made-up persons, told in the words of the contract."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sasae.contracts import resident_register
from sasae.contracts.people import Address, Person, ResidentClass, Sex
from sasae.contracts.resident_register import Change
from sasae.kernel.numbers import individual
from sasae.wire.sealing import seal_text

HANAKO, TARO, JIRO, HIDDEN = "000000000000017", "000000000000025", "000000000000033", "000000000000041"
REFUGE = "川崎市幸区河原町八番地かくれが荘七号"
REFUGE_PHONE = "044-000-7788"
HOME = "川崎市川崎区東田町五番地"


def number(sequence: int) -> str:
    """A synthetic individual number with a good check digit."""
    body = f"{sequence:011d}"
    return body + individual.check_digit(body)


def person(atena_no: str = HANAKO, **other: Any) -> Person:
    """Hanako, or somebody else."""
    plain = {
        "atena_no": atena_no, "name": "髙橋　花子", "name_kana": "タカハシ　ハナコ", "birth_date": date(1990, 4, 2),
        "sex": Sex.FEMALE, "resident_class": ResidentClass.RESIDENT, "household_no": "H1", "relation": "世帯主",
        "address": Address(postal_code="2100005", text=HOME, ward_code="141313"), "telephone": "044-000-1122",
        "resident_since": date(2015, 4, 1),
    }  # fmt: skip
    return Person(**{**plain, **other})


def hidden(**other: Any) -> Person:
    """A protected person, as the register tells of her: the address sealed to linkage, no telephone."""
    from django.conf import settings

    sealed = seal_text(Path(settings.SASAE_PKI), "linkage", REFUGE)
    address = Address(sealed=sealed, ward_code="141321")
    plain = {
        "name": "逃　隠子", "name_kana": "ニゲ　カクレコ", "address": address, "telephone": "", "household_no": "H9",
        "birth_date": date(1985, 1, 5), "protected_until": date(2026, 12, 31),
    }  # fmt: skip
    return person(HIDDEN, **{**plain, **other})


@dataclass
class Register:
    """Its feed, entry by entry; `page` limits an answer."""

    feed: list[Change] = field(default_factory=list)
    serials: dict[str, str] = field(default_factory=dict)
    page: int = 10_000

    def tell(self, who: Person, individual_number: str, event: str = "初期", sequence: int = 0) -> Change:
        """Add an entry to the feed."""
        change = Change(
            sequence=sequence or len(self.feed) + 1, event=event, occurred_on=date(2026, 6, 1), person=who,
            individual_number=individual_number,
        )  # fmt: skip
        self.feed.append(change)
        return change

    def fill(self) -> None:
        """Hanako's household of three, and somebody protected."""
        self.tell(person(), number(1))
        self.tell(
            person(TARO, name="高橋　太郎", name_kana="タカハシ　タロウ", birth_date=date(2015, 5, 5), relation="子"),
            number(2),
        )
        self.tell(
            person(JIRO, name="高橋　次郎", name_kana="タカハシ　ジロー", birth_date=date(2018, 8, 8), relation="子"),
            number(3),
        )
        self.tell(hidden(), number(4))

    def changes(self, question: resident_register.ChangesRequest) -> resident_register.Changes:
        """The feed after a sequence number, in the order the entries stand here."""
        after = [change for change in self.feed if change.sequence > question.after]
        page = after[: min(self.page, question.limit)]
        last = max((change.sequence for change in page), default=question.after)
        return resident_register.Changes(changes=page, last=last, more=len(after) > len(page))

    def person_by_serial(self, question: resident_register.SerialRequest) -> resident_register.SerialAnswer:
        """Whose certificate it is."""
        return resident_register.SerialAnswer(atena_no=self.serials.get(question.serial))
