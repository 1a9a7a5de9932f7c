"""Every key replaced: what was made under the one before is still read, what is new is made under the new one."""

import base64
import json
import os
import threading
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import psycopg
import pytest
from cryptography import x509

from sasae.deployment import keys, roles
from sasae.deployment.backups import needed_keys
from sasae.deployment.health import Mark
from sasae.deployment.health.keys import terms
from sasae.deployment.home import DATABASES, FORMER, ROLES, SERVICES, Home, create, free_ports
from sasae.deployment.rotation import announcing, ending, turning
from sasae.deployment.rotation.ages import keys_of
from sasae.deployment.rotation.listing import NEXT, kinds, unlisted
from sasae.deployment.rotation.turning import TURNS, CannotTurn
from sasae.formats.certificate_code import SigningKeys
from sasae.foundation.sealing import CannotOpen, KeyRing
from sasae.kernel import clock
from sasae.kernel.whole_files import replace_whole
from sasae.wire import authority, renewing, sealing
from sasae.wire.identity import directory, former, load
from sasae.wire.nonces import MemoryNonces
from sasae.wire.signing import Refused, sign, verify
from sasae.wire.tls import server_context
from tests.deployment.terminal import sasae

ADDRESS = "https://127.0.0.1/people"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """An installation's keys and secrets as a start makes them, and a body's."""
    home = create(tmp_path_factory.mktemp("keys") / "home", free_ports())
    keys.issue_all(home)
    for service in SERVICES:
        keys.make_data_keys(home, service)
    for name in DATABASES:
        home.secret(f"django-{name}")
        for role in ROLES:
            home.secret(f"database-{name}-{role}")
    home.secret("database-superuser")
    body = home.bodies_dir / "141305"
    body.mkdir(parents=True)
    for name in ("key.pem", "key-2.pem", "passphrase", "public.jwk"):
        (body / name).touch(mode=0o600)
    return home


def test_the_list_speaks_of_every_secret_and_of_each_once(made: Home) -> None:
    assert unlisted(made) == []
    own = [kind for kind in kinds() if not kind.within]
    owners = {path: [kind.name for kind in own if path in kind.files(made)] for kind in own for path in kind.files(made)}
    assert [path for path, names in owners.items() if len(names) != 1] == []
    assert {kind.name for kind in kinds() if not kind.files(made)} == set()
    assert {kind.turn for kind in kinds() if kind.turn} == set(TURNS)
    strange = made.path / "secrets" / "token-of-somebody"
    strange.touch(mode=0o600)
    said = sasae(made.path, "keys")
    strange.unlink()
    assert (said.returncode, said.stderr.strip()) == (1, "一覧にない秘密：secrets/token-of-somebody")
    assert all(kind.title in said.stdout for kind in kinds())


def test_each_key_is_told_with_its_age_and_term_and_the_doctor_names_those_past_it(made: Home) -> None:
    on = clock.real_now().astimezone(clock.TOKYO).date()
    turning.turn(made, "index", "portal")
    there = {(key.kind.name, key.place): key for key in keys_of(made, on)}
    assert {place for _, place in there} == {str(path.relative_to(made.path)) for kind in kinds() for path in kind.files(made)}
    index = there["index", "secrets/portal.keys.json"]
    assert (index.system, index.made, index.before, index.due is not None) == ("portal", on, 1, True)
    assert [look.mark for look in terms(made)] == [Mark.WELL]

    old = there["web", "secrets/django-intake"]
    assert old.due is not None
    last = int((clock.real_now() - (old.due - old.made)).timestamp())
    path = made.path / old.place
    for seconds, past in ((last, False), (last - 86_400, True)):  # its last day, and the day after
        os.utime(path, (seconds, seconds))
        (told,) = terms(made)
        assert (told.mark is Mark.ATTENTION) is past
    assert "web intake" in told.what
    said = json.loads(sasae(made.path, "keys", "--json").stdout)
    assert [key["place"] for key in said["keys"] if key["overdue"]] == ["secrets/django-intake"]
    assert all(key["rests"] and key["made"] for key in said["keys"])
    path.touch()


def test_a_request_signed_with_the_key_before_is_believed_for_a_while_and_no_longer(made: Home) -> None:
    def asked(at: timedelta = timedelta()) -> httpx.Request:
        request = httpx.Request("POST", ADDRESS, content=b"{}")
        sign(request, load(made.pki_dir, "subsidy"), clock.real_now() + at)
        return request

    def caller(request: httpx.Request, at: timedelta = timedelta()) -> str:
        told = directory(made.pki_dir)
        now = clock.real_now() + at
        return verify("POST", ADDRESS, request.headers, b"{}", "subsidy", told, MemoryNonces(), now).caller

    late = renewing.BELIEVED_ON + timedelta(minutes=1)
    under_way, stolen = asked(), asked(late)
    turning.turn(made, "signing", "subsidy")
    assert caller(under_way) == "subsidy"
    assert caller(asked()) == "subsidy"
    with pytest.raises(Refused, match="W-002"):
        caller(stolen, late)
    turning.turn(made, "signing", "subsidy")
    assert len(former(made.pki_dir)["subsidy"]) == 2
    assert caller(asked()) == "subsidy"


