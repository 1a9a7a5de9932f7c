"""The applicant as written in the application beside the applicant as the register has them: what differs is marked."""

from dataclasses import dataclass

from sasae.contracts import person_index
from sasae.contracts.people import Person
from sasae.foundation.partners import ask
from sasae.foundation.release import MASK
from sasae.intake.applications.models import Application
from sasae.intake.matching.asking import purpose
from sasae.kernel.characters import comparison_key, names_agree
from sasae.kernel.wareki import to_wareki

SEXES = {"0": "不明", "1": "男", "2": "女"}


@dataclass(frozen=True)
class Line:
    """One item in both writings; `agrees` is None where it cannot be said."""

    label: str
    applied: str
    registered: str
    agrees: bool | None

    @property
    def words(self) -> str:
        """What came of comparing."""
        return {True: "一致", False: "相違あり", None: "比べられない"}[self.agrees]


def registered(application: Application, operator: str) -> Person | None:
    """The applicant as linkage knows them now. Raises wire.client's Unreachable and Refused."""
    question = person_index.PeopleRequest(purpose=purpose(application, operator), atena_nos=[application.atena_no])
    return next(iter(ask(person_index.PEOPLE, question).people), None)


def beside(application: Application, person: Person, address: str) -> list[Line]:
    """Item by item. `address` is the application's as the reader may see it."""
    applicant = application.form["applicant"]
    return [
        Line("氏名", application.applicant_name, person.name, names_agree(application.applicant_name, person.name)),
        Line("フリガナ", application.applicant_kana, person.name_kana, application.applicant_kana == person.name_kana),
        Line(
            "生年月日", to_wareki(application.applicant_birth), to_wareki(person.birth_date),
            application.applicant_birth == person.birth_date,
        ),
        *_sex(applicant.get("sex", ""), person),
        _address(address, person),
    ]  # fmt: skip


def _sex(ours: str, person: Person) -> list[Line]:
    """Few forms ask for it."""
    return [Line("性別", SEXES[ours], SEXES[person.sex], ours == person.sex)] if ours else []


def _address(ours: str, person: Person) -> Line:
    """The register's address of a protected person is not for this page: it is neither shown nor compared."""
    hidden = person.protected_until is not None or not person.address.text
    theirs = MASK if hidden else person.address.text
    hidden = hidden or ours == MASK
    return Line("住所", ours, theirs, None if hidden else comparison_key(ours) == comparison_key(theirs))
