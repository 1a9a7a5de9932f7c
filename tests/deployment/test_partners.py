"""Other vendors' systems, from the first key to the end, by the commands their people and ours type."""

import json

import pytest

from sasae.deployment import keys, partners
from sasae.deployment.cli import main
from sasae.deployment.home import create, free_ports
from sasae.kernel import clock
from sasae.wire import admission
from sasae.wire.authority import serials
from sasae.wire.identity import directory, load
from sasae.wire.permits import permitted

NAME, ENDPOINT = "other_city", "body_gateway.masters"
WHO = ["--by", "認証局 花子", "--why", "申込書 第1号"]


@pytest.fixture(scope="module")
def issued(tmp_path_factory):
    """An installation's keys as they are before any partner came."""
    home = create(tmp_path_factory.mktemp("partners") / "home", free_ports())
    keys.issue_all(home)
    return home


@pytest.fixture
def home(issued, tmp_path, monkeypatch):
    import shutil

    shutil.copytree(issued.path, tmp_path / "home")
    monkeypatch.setenv("SASAE_HOME", str(tmp_path / "home"))
    return create(tmp_path / "home")


@pytest.fixture
def there(tmp_path):
    """The partner's machine."""
    return tmp_path / "there"


def ask(there, name=NAME):
    assert main(["partner", "request", name, "--out", str(there)]) == 0
    return there / f"{name}.request.json"


def admit(there, request, *more, endpoints=(ENDPOINT,), said=""):
    named = [part for each in endpoints for part in ("--endpoint", each)]
    said = said or admission.fingerprint(request.read_bytes())
    return main(["partner", "admit", str(request), "--fingerprint", said, "--out", str(there), *named, *WHO, *more])


def endpoint_of(name):
    return partners.operations_of(name)[0].full_name


@pytest.mark.clause("ACC-2")
def test_from_the_first_key_to_the_end(home, there, capsys):
    request = ask(there)
    assert main(["partner", "check", str(request)]) == 0
    assert admission.fingerprint(request.read_bytes()) in capsys.readouterr().out
    allowed = partners.operations_of(NAME)
    assert admit(there, request, endpoints=[allowed[0].full_name]) == 0
    identity = load(there, NAME)  # the partner's own keys, our certificate
    assert directory(home.pki_dir)[NAME].public_bytes_raw() == identity.signing_key.public_key().public_bytes_raw()
    assert not (home.pki_dir / NAME / "signing.key").exists()
    assert permitted(home.pki_dir, NAME, allowed[0].full_name)
    assert not permitted(home.pki_dir, NAME, allowed[1].full_name)
    assert permitted(home.pki_dir, "linkage", "tax.incomes")
    assert admit(there, ask(there), "--all-endpoints", endpoints=[]) == 0
    assert permitted(home.pki_dir, NAME, allowed[1].full_name)
    assert main(["partner", "revoke", NAME, *WHO]) == 0
    assert NAME not in directory(home.pki_dir)
    assert not permitted(home.pki_dir, NAME, allowed[0].full_name)
    capsys.readouterr()
    assert main(["partner", "list"]) == 0
    told = capsys.readouterr().out
    assert all(word in told for word in ("登録　other_city", "更新　other_city", "失効　other_city", "申込書 第1号"))
    assert [step.what for step in partners.record(home.pki_dir)] == ["admitted", "renewed", "revoked"]


def test_what_the_installation_renews_by_itself_leaves_partners_alone(home, there):
    admit(there, ask(there), endpoints=[endpoint_of(NAME)])
    before = serials(home.pki_dir, NAME)
    (home.pki_dir / "tax" / "tls.pem").unlink()
    assert keys.issue_all(home) == ["tax"]
    main(["partner", "revoke", NAME, *WHO])
    (home.pki_dir / NAME / "tls.pem").unlink()
    assert keys.issue_all(home) == []
    assert serials(home.pki_dir, NAME) == before


def test_the_world_we_play_gives_up_the_name_of_who_is_there_in_truth(home, there):
    from cryptography import x509

    from sasae.wire.identity import names_of

    def played():
        return names_of(x509.load_pem_x509_certificate((home.pki_dir / "simulators" / "tls.pem").read_bytes()))

    assert NAME in played()
    before = serials(home.pki_dir, "simulators")
    admit(there, ask(there), endpoints=[endpoint_of(NAME)])
    assert NAME not in played()
    crl = x509.load_pem_x509_crl((home.pki_dir / "ca.crl").read_bytes())
    assert before <= {entry.serial_number for entry in crl}