def test_the_intermediarys_key_is_signed_with_only_when_the_core_has_distributed_it(made: Home) -> None:
    pki, now = made.pki_dir, clock.real_now()
    before = directory(pki)["intermediary"].public_bytes_raw()
    coming = renewing.prepare_signing_key(pki, "intermediary")
    assert renewing.prepare_signing_key(pki, "intermediary") == coming
    assert unlisted(made) == []
    with pytest.raises(CannotTurn, match="読めません"):  # nothing runs: the present key stays
        turning.turn(made, "signing", "intermediary")
    assert directory(pki)["intermediary"].public_bytes_raw() == before

    def told(*keys: bytes, ago: timedelta) -> tuple[dict[str, list[dict[str, str]]], datetime]:
        jwk = [json.dumps({"x": base64.urlsafe_b64encode(key).rstrip(b"=").decode()}) for key in keys]
        rows = [{"code": code, "signing_key": key} for code, key in zip(("141305", "149993"), jwk, strict=True)]
        return {"institutions": rows}, now - ago

    new, both = coming.public_bytes_raw(), ["141305", "149993"]
    minute = announcing.KNOWN_FOR
    whole, early = told(new, new, ago=minute), told(new, new, ago=minute - timedelta(seconds=1))
    old, half = told(before, before, ago=2 * minute), told(new, before, ago=minute)
    cases: list[tuple[list[announcing.Distribution], bool]] = [
        ([whole, old], True), ([early, old], False), ([early, whole], True), ([half, old], False), ([old, whole], False), ([], False),
    ]  # fmt: skip
    assert [announcing.known(newest, both, coming, now) for newest, _ in cases] == [expected for _, expected in cases]

    renewing.renew_signing_key(pki, "intermediary")
    assert directory(pki)["intermediary"] == coming == load(pki, "intermediary").signing_key.public_key()
    assert former(pki)["intermediary"][-1][0].public_bytes_raw() == before
    assert renewing.next_signing_key(pki, "intermediary") is None


def test_what_was_sealed_and_encrypted_before_still_opens_and_the_new_key_is_used(made: Home) -> None:
    sealed = sealing.seal(made.pki_dir, "intake", "前".encode())
    public = (made.pki_dir / "intake" / "sealing.pub").read_text()
    turning.turn(made, "sealing", "intake")
    assert (made.pki_dir / "intake" / "sealing.pub").read_text() != public
    for content in (sealed, sealing.seal(made.pki_dir, "intake", "前".encode())):
        assert sealing.unseal(made.pki_dir, "intake", content) == "前".encode()

    file = made.path / "secrets" / "intake.keys.json"
    before = KeyRing.read(file)
    cipher, index = before.encrypt(b"1", "row"), before.blind_index("1", "number")
    turning.turn(made, "data", "intake")
    turning.turn(made, "index", "intake")
    after = KeyRing.read(file)
    assert after.blind_index("1", "number") != index
    assert after.blind_indexes("1", "number")[1:] == [index]
    told = before.blind_index("1", "comparison")  # to another system, where nobody can compute it anew
    assert (after.decrypt(cipher, "row"), after.blind_indexes("1", "comparison")[1]) == (b"1", told)
    assert KeyRing.forget_index(file) == 1
    ended = KeyRing.read(file)
    assert (index in ended.blind_indexes("1", "number"), told in ended.blind_indexes("1", "comparison")) == (False, True)
    assert after.encrypt(b"1", "row")[:4].decode() == after.current != before.current
    with pytest.raises(CannotOpen):
        before.decrypt(after.encrypt(b"1", "row"), "row")

    code = made.path / "secrets" / keys.CERTIFICATE_KEYS
    signed, held = SigningKeys.read(code).sign(b"code"), SigningKeys.read(code)
    secret = json.loads(code.read_text())["keys"][held.current]
    turning.turn(made, "certificate_code", "subsidy")
    renewed = SigningKeys.read(code)
    assert renewed.current != held.current
    assert secret not in code.read_text()  # nothing is ever signed with it again
    renewed.public.keys[held.current].verify(signed, b"code")


def test_a_certificate_is_replaced_and_only_the_one_before_is_revoked(made: Home) -> None:
    before = authority.present_serial(made.pki_dir, "portal")
    turning.turn(made, "tls", "portal")
    present = authority.present_serial(made.pki_dir, "portal")
    assert "失効" in ending.end(made, "tls", "portal")
    revoked = {entry.serial_number for entry in x509.load_pem_x509_crl((made.pki_dir / "ca.crl").read_bytes())}
    assert before in revoked
    assert present not in revoked


