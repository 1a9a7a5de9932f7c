"""What the acceptance rested on is kept, taken out by the few who may, and proves the application years later."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, connection, transaction

from sasae.deployment.cli import main
from sasae.foundation.history.models import HistoryEntry
from sasae.intake.applications.models import SignerComparison
from sasae.intake.downloads.batches import take_all
from sasae.intake.downloads.models import Evidence, RevocationList
from sasae.intake.matching.batches import identify_waiting
from tests.intake.applications import ATENA, HANAKO, file, form, hanako, payload
from tests.intake.card_authority import Authority, Card
from tests.showings import let_see

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RECEIPT = "KW2026061500000001"
PLACE = f"/applications/{RECEIPT}/evidence/"


def take(partners: Any, card: Card, **person: Any) -> None:
    partners.serials[card.user_serial] = ATENA
    partners.people[ATENA] = hanako(**person)
    partners.put(RECEIPT, file(card))
    take_all()
    identify_waiting()


@pytest.fixture
def exported(partners: Any, card: Card, signed_in: Any, tmp_path: Path) -> Path:
    """The evidence file on a disk."""
    take(partners, card)
    answer = signed_in("evidence.export").post(PLACE, {"reason": "審査請求の証拠"})
    assert answer["content-disposition"] == f'attachment; filename="{RECEIPT}-evidence.zip"'
    place = tmp_path / "evidence.zip"
    place.write_bytes(answer.content)
    return place


def verify(place: Path, capsys: Any, *more: str) -> tuple[int, dict[str, Any]]:
    code = main(["application", "verify", str(place), "--json", "--trust", str(django_settings.SASAE_TRUST), *more])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.clause("ACQ-7")
@pytest.mark.parametrize("day", ["2026-06-15", "2031-06-15", "2041-06-15"])
def test_the_file_taken_out_is_verified_without_a_line(
    exported: Path, authority: Authority, capsys: Any, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    authority.away = True
    monkeypatch.setenv("SASAE_TODAY", day)
    code, told = verify(exported, capsys)
    assert (code, told["verified"], told["receipt_number"], told["signer"]["name"]) == (0, True, RECEIPT, HANAKO[0])
    assert [one["id"] for one in told["findings"]] == ["AE-203"]


def test_with_the_citys_key_the_content_is_verified_as_well(exported: Path, capsys: Any) -> None:
    code, told = verify(exported, capsys, "--key", str(django_settings.SASAE_PKI))
    assert (code, told["findings"]) == (0, [])


def test_one_byte_changed_and_it_is_not_verified(exported: Path, capsys: Any) -> None:
    content = bytearray(exported.read_bytes())
    content[len(content) // 3] ^= 1
    exported.write_bytes(content)
    code, told = verify(exported, capsys)
    assert (code, told["verified"]) == (1, False)


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--trust", "/nowhere"], 1), (["--key", "/nowhere"], 2)], ids=["no authority", "no key"]
)
def test_what_is_missing_is_said(exported: Path, capsys: Any, arguments: list[str], code: int) -> None:
    assert main(["application", "verify", str(exported), *arguments]) == code
    said = capsys.readouterr()
    assert "--trust" in said.out or "封緘鍵" in said.err


def test_no_such_file_is_said(capsys: Any) -> None:
    assert main(["application", "verify", "/nowhere.zip"]) == 2
    assert "読めません" in capsys.readouterr().err


def test_taking_it_out_is_journaled_with_its_purpose(exported: Path) -> None:
    entry = HistoryEntry.objects.get(event="application.evidence_exported")
    assert (entry.subject, entry.persons, entry.detail["reason"]) == (RECEIPT, [ATENA], "審査請求の証拠")


def test_only_the_few_take_it_out_and_not_without_a_purpose(partners: Any, card: Card, signed_in: Any) -> None:
    take(partners, card)
    assert signed_in("applications.view").get(PLACE).status_code == 403
    client = signed_in("evidence.export")
    assert client.post(PLACE, {"reason": " "})["content-type"].startswith("text/html")
    assert not HistoryEntry.objects.filter(event="application.evidence_exported").exists()


def test_a_protected_applicants_address_does_not_leave_in_it(partners: Any, card: Card, signed_in: Any) -> None:
    take(partners, card, protected_until=date(2027, 3, 31))
    assert signed_in("evidence.export").post(PLACE, {"reason": "証拠"}).status_code == 403
    trusted = signed_in("evidence.export", "protected.view")
    assert trusted.post(PLACE, {"reason": "証拠"}).status_code == 403
    allowed = let_see(trusted, ATENA).post(PLACE, {"reason": "証拠"})
    assert allowed.status_code == 200
    assert HistoryEntry.objects.filter(event="protected.released").count() == 1


def test_one_list_is_kept_for_all_that_rest_on_it(partners: Any, card: Card) -> None:
    for number in (1, 2):
        partners.put(f"KW202606150000000{number}", file(card))
    assert take_all() == 2
    assert (Evidence.objects.count(), RevocationList.objects.count()) == (2, 1)


def test_evidence_is_not_changed_afterwards(partners: Any, card: Card) -> None:
    take(partners, card)
    for change in ("UPDATE intake_downloads_evidence SET statement = ''", "DELETE FROM intake_downloads_evidence"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def outcomes(against: str) -> dict[str, str]:
    return dict(SignerComparison.objects.filter(against=against).values_list("item", "outcome"))


def test_the_certificates_items_are_compared_with_application_and_register(
    partners: Any, card: Card, signed_in: Any, deliver: Callable[[], None]
) -> None:
    take(partners, card)
    same = dict.fromkeys(("氏名", "生年月日", "性別", "住所"), "same")
    assert outcomes("application") == same
    assert outcomes("register") == same
    assert "証明書の記載との照合" in signed_in("applications.view").get(f"/applications/{RECEIPT}/").content.decode()


def test_what_differs_is_said_item_by_item(partners: Any, card: Card) -> None:
    partners.serials[card.user_serial] = ATENA
    partners.people[ATENA] = hanako(sex="1", name="川崎　花江")
    content = form()
    content["applicant"] = {**content["applicant"], "address": "神奈川県川崎市多摩区登戸１", "sex": "0"}
    partners.put(RECEIPT, file(card, payload(content)))
    take_all()
    identify_waiting()
    assert outcomes("application") == {"氏名": "same", "生年月日": "same", "性別": "unknown", "住所": "different"}
    assert outcomes("register") == {"氏名": "different", "生年月日": "same", "性別": "different", "住所": "same"}
