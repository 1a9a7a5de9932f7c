"""Carried in on a medium: opened by the medium's own key, compared with the portal's list, checked, kept at both ends."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pyrage
import pytest
import pyzipper
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sasae.foundation import sealing
from sasae.foundation.custody.models import Medium
from sasae.foundation.history.models import HistoryEntry
from sasae.intake.applications.models import Application
from sasae.intake.carrying import actions
from sasae.intake.carrying.batches import BY, check_waiting
from sasae.intake.carrying.models import CarriedFile, CarryIn
from sasae.intake.downloads.batches import take_all
from sasae.intake.downloads.models import Download
from sasae.kernel import clock
from tests.intake.applications import HANAKO, file

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("MED-1")]
RECEIPT, OTHER = "KW2026061500000001", "KW2026061500000002"


@pytest.fixture
def carrier(signed_in: Any, partners: Any) -> Any:
    client = signed_in("carrying.view", "carrying.run", "media.view", "media.manage")
    assert client.post("/carrying/keys/new/", {"code": "USB-7", "kind": "USB", "sealing": "age"}).status_code == 302
    return client


def bundle(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr("list.csv", "受付番号,大きさ,SHA-256\r\n")
    return out.getvalue()


def onto(medium: str, content: bytes) -> bytes:
    key = Medium.objects.get(code=medium).recipient
    return pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(key)])


def carry(client: Any, content: bytes, **changes: Any) -> Any:
    """Carried in, and the checks that follow it; the page as it stands then."""
    told = {"medium": "USB-7", "erase_by": clock.today().isoformat(), **changes}
    answer = client.post("/carrying/new/", {**told, "file": SimpleUploadedFile("taking-out-1.age", content)}, follow=True)
    check_waiting()
    return client.get(answer.redirect_chain[-1][0]) if answer.redirect_chain else answer


def outcomes() -> dict[str, tuple[str, list[str]]]:
    return {one.name: (one.outcome, [each["id"] for each in one.findings]) for one in CarriedFile.objects.all()}


@pytest.mark.clause("APP-1")
def test_what_stands_on_the_portals_list_is_taken_in_as_if_it_had_been_fetched(
    carrier: Any, partners: Any, card: Any
) -> None:
    content = file(card)
    partners.put(RECEIPT, content)
    page = carry(carrier, onto("USB-7", bundle({f"{RECEIPT}.zip": content}))).content.decode()
    assert "格納済" in page
    assert Application.objects.get().applicant_name == HANAKO[0]
    assert Download.objects.get().scan == "clean"
    assert take_all() == 0
    [line] = HistoryEntry.objects.filter(event="carrying.taken")
    assert (line.persons, line.actor_id, line.detail["stored"]) == ([RECEIPT], BY.id, 1)
    assert HistoryEntry.objects.get(event="carrying.brought").actor_id == carrier.staff.login_id
    assert CarriedFile.objects.get().content_cipher is None


@pytest.mark.clause("APP-1")
@pytest.mark.parametrize(
    ("listed", "carried", "finding"),
    [
        ({}, {f"{RECEIPT}.zip": "good"}, "IK-412"),
        ({RECEIPT: "good"}, {f"{RECEIPT}.zip": "other"}, "IK-413"),
        ({RECEIPT: "good"}, {"note.txt": "good"}, "IK-411"),
        ({RECEIPT: "good"}, {f"../{RECEIPT}.zip": "good"}, "IK-411"),
    ],
)
def test_what_does_not_stand_there_is_refused_with_its_finding_and_kept(
    carrier: Any, partners: Any, card: Any, listed: dict[str, str], carried: dict[str, str], finding: str
) -> None:
    files = {"good": file(card), "other": file(card)}
    for number, which in listed.items():
        partners.put(number, files[which])
    carry(carrier, onto("USB-7", bundle({name: files[which] for name, which in carried.items()})))
    [(name, told)] = outcomes().items()
    assert (told, name) == (("refused", [finding]), next(iter(carried)))
    one = CarriedFile.objects.get()
    kept = sealing.decrypt(one.content_cipher, actions.content_context(one.carry_in))
    assert kept == files[next(iter(carried.values()))]
    with CaptureQueriesContext(connection) as asked:
        assert carrier.get("/carrying/").status_code == 200
    assert not [one for one in asked if "content_cipher" in (one["sql"] or "")]  # a list does not fetch what was refused
    assert not Download.objects.exists()


@pytest.mark.seals("intake_carrying.CarryKey.identity_cipher", "intake_carrying.CarriedFile.content_cipher")
def test_one_bad_file_keeps_no_good_one_out_and_twice_changes_nothing(carrier: Any, partners: Any, card: Any) -> None:
    good = file(card)
    partners.put(RECEIPT, good)
    sealed = onto("USB-7", bundle({f"{RECEIPT}.zip": good, f"{OTHER}.zip": file(card)}))
    carry(carrier, sealed)
    assert outcomes() == {f"{RECEIPT}.zip": ("stored", []), f"{OTHER}.zip": ("refused", ["IK-412"])}
    assert "CY-102" in carry(carrier, sealed).content.decode()
    carrier.post(f"/carrying/{CarryIn.objects.get().pk}/erased/", {"how": "上書き消去"})
    carry(carrier, sealed)
    assert [one.outcome for one in CarriedFile.objects.order_by("pk")] == ["stored", "refused", "known", "refused"]
    assert Application.objects.count() == 1


@pytest.mark.clause("ACQ-4")
def test_a_listed_file_that_fails_the_checks_is_held_as_a_fetched_one(carrier: Any, partners: Any, card: Any) -> None:
    bad = file(card, signature=card.sign(b"something else"))
    partners.put(RECEIPT, bad)
    carry(carrier, onto("USB-7", bundle({f"{RECEIPT}.zip": bad})))
    assert (outcomes()[f"{RECEIPT}.zip"][0], Download.objects.get().state) == ("quarantined", "quarantined")


@pytest.mark.parametrize("away", ["portal", "authority"])
def test_while_nothing_can_be_compared_it_waits_and_is_taken_in_as_soon_as_it_can_be(
    carrier: Any, partners: Any, card: Any, authority: Any, away: str
) -> None:
    content = file(card)
    partners.put(RECEIPT, content)
    if away == "portal":
        partners.away.add("portal")
    else:
        authority.away = True
    page = carry(carrier, onto("USB-7", bundle({f"{RECEIPT}.zip": content}))).content.decode()
    assert "1件のうち、1件が検査待ちです" in page
    assert not Download.objects.exists()
    partners.away.clear()
    authority.away = False
    assert (check_waiting(), check_waiting()) == (1, 0)
    assert outcomes() == {f"{RECEIPT}.zip": ("stored", [])}


def test_carrying_in_asks_no_partner_before_the_page_is_there(carrier: Any, partners: Any, card: Any) -> None:
    partners.away.add("portal")
    told = {"medium": "USB-7", "erase_by": clock.today().isoformat()}
    content = onto("USB-7", bundle({f"{RECEIPT[:-2]}{number:02d}.zip": b"x" for number in range(10, 99)}))
    answer = carrier.post("/carrying/new/", {**told, "file": SimpleUploadedFile("a.age", content)})
    assert answer.status_code == 302
    assert {one.outcome for one in CarriedFile.objects.all()} == {"checking"}
    assert check_waiting() == 0


@pytest.mark.parametrize("kind", ["another medium", "not encrypted", "empty", "no zip", "too many"])
@pytest.mark.seals("intake_carrying.CarryIn.content_cipher")
def test_a_container_of_another_key_or_shape_is_refused_whole_and_kept(carrier: Any, kind: str) -> None:
    key = pyrage.x25519.Identity.generate().to_public()
    many = {f"{number}.zip": b"" for number in range(300)}
    content, finding = {
        "another medium": (pyrage.encrypt(bundle({"a": b""}), [key]), "IK-421"),
        "not encrypted": (bundle({"a": b""}), "IK-421"),
        "empty": (onto("USB-7", bundle({})), "IK-425"),
        "no zip": (onto("USB-7", b"PK\x03\x04 not a zip"), "IK-424"),
        "too many": (onto("USB-7", bundle(many)), "IK-422"),
    }[kind]
    assert finding in carry(carrier, content).content.decode()
    one = CarryIn.objects.get()
    assert sealing.decrypt(one.content_cipher, actions.content_context(one)) == content
    assert HistoryEntry.objects.get(event="carrying.refused").detail["findings"] == finding


@pytest.mark.parametrize(("password", "taken"), [("right-password", 1), ("wrong-password", 0), ("", 0)])
def test_a_zip_with_a_password_is_opened_by_it_alone(
    carrier: Any, partners: Any, card: Any, password: str, taken: int
) -> None:
    carrier.post("/carrying/keys/new/", {"code": "USB-8", "kind": "USB", "sealing": "aes_zip"})
    content = file(card)
    partners.put(RECEIPT, content)
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(b"right-password")
        archive.writestr("taking-out-1.zip", bundle({f"{RECEIPT}.zip": content}))
    answer = carry(carrier, out.getvalue(), medium="USB-8", password=password)
    assert (Download.objects.count(), CarryIn.objects.count()) == (taken, taken)  # mistyped, it can be typed again
    assert ("CY-104" in answer.content.decode()) is not bool(taken)


@pytest.mark.parametrize(("days", "kept"), [(-1, 0), (0, 1), (7, 1), (8, 0)])
def test_a_medium_is_to_be_clean_within_a_week(carrier: Any, days: int, kept: int) -> None:
    answer = carry(carrier, onto("USB-7", bundle({})), erase_by=(clock.today() + timedelta(days=days)).isoformat())
    assert CarryIn.objects.count() == kept
    assert ("CY-105" in answer.content.decode()) is not bool(kept)


@pytest.mark.clause("MED-3")
@pytest.mark.parametrize(("days", "overdue"), [(0, 0), (1, 1)])
def test_a_medium_not_erased_is_overdue_the_day_after(carrier: Any, days: int, overdue: int) -> None:
    carry(carrier, onto("USB-7", bundle({})))
    assert (
        actions.remind(clock.today() + timedelta(days=days)),
        actions.remind(clock.today() + timedelta(days=days)),
    ) == (overdue, 0)
    CarryIn.objects.update(erase_by=clock.today() - timedelta(days=days))
    home = carrier.get("/").content.decode()
    assert f'消去の期限を過ぎた持込みの媒体</span> <span class="tally__count">{overdue}<' in home


@pytest.mark.clause("MED-2")
def test_who_may_only_look_carries_nothing_in(carrier: Any, signed_in: Any) -> None:
    client = signed_in("carrying.view", "media.view")
    assert client.get("/carrying/").status_code == 200
    assert carry(client, onto("USB-7", bundle({}))).status_code == 403
    assert not CarryIn.objects.exists()