def test_the_authority_is_replaced_in_three_steps_and_none_is_skipped(made: Home) -> None:
    for step in (ending.authority_anew, lambda home: ending.end(home, "authority", "")):
        with pytest.raises(CannotTurn, match="先に"):
            step(made)
    turning.turn(made, "authority", "")
    assert unlisted(made) == []
    assert "pki/ca-next.key" in next(look.what for look in terms(made) if look.mark is Mark.ATTENTION)
    assert "出し直しました" in ending.authority_anew(made)
    with pytest.raises(CannotTurn, match="前の交替"):
        turning.turn(made, "authority", "")
    said = sasae(made.path, "keys", "end", "authority")
    assert (said.returncode, "信じなくなりました" in said.stdout) == (0, True)
    assert unlisted(made) == []


def test_a_connection_made_between_key_and_certificate_waits_for_the_pair(made: Home) -> None:
    own = made.pki_dir / "linkage"
    old = (own / "tls.pem").read_bytes()
    turning.turn(made, "tls", "linkage")
    new = (own / "tls.pem").read_bytes()
    (own / "tls.pem").write_bytes(old)
    found: list[object] = []
    asking = threading.Thread(target=lambda: found.append(server_context(load(made.pki_dir, "linkage"), made.pki_dir)))
    asking.start()
    replace_whole(own / "tls.pem", new)
    asking.join(timeout=60)
    assert len(found) == 1


def test_a_page_s_secret_stays_good_until_it_is_ended(made: Home) -> None:
    before = made.secret("django-portal")
    turning.turn(made, "web", "portal")
    assert made.secret("django-portal") != before
    assert made.former_secrets("django-portal") == [before]
    assert (made.path / "secrets" / f"django-portal{FORMER}").stat().st_mode & 0o077 == 0
    ending.end(made, "web", "portal")
    assert made.former_secrets("django-portal") == []


def connects(dsn: str) -> bool:
    try:
        psycopg.connect(dsn).close()
    except psycopg.OperationalError:
        return False
    return True


def test_passwords_are_replaced_with_connections_open_also_after_a_kill_and_a_data_key_ends_when_nothing_rests_on_it(
    home, server
) -> None:
    home.pki_dir.mkdir()
    server.start()
    with psycopg.connect(server.superuser_dsn(), autocommit=True) as admin:
        roles.make(admin, home, "portal")
    before = home.database("portal", "app").dsn
    with psycopg.connect(before) as alive:
        turning.turn(home, "database", "portal")
        assert alive.execute("SELECT 1").fetchone() == (1,)
    assert (connects(before), connects(home.database("portal", "app").dsn)) == (False, True)
    turning.turn(home, "database_superuser", "")
    assert not connects(server.superuser_dsn())

    file = home.path / "secrets" / "database-portal-app"  # killed after the server had changed it
    file.with_name(f"{file.name}{NEXT}").write_text(file.read_text())
    file.write_text("the password before")
    turning.turn(home, "database", "portal")
    assert connects(home.database("portal", "app").dsn)
    right = file.read_text()
    file.write_text("of another time")
    (wrong,) = [one for one in needed_keys.lacking(home, ["portal"]) if one.id == "KY-201"]
    assert wrong.at == "secrets/database-portal-app"
    file.write_text(right)

    data = keys.make_data_keys(home, "portal")
    old = KeyRing.read(data)
    with psycopg.connect(home.database("portal", "owner").dsn) as owner:
        owner.execute("CREATE TABLE kept (a bytea, b text, c jsonb)")
        inside = base64.b64encode(old.encrypt(b"1", "")).decode()
        owner.execute("INSERT INTO kept VALUES (%s, %s, %s)", [old.encrypt(b"1", ""), inside, f'{{"x": "{inside}"}}'])
    turning.turn(home, "data", "portal")
    assert ending.resting_on(home, "portal", old.current) == {"kept.a": 1, "kept.b": 1, "kept.c": 1}
    assert "1時間は" in ending.end(home, "data", "portal")  # what was encrypted a moment ago may be on its way
    an_hour_ago(data)
    assert "kept.a 1件" in ending.end(home, "data", "portal")
    assert old.current in KeyRing.read(data).names
    with psycopg.connect(home.database("portal", "owner").dsn) as owner:
        owner.execute("DELETE FROM kept")
    assert "消しました" in ending.end(home, "data", "portal")
    assert KeyRing.read(data).names == (KeyRing.read(data).current,)


def an_hour_ago(keys_file: Path) -> None:
    """As if the keys before had been replaced then."""
    held = json.loads(keys_file.read_text())
    early = clock.real_now() - turning.SETTLED
    held["retired"] = dict.fromkeys(held["retired"], early.isoformat())
    replace_whole(keys_file, json.dumps(held).encode(), 0o600)


def test_an_unknown_kind_is_told_and_nothing_is_touched(made: Home) -> None:
    before = (made.path / "secrets" / "intake.keys.json").read_bytes()
    for words in (("turn", "data", "nobody"), ("end", "signing")):
        assert sasae(made.path, "keys", *words).returncode == 2
    assert (made.path / "secrets" / "intake.keys.json").read_bytes() == before
