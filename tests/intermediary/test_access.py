"""Who may connect and ask: the page tells what the listener would do at this moment, from the files it enforces."""

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sasae.contracts import body_gateway
from sasae.contracts import information_network as network
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.security.access import callers, history, who_may_ask
from sasae.kernel import clock
from sasae.wire import authority
from sasae.wire.certificates import issued, revocation_list
from tests.intermediary.conftest import Net
from tests.intermediary.core import KAWASAKI, MIDORINO
from tests.wire.partner import findings

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("INT-8")]


@pytest.fixture
def pki(net: Net, settings: Any, tmp_path: Path) -> Path:
    """An authority of this test's own, in the place of the run's."""
    shutil.copytree(settings.SASAE_PKI, tmp_path / "pki")
    settings.SASAE_PKI = tmp_path / "pki"
    net.pki = tmp_path / "pki"
    return tmp_path / "pki"


def linkage() -> Any:
    (one,) = callers(["linkage"], clock.real_now())
    return one


QUESTION = body_gateway.CodesRequest(unified_nos=["1"])


def test_a_system_in_good_standing_is_told_with_its_body_and_what_it_may_ask(net: Net, pki: Path) -> None:
    one = linkage()
    assert (one.state, one.speaks_for, one.left_out) == ("有効", "川崎市の連携基盤", [])
    assert "body_gateway.code_states（第1版）" in one.operations
    assert net.ask("linkage", body_gateway.CODE_STATES, QUESTION).status_code == 200


def test_what_a_permit_leaves_out_is_left_out_on_the_page_and_at_the_door(net: Net, pki: Path) -> None:
    (pki / "permits.json").write_text(json.dumps({"linkage": ["body_gateway.masters"]}))
    one = linkage()
    assert one.operations == ["body_gateway.masters（第1版）"]
    assert "body_gateway.code_states（第1版）" in one.left_out
    refused = net.ask("linkage", body_gateway.CODE_STATES, QUESTION)
    assert (refused.status_code, findings(refused)) == (403, ["W-012"])


def test_a_revoked_system_is_told_as_revoked_with_the_day_which_a_later_list_keeps(net: Net, pki: Path) -> None:
    authority.revoke_serials(pki, authority.serials(pki, "linkage"))
    assert linkage().state == "失効"
    (first,) = {one.revoked_at for one in issued(pki) if one.name == "linkage"}
    authority.refresh_crl(pki)
    assert {one.revoked_at for one in issued(pki) if one.name == "linkage"} == {first}
    assert any("失効" in what for _, name, what in history(["linkage"]) if name == "linkage")
    assert revocation_list(pki).count == len(authority.serials(pki, "linkage"))


def test_a_certificate_is_good_on_its_last_moment_and_not_after_it(net: Net, pki: Path) -> None:
    one = linkage().certificate
    assert one.state(one.until) == "有効"
    assert one.state(one.until + timedelta(seconds=1)) == "期限切れ"


def test_without_its_signing_key_in_the_directory_nobody_is_believed(net: Net, pki: Path) -> None:
    listed = json.loads((pki / "directory.json").read_text())
    del listed["linkage"]
    (pki / "directory.json").write_text(json.dumps(listed))
    assert linkage().state == "署名鍵なし"


def test_where_the_authority_is_elsewhere_what_lies_here_is_told(net: Net, pki: Path) -> None:
    (pki / "issued.jsonl").unlink()
    assert linkage().state == "有効"


def test_a_body_s_operator_sees_their_own_system_and_the_core_and_the_platform_s_sees_all(
    net: Net, settings: Any, pages_for_people: Any, signed_in: Any
) -> None:
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    page = signed_in("security.view", office_code=KAWASAKI).get("/security/connections/").content.decode()
    assert ("川崎市の連携基盤" in page, "みどり野市" in page, "network_core" in page) == (True, False, True)
    page = signed_in("platform.view", "security.view", office_code="").get("/security/connections/").content.decode()
    assert ("川崎市の連携基盤" in page, "みどり野市の連携基盤" in page) == (True, True)
    assert signed_in("masters.view", office_code=KAWASAKI).get("/security/connections/").status_code == 403


def test_the_page_of_the_verification_shows_a_body_its_own_findings_and_the_platform_counts_of_others(
    net: Net, settings: Any, pages_for_people: Any, signed_in: Any
) -> None:
    from sasae.intermediary.security.verifications import keep
    from sasae.kernel.findings import error
    from tests.intermediary.core import MIDORINO

    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    clerk = signed_in("security.view", office_code=KAWASAKI)
    assert "まだ検証していません" in clerk.get("/security/verification/").content.decode()
    found = [error("V-101", f"{KAWASAKI} 41", "川崎の所見"), error("V-103", f"{MIDORINO} 42", "緑野の所見")]
    keep([*found, error("V-109", "subsidy public.memo", "符号がある")], by="夜間", codes_searched=True, now=clock.now())
    page = clerk.get("/security/verification/").content.decode()
    assert [text in page for text in ("川崎の所見", "緑野の所見", "符号がある")] == [True, False, False]
    page = signed_in("platform.view", "security.view", office_code="").get("/security/verification/").content.decode()
    assert [text in page for text in ("川崎の所見", "緑野の所見", "符号がある", "V-103")] == [False, False, True, True]


THIRD = "linkage_011002"
CODE = network.CodeOfProcessing(processing_no="011002202606150000000001", code="C")


@pytest.mark.clause("INT-4")
def test_the_linkage_platform_of_a_third_body_connects_once_it_is_certified_and_registered(net: Net, pki: Path) -> None:
    authority.issue(pki, THIRD)
    unknown = net.ask(THIRD, body_gateway.CODE_STATES, QUESTION)
    assert findings(unknown) == ["I-001"]  # certified, and no body is registered with it
    Body.objects.filter(code=MIDORINO).update(caller=THIRD)
    assert net.ask(THIRD, body_gateway.CODE_STATES, QUESTION).status_code == 200
    assert findings(net.ask("other_city", body_gateway.CODE_STATES, QUESTION)) == ["I-001"]
    of_the_core = net.ask(THIRD, network.DELIVER_CODES, network.CodesDelivery(codes=[CODE]))
    assert (of_the_core.status_code, findings(of_the_core)) == (403, ["W-012"])
    (pki / "permits.json").write_text(json.dumps({THIRD: ["body_gateway.masters"]}))
    assert findings(net.ask(THIRD, body_gateway.CODE_STATES, QUESTION)) == ["W-012"]
    (one,) = callers([THIRD], clock.real_now())
    assert (one.speaks_for, one.operations) == ("みどり野市の連携基盤", ["body_gateway.masters（第1版）"])
    assert THIRD in who_may_ask()


@pytest.mark.parametrize("name", ["linkage_01100", "linkage_0110022", "linkage_01100a", "xlinkage_011002", "linkage_"])
def test_what_only_looks_like_a_linkage_platform_is_none(net: Net, pki: Path, name: str) -> None:
    authority.issue(pki, name)
    assert findings(net.ask(name, body_gateway.CODE_STATES, QUESTION)) == ["W-012"]
