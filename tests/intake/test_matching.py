"""Whose application it is, when the serial number does not settle it: staff choose, and say why."""

from datetime import date
from typing import Any

import pytest

from sasae.foundation.history import SYSTEM
from sasae.intake.applications.models import Application
from sasae.intake.downloads.batches import take_all
from sasae.intake.handover.models import Publication
from sasae.intake.matching import actions
from sasae.intake.matching.batches import identify_one, identify_waiting
from sasae.intake.matching.models import Candidate, Identification, SerialLink
from sasae.kernel import clock
from tests.intake.applications import ATENA, HANAKO, file, form, hanako, payload

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RECEIPT = "KW2026061500000001"
BY = SYSTEM("tests")


@pytest.fixture
def queued(partners: Any, card: Any) -> Identification:
    """Linkage does not know the serial number; a namesake and Hanako share kana and birth date."""
    partners.people["000000000000777"] = hanako(atena_no="000000000000777", name="川崎　華子")
    partners.put(RECEIPT, file(card))
    take_all()
    identify_waiting()
    return Identification.objects.get()


@pytest.mark.clause("APP-3")
def test_an_unknown_serial_number_waits_for_staff_with_candidates(queued: Identification) -> None:
    assert (queued.state, queued.doubt) == ("queued", "シリアル番号に当たる人が見つからない")
    assert set(Candidate.objects.values_list("atena_no", flat=True)) == {ATENA, "000000000000777"}
    assert (Publication.objects.count(), SerialLink.objects.count()) == (0, 0)


def test_staff_choose_and_the_application_goes_on(queued: Identification, signed_in: Any, partners: Any) -> None:
    client = signed_in("matching.view", "matching.decide")
    page = client.get(f"/matching/{RECEIPT}/").content.decode()
    assert "川崎　華子" in page
    assert client.post(f"/matching/{RECEIPT}/decide/", {"person": ATENA}).status_code == 422
    client.post(f"/matching/{RECEIPT}/decide/", {"person": ATENA, "reason": "住所と世帯を見比べた"})
    queued.refresh_from_db()
    application = Application.objects.get()
    assert (queued.state, queued.decided_by, application.atena_no, application.state) == (
        "chosen", client.staff.login_id, ATENA, "03",
    )  # fmt: skip
    assert (SerialLink.objects.get().registered_by, Publication.objects.count()) == (client.staff.login_id, 1)
    assert Candidate.objects.count() == 0


def test_only_a_candidate_can_be_chosen_and_only_with_a_reason(queued: Identification) -> None:
    for atena_no, reason in [("000000000099999", "同じ人"), (ATENA, " ")]:
        with pytest.raises(actions.CannotMove):
            actions.choose(queued.pk, atena_no, reason, by=BY, at=clock.now())
    assert Publication.objects.count() == 0


def test_who_is_not_registered_here_is_handed_over_without_a_number(queued: Identification) -> None:
    actions.choose_nobody(queued.pk, "市外の人", by=BY, at=clock.now())
    assert (Application.objects.get().atena_no, Publication.objects.count()) == ("", 1)
    with pytest.raises(actions.CannotMove):
        actions.choose_nobody(queued.pk, "もう一度", by=BY, at=clock.now())


def test_asked_again_after_the_move_in_it_is_found(queued: Identification, partners: Any, card: Any) -> None:
    partners.serials[card.user_serial] = ATENA
    identify_one(queued.pk)
    queued.refresh_from_db()
    assert (queued.state, queued.doubt, Publication.objects.count()) == ("found", "", 1)


@pytest.mark.parametrize(
    ("told", "doubt"),
    [
        ({"birth_date": date(1991, 4, 1)}, "署名用証明書の氏名・生年月日が住民登録と一致しない"),
        ({"name": "川崎　次郎"}, "署名用証明書の氏名・生年月日が住民登録と一致しない"),
    ],
)
def test_a_person_unlike_the_certificate_is_not_taken_by_itself(
    partners: Any, card: Any, told: dict[str, Any], doubt: str
) -> None:
    partners.serials[card.user_serial] = ATENA
    partners.people[ATENA] = hanako(**told)
    partners.put(RECEIPT, file(card))
    take_all()
    identify_waiting()
    assert (Identification.objects.get().state, Identification.objects.get().doubt) == ("queued", doubt)
    assert Candidate.objects.get(by_serial=True).atena_no == ATENA


def test_an_application_in_another_name_than_the_signers_waits(partners: Any, card: Any) -> None:
    partners.serials[card.user_serial] = ATENA
    content = form()
    content["applicant"] = {**content["applicant"], "name": "多摩　三郎"}
    partners.put(RECEIPT, file(card, payload(content)))
    take_all()
    identify_waiting()
    assert Identification.objects.get().doubt == "申請者の氏名・生年月日が署名用証明書と一致しない"


@pytest.mark.clause("FIL-5")
def test_a_serial_number_tied_to_another_person_is_marked_and_not_overwritten(
    queued: Identification, card: Any
) -> None:
    application = queued.application
    actions.link(application, "000000000000777", by=BY, at=clock.now())
    actions.link(application, ATENA, by=BY, at=clock.now())
    rows = list(SerialLink.objects.order_by("pk").values_list("serial", "atena_no", "deleted", "exclusive_key"))
    assert rows == [(card.user_serial, "000000000000777", True, 2), (card.user_serial, ATENA, False, 1)]


def test_a_name_with_another_shape_of_character_is_the_same_name(partners: Any, authority: Any) -> None:
    name, kana, birth, address = "髙橋　花子", HANAKO[1], HANAKO[2], HANAKO[3]
    card = authority.card(name, birth, address)
    partners.serials[card.user_serial] = ATENA
    partners.people[ATENA] = hanako(name="高橋　花子")
    content = form()
    content["applicant"] = {**content["applicant"], "name": "高橋　花子", "name_kana": kana}
    partners.put(RECEIPT, file(card, payload(content)))
    take_all()
    identify_waiting()
    assert Identification.objects.get().state == "found"