@pytest.mark.parametrize(
    ("name", "finding"), [("subsidy", "PT-112"), ("simulators", "PT-112"), ("nobody_knows", "PT-113")]
)
def test_a_name_that_is_not_theirs(home, there, capsys, name, finding):
    assert admit(there, ask(there, name), endpoints=[]) == 1
    assert finding in capsys.readouterr().out
    assert partners.record(home.pki_dir) == []


def test_the_linkage_platform_of_a_body_the_contracts_do_not_name_one_by_one_is_admitted(home, there, capsys):
    name = "linkage_011002"
    assert admit(there, ask(there, name), endpoints=["body_gateway.request_codes", "code_gateway.acquire"]) == 0
    assert permitted(home.pki_dir, name, "body_gateway.request_codes")
    assert not permitted(home.pki_dir, name, "body_gateway.records")
    assert admit(there, ask(there, name), endpoints=["tax.incomes"]) == 1
    assert "PT-114 tax.incomes" in capsys.readouterr().out


def test_a_fingerprint_that_was_not_heard_so(home, there, capsys):
    request = ask(there)
    said = admission.fingerprint(request.read_bytes() + b" ")
    assert admit(there, request, endpoints=[], said=said) == 1
    assert "PT-111" in capsys.readouterr().out


def test_an_operation_the_contracts_do_not_give_them(home, there, capsys):
    assert admit(there, ask(there), endpoints=["tax.incomes"]) == 1
    assert "PT-114 tax.incomes" in capsys.readouterr().out


def test_keys_given_up_and_keys_of_others_do_not_come_in_again(home, there, capsys):
    admit(there, ask(there), endpoints=[])
    main(["partner", "revoke", NAME, *WHO])
    assert admit(there, ask(there), endpoints=[]) == 1
    assert "PT-115" in capsys.readouterr().out
    elsewhere = there / "elsewhere"
    assert admit(elsewhere, ask(elsewhere), endpoints=[]) == 0  # with new keys the same name comes in again
    taken = there / "taken"
    (taken / "bank").mkdir(parents=True)
    (taken / "bank" / "signing.key").write_bytes((home.pki_dir / "linkage" / "signing.key").read_bytes())
    assert admit(taken, ask(taken, "bank"), endpoints=[]) == 1
    assert "PT-116" in capsys.readouterr().out


def test_who_and_why_are_needed_and_only_who_is_in_can_be_put_out(home, there, capsys):
    assert main(["partner", "revoke", NAME, "--by", " ", "--why", "紛失"]) == 1
    told = capsys.readouterr().out
    assert "PT-117" in told
    assert "PT-118" in told


def test_a_renewal_with_another_signing_key_ends_the_former_certificate(home, there):
    admit(there, ask(there), endpoints=[])
    first = serials(home.pki_dir, NAME)
    elsewhere = there / "elsewhere"
    assert admit(elsewhere, ask(elsewhere), endpoints=[]) == 0
    from cryptography import x509

    crl = x509.load_pem_x509_crl((home.pki_dir / "ca.crl").read_bytes())
    assert first <= {entry.serial_number for entry in crl}


@pytest.mark.parametrize("line", [0, 1])
def test_a_record_that_was_changed_is_seen(home, there, capsys, line):
    admit(there, ask(there), endpoints=[])
    main(["partner", "revoke", NAME, *WHO])
    path = home.pki_dir / partners.RECORD
    assert partners.broken(home.pki_dir) is None
    texts = path.read_text().splitlines()
    if line:
        path.write_text(texts[1] + "\n")  # the first one taken out
    else:
        path.write_text("\n".join([json.dumps({**json.loads(texts[0]), "by": "別の人"}), texts[1]]) + "\n")
    assert main(["partner", "list"]) == 1
    assert "書き換えられた" in capsys.readouterr().err


def test_an_old_request_is_refused(home, there):
    content = ask(there).read_bytes()
    late = clock.real_now() + admission.GOOD_FOR * 2
    found = partners.check(home, content, [], admission.fingerprint(content), late)
    assert [finding.id for finding in found] == ["PT-103"]


def test_files_that_are_not_there_and_names_that_are_none(home, there, capsys):
    assert main(["partner", "check", str(there / "none.json")]) == 2
    assert main(["partner", "request", "../x", "--out", str(there)]) == 2
    assert "できません" in capsys.readouterr().err
