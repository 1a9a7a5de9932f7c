"""What leaves intake leaves on a registered medium, sealed, once, let go by another person; and there is no other way."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pyrage
import pytest
import pyzipper
from django.db import IntegrityError, transaction

from sasae.foundation.custody import actions
from sasae.foundation.custody.inspections import EVERY
from sasae.foundation.custody.models import Medium, TakingOut
from sasae.foundation.history.models import HistoryEntry
from sasae.intake.applications.models import Application
from sasae.intake.downloads.batches import take_all
from sasae.intake.matching.batches import identify_waiting
from sasae.intake.rights import RIGHTS
from sasae.kernel import clock
from tests.intake.applications import ATENA, CHILD_NUMBER, HANAKO, HANAKO_NUMBER, PNG, file
from tests.two_persons import refused

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("MED-1")]
RECEIPT = "KW2026061500000001"
KEY = pyrage.x25519.Identity.generate()
ASKER = ("media.view", "media.ask", "media.hand_over", "applications.view")
CUSTODIAN = ("media.view", "media.approve", "media.manage")


@pytest.fixture
def arrived(partners: Any, card: Any) -> Application:
    partners.serials[card.user_serial] = ATENA
    partners.put(RECEIPT, file(card))
    take_all()
    identify_waiting()
    return Application.objects.get()


@pytest.fixture
def asker(arrived: Any, signed_in: Any) -> Any:
    return signed_in(*ASKER)


@pytest.fixture
def custodian(arrived: Any, signed_in: Any) -> Any:
    client = signed_in(*CUSTODIAN)
    told = {"code": "USB-01", "kind": "暗号化USBメモリ", "recipient": str(KEY.to_public())}
    assert client.post("/media/new/", told).status_code == 302
    return client


def ask(client: Any, **changes: str) -> Any:
    told = {"medium": "USB-01", "items": RECEIPT, "purpose": "監査", "receiver": "監査事務局", "due_on": "2099-12-28"}
    return client.post("/takings-out/new/", {**told, **changes}, follow=True)


def step(client: Any, name: str, **typed: str) -> str:
    page: str = client.post(
        f"/takings-out/{TakingOut.objects.get().pk}/steps/{name}/", typed, follow=True
    ).content.decode()
    return page


def write(client: Any) -> Any:
    return client.post(f"/takings-out/{TakingOut.objects.get().pk}/file/")


def test_what_another_approved_leaves_once_sealed_to_the_mediums_key(asker: Any, custodian: Any) -> None:
    ask(asker)
    step(custodian, "approve")
    answer = write(asker)
    sealed = answer.content
    assert answer["content-disposition"] == f'attachment; filename="taking-out-{TakingOut.objects.get().pk}.age"'
    for marker in (HANAKO[0].encode(), PNG, b"application.json", RECEIPT.encode()):
        assert marker not in sealed
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(sealed, [KEY]))) as archive:
        assert archive.namelist() == ["index.csv", f"{RECEIPT}/application.csv", f"{RECEIPT}/application.json", f"{RECEIPT}/01.png", f"{RECEIPT}/02.pdf"]
        assert json.loads(archive.read(f"{RECEIPT}/application.json"))["applicant"]["name"] == HANAKO[0]
        assert f"{RECEIPT},子育て,".encode() in archive.read(f"{RECEIPT}/application.csv")
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert HANAKO_NUMBER.encode() not in everything
    assert CHILD_NUMBER.encode() not in everything
    taking = TakingOut.objects.get()
    assert (taking.state, taking.size, taking.sha256) == (
        "handed_over",
        len(sealed),
        hashlib.sha256(sealed).hexdigest(),
    )
    assert write(asker).status_code == 302
    assert [one.detail["sha256"] for one in HistoryEntry.objects.filter(event="taking.handed_over")] == [taking.sha256]


def test_nothing_leaves_before_it_is_approved_or_by_who_asked(signed_in: Any, arrived: Any, custodian: Any) -> None:
    both = signed_in(*ASKER, "media.approve")
    ask(both)
    assert write(both).status_code == 302
    one, by = TakingOut.objects.get().pk, both.staff.actor
    for verb in (
        lambda by: actions.approve(one, by=by, at=clock.now()), lambda by: actions.refuse_taking(one, "x", by=by, at=clock.now()),
    ):  # fmt: skip
        refused("custody.approve", verb, same=by, other=custodian.staff.actor, says="MC-111")
    assert "MC-111" in step(both, "approve")
    assert TakingOut.objects.get().state == "asked"
    with pytest.raises(IntegrityError), transaction.atomic():
        TakingOut.objects.update(state="approved", decided_by=both.staff.login_id, decided_at=clock.now())


@pytest.mark.clause("MED-2")
@pytest.mark.parametrize("without", ["media.hand_over", "media.view"])
def test_who_lacks_a_right_of_media_gets_no_byte(
    arrived: Any, custodian: Any, asker: Any, signed_in: Any, without: str
) -> None:
    ask(asker)
    step(custodian, "approve")
    other = signed_in(*(right for right in RIGHTS if right not in (without, "accounts.manage")))
    if without == "media.hand_over":
        assert write(other).status_code == 403
    else:
        assert other.get("/takings-out/").status_code == 403
    assert TakingOut.objects.get().state == "approved"


@pytest.mark.clause("MED-2")
@pytest.mark.parametrize(
    "page", ["/applications/", "/examination/", "/matching/", "/downloads/", "/handover/", "/takings-out/", "/media/"]
)
def test_no_list_is_written_out_by_anybody(arrived: Any, signed_in: Any, page: str) -> None:
    client = signed_in(*(right for right in RIGHTS if right != "accounts.manage"))
    assert client.get(page).status_code == 200
    refused = client.get(f"{page}?export=csv")
    assert refused.status_code == 403
    assert HANAKO[0] not in refused.content.decode()


@pytest.mark.parametrize(("items", "medium"), [("KW9999999999999999", "USB-01"), ("", "USB-01"), (RECEIPT, "USB-02")])
def test_an_unknown_application_or_medium_is_refused_with_what_was_typed(
    asker: Any, custodian: Any, items: str, medium: str
) -> None:
    answer = ask(asker, items=items, medium=medium)
    assert answer.status_code == 422
    assert "監査事務局" in answer.content.decode()
    assert not TakingOut.objects.exists()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_protected_applicants_data_never_leaves_on_a_medium(asker: Any, custodian: Any, when: str) -> None:
    if when == "before":
        Application.objects.update(protected_until="2099-03-31")
        assert "MC-109" in ask(asker).content.decode()
    else:
        ask(asker)
        step(custodian, "approve")
        Application.objects.update(protected_until="2099-03-31")
        assert write(asker).status_code == 302
        assert TakingOut.objects.get().state == "approved"


def test_the_data_of_an_applicant_nobody_found_never_leaves_on_a_medium(asker: Any, custodian: Any) -> None:
    Application.objects.update(atena_no="")
    assert "MC-109" in ask(asker).content.decode()


def test_one_holds_the_procedure_or_cannot_ask_for_its_applications(
    arrived: Any, custodian: Any, signed_in: Any
) -> None:
    from sasae.foundation.accounts import actions
    from sasae.foundation.history import SYSTEM

    client = signed_in("media.view", "media.ask")
    actions.grant(client.staff, "applications.view", by=SYSTEM("tests"), reason="試験のため", procedure="another")
    assert "MC-109" in ask(client).content.decode()


def test_one_thing_at_a_time_is_out_on_a_medium(asker: Any, custodian: Any) -> None:
    ask(asker)
    assert "MC-110" in ask(asker).content.decode()
    step(custodian, "refuse", why="目的が分からない")
    ask(asker)
    assert sorted(TakingOut.objects.values_list("state", flat=True)) == ["asked", "refused"]


@pytest.mark.parametrize(("days", "counted"), [(0, 0), (-1, 1)])
def test_a_medium_is_overdue_the_day_after_and_not_on_its_day(
    asker: Any, custodian: Any, days: int, counted: int
) -> None:
    ask(asker)
    step(custodian, "approve")
    write(asker)
    TakingOut.objects.update(due_on=clock.today() + timedelta(days=days))
    home = custodian.get("/").content.decode()
    assert f'返却期限を過ぎた媒体</span> <span class="tally__count">{counted}<' in home
    assert ("超過" in custodian.get("/takings-out/").content.decode()) is bool(counted)


@pytest.mark.clause("MED-3")
def test_a_medium_comes_back_is_erased_inspected_and_disposed_of_by_another(
    asker: Any, custodian: Any, signed_in: Any
) -> None:
    ask(asker)
    step(custodian, "approve")
    write(asker)
    assert "MC-105" in custodian.post("/media/USB-01/steps/ask_disposal/", follow=True).content.decode()
    assert "MC-116" in step(custodian, "erase", how="上書き消去")
    step(custodian, "return")
    assert "MC-113" in step(custodian, "erase", how=" ")
    step(custodian, "erase", how="上書き消去")
    custodian.post("/media/USB-01/steps/inspect/", {"result": "データなし"})
    custodian.post("/media/USB-01/steps/ask_disposal/")
    by, other = custodian.staff.actor, asker.staff.actor
    refused("custody.dispose", lambda by: actions.dispose("USB-01", by=by, at=clock.now()), same=by, other=other, says="MC-106")
    assert "MC-106" in custodian.post("/media/USB-01/steps/dispose/", follow=True).content.decode()
    assert ask(asker).status_code == 422
    signed_in(*CUSTODIAN).post("/media/USB-01/steps/dispose/")
    medium = Medium.objects.get()
    assert (medium.state, medium.inspection, TakingOut.objects.get().state) == ("disposed", "データなし", "erased")
    assert "データなし" in custodian.get("/media/USB-01/").content.decode()


@pytest.mark.parametrize("recipient", ["", "age1nonsense", str(KEY)])
def test_a_medium_without_a_good_public_key_is_not_registered(arrived: Any, signed_in: Any, recipient: str) -> None:
    told = {"code": "USB-09", "kind": "USB", "recipient": recipient}
    assert signed_in(*CUSTODIAN).post("/media/new/", told).status_code == 422
    assert not Medium.objects.exists()


@pytest.mark.parametrize(
    "password", ["right", pytest.param("wrong", marks=pytest.mark.seals("custody.TakingOut.password_cipher"))]
)
def test_for_a_partner_who_cannot_open_age_a_zip_leaves_and_only_who_approved_reads_its_password(
    arrived: Any, asker: Any, custodian: Any, signed_in: Any, password: str
) -> None:
    told = {"code": "USB-02", "kind": "USB", "recipient": "", "sealing": "aes_zip"}
    assert custodian.post("/media/new/", told).status_code == 302
    ask(asker, medium="USB-02")
    step(custodian, "approve")
    page = f"/takings-out/{TakingOut.objects.get().pk}/password/"
    assert asker.post(page).status_code == 403
    assert "MC-119" in signed_in(*CUSTODIAN).post(page, follow=True).content.decode()
    secret = custodian.post(page).context["told"]
    sealed = write(asker).content
    assert secret not in asker.get(f"/takings-out/{TakingOut.objects.get().pk}/").content.decode()
    assert RECEIPT.encode() not in sealed
    with pyzipper.AESZipFile(io.BytesIO(sealed)) as archive:
        archive.setpassword((secret if password == "right" else f"{secret}x").encode())
        [inner] = archive.namelist()
        if password == "wrong":
            with pytest.raises(RuntimeError):
                archive.read(inner)
            return
        bundle = archive.read(inner)
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        assert f"{RECEIPT}/application.json" in archive.namelist()
    step(custodian, "return")
    step(custodian, "erase", how="上書き消去")
    assert TakingOut.objects.get().password_cipher is None


@pytest.mark.clause("MED-3")
@pytest.mark.parametrize(("days", "counted"), [(0, 0), (1, 1)])
def test_a_medium_nobody_looked_at_is_due_the_day_after_its_time(
    custodian: Any, days: int, counted: int
) -> None:
    Medium.objects.update(inspected_on=clock.today() - timedelta(days=EVERY.on(clock.today()) + days))
    home = custodian.get("/").content.decode()
    assert f'点検の時期を過ぎた媒体</span> <span class="tally__count">{counted}<' in home
    assert ("USB-01" in custodian.get("/media/?inspection=due").content.decode()) is bool(counted)


def test_an_overdue_medium_is_said_once_a_day(asker: Any, custodian: Any) -> None:
    ask(asker)
    step(custodian, "approve")
    write(asker)
    due = TakingOut.objects.get().due_on
    assert [actions.remind(due + timedelta(days=days)) for days in (0, 1, 1, 2)] == [0, 1, 0, 1]
    assert HistoryEntry.objects.filter(event="taking.overdue").count() == 2
