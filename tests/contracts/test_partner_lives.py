"""Another vendor's system comes in, asks, is held to what it was let in for, and is put out: on a running installation."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sasae.deployment import partners
from sasae.deployment.home import Home
from sasae.wire import admission, authority, permits
from sasae.wire.client import Client, Refused, Unreachable
from sasae.wire.identity import load
from tests.contracts.doors import Operation
from tests.contracts.messages import any_of
from tests.contracts.recorded import Journal
from tests.installation import sasae

NAME = "other_city"
WHO = ["--by", "認証局 花子", "--why", "申込書 第1号"]
Verb = Callable[..., int]
ALLOWED: Operation
ALLOWED, NOT_ALLOWED = [
    operation for operation in partners.operations_of(NAME) if operation.callee == "intermediary" and not operation.effect
][:2]  # fmt: skip


@pytest.fixture
def there(installation: Home, tmp_path: Path) -> Iterator[Path]:
    """The other vendor's machine. Afterwards the name belongs to the world we play again."""
    yield tmp_path
    for file in (partners.RECORD, permits.FILE):
        (installation.pki_dir / file).unlink(missing_ok=True)
    authority.issue(installation.pki_dir, NAME)
    partners.issue_simulators(installation)


def refusal(client: Client, operation: Operation) -> str:
    """The finding a question is refused with; empty when it was let in, whatever was answered."""
    message = any_of(operation.request).example()
    try:
        client.call(operation, message)
    except Refused as refused:
        return "" if refused.status == 422 else refused.findings[0].id
    return ""


@pytest.mark.clause("NET-5")
@pytest.mark.clause("NET-8")
@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_a_partner_asks_what_it_was_let_in_for_until_it_is_revoked(
    installation: Home, there: Path, journal: Journal
) -> None:
    request = admission.make(there, NAME)
    said = admission.fingerprint(request.read_bytes())
    done = sasae(
        installation, "partner", "admit", str(request), "--fingerprint", said, "--endpoint", ALLOWED.full_name,
        "--out", str(there), *WHO,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    addresses = {"intermediary": installation.addresses["intermediary"]}
    kept = Client(load(there, NAME), there, addresses)
    assert refusal(kept, ALLOWED) == ""
    with journal.refusals("intermediary") as lines:
        assert refusal(kept, NOT_ALLOWED) == "W-012"
    assert lines == [(NAME, "W-012")]
    assert sasae(installation, "partner", "revoke", NAME, *WHO).returncode == 0
    with journal.refusals("intermediary") as lines:
        assert refusal(kept, ALLOWED) == "W-008"  # on the connection it had
    assert lines[0][1] == "W-008"
    with journal.refusals("intermediary", "contract.line_refused") as lines, pytest.raises(Unreachable):
        Client(load(there, NAME), there, addresses).call(ALLOWED, any_of(ALLOWED.request).example())
    assert lines[0][1] == "証明書が失効している"
    told = sasae(installation, "partner", "list").stdout
    assert "失効　other_city　認証局 花子　申込書 第1号" in told
