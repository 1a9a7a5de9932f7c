"""Asking the linkage platform whose user certificate it is. Partner calls only: nothing is written here."""

from dataclasses import dataclass, field

from sasae.contracts import person_index
from sasae.contracts.forms.definitions import AGENT
from sasae.contracts.people import Person
from sasae.foundation.history import BATCH
from sasae.foundation.partners import ask
from sasae.intake.applications.models import Application, CosignerCheck, Result, SignatureCheck
from sasae.kernel.characters import names_agree

BY = BATCH("matching", "申請者の特定")
AFFAIR = "申請者特定"
BASIS = "intake_identification"


@dataclass(frozen=True)
class Told:
    """What linkage said: the person the serial number leads to, and why they may not be the applicant."""

    person: Person | None = None
    doubt: str = ""
    candidates: list[Person] = field(default_factory=list)
    cosigners: dict[int, tuple[str, str]] = field(default_factory=dict)  # by number: 宛名番号, and why there is none


def purpose(application: Application, operator: str = BY.id) -> person_index.Purpose:
    """Why the question is asked."""
    return person_index.Purpose(affair=AFFAIR, basis=BASIS, operator=operator, case=application.receipt_number)


def ask_linkage(application: Application, check: SignatureCheck) -> Told:
    """The person, or candidates for staff. Raises wire.client's Unreachable and Refused."""
    why = purpose(application)
    answer = ask(person_index.PERSON_BY_SERIAL, person_index.SerialRequest(purpose=why, serial=check.user_serial))
    person = _person(why, answer.atena_no)
    doubt = doubt_about(application, check, person, doubtful=answer.doubtful)
    if not doubt:
        return Told(person)
    alike = ask(
        person_index.FIND,
        person_index.FindRequest(
            purpose=why, name_kana=application.applicant_kana, birth_date=application.applicant_birth
        ),
    )
    return Told(person, doubt, alike.people)


def ask_about_cosigners(application: Application) -> dict[int, tuple[str, str]]:
    """Who signed beside the applicant, of those whose signature holds. Raises wire.client's Unreachable and Refused."""
    good = application.download.cosigner_checks.filter(result=Result.GOOD).order_by("number")
    return {check.number: _of_cosigner(purpose(application), check) for check in good}


def _of_cosigner(why: person_index.Purpose, check: CosignerCheck) -> tuple[str, str]:
    """Their 宛名番号, or why it is not taken: nobody looks at these, the business system finds the person in the household."""
    if not check.user_serial:
        return "", "利用者証明用電子証明書がわからない"
    answer = ask(person_index.PERSON_BY_SERIAL, person_index.SerialRequest(purpose=why, serial=check.user_serial))
    person = _person(why, answer.atena_no)
    if answer.doubtful or person is None:
        return "", "シリアル番号に当たる人が、見つからないか一人に定まらない"
    if person.birth_date != check.birth_date or not names_agree(check.name, person.name, check.replaced):
        return "", "署名用証明書の氏名・生年月日が住民登録と一致しない"
    return person.atena_no, ""


def _person(why: person_index.Purpose, atena_no: str | None) -> Person | None:
    if not atena_no:
        return None
    told = ask(person_index.PEOPLE, person_index.PeopleRequest(purpose=why, atena_nos=[atena_no])).people
    return told[0] if told else None


def doubt_about(application: Application, check: SignatureCheck, person: Person | None, *, doubtful: bool) -> str:
    """Why the person is not taken without a human eye; empty when there is no reason."""
    if doubtful:
        return "シリアル番号に当たる人が一人に定まらない"
    if person is None:
        return "シリアル番号に当たる人が見つからない"
    if application.form.get(AGENT):
        return "代わりの方が送った申請で、申請者のカードではない"
    if check.result == Result.UNSIGNED:
        alike = person.birth_date == application.applicant_birth and names_agree(
            application.applicant_name, person.name, ""
        )
        return "" if alike else "申請者の氏名・生年月日が、ログインした人の住民登録と一致しない"
    if person.birth_date != check.birth_date or not names_agree(check.name, person.name, check.replaced):
        return "署名用証明書の氏名・生年月日が住民登録と一致しない"
    if application.applicant_birth != check.birth_date or not names_agree(
        check.name, application.applicant_name, check.replaced
    ):
        return "申請者の氏名・生年月日が署名用証明書と一致しない"
    return ""
