"""One authority follows another: who is connected goes on, also who is told late, and the one before ends."""

import shutil
import socket
import ssl
import threading
from pathlib import Path

import pytest

from sasae.kernel import clock
from sasae.wire import authority
from sasae.wire.authority_files import FORMER_KEY, KEY, NEXT_KEY, read_certificate, trusted
from sasae.wire.changing_authority import NotNow, introduce, leave, take_over
from sasae.wire.identity import load, names_of
from sasae.wire.tls import client_context, server_context

SHARED = ("ca.pem", "ca.crl", "directory.json")


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """The authority's machine, with two systems of its own and one that was shut out."""
    folder = tmp_path / "ours"
    authority.create_authority(folder)
    for name in ("linkage", "intake", "tax", "bank"):
        authority.issue(folder, name, also=["another"] if name == "linkage" else [])
    authority.revoke_serials(folder, {authority.present_serial(folder, "bank")})
    return folder


@pytest.fixture
def theirs(ours: Path, tmp_path: Path) -> Path:
    """A partner's machine: its own keys and what it was given."""
    folder = tmp_path / "theirs"
    shutil.copytree(ours / "tax", folder / "tax")
    told(ours, folder)
    return folder


def told(ours: Path, theirs: Path) -> None:
    for name in SHARED:
        shutil.copyfile(ours / name, theirs / name)


def connected(caller: tuple[Path, str], callee: tuple[Path, str]) -> bool:
    """Whether both sides accept each other."""
    here, there = socket.socketpair()
    outcomes: list[bool] = []

    def serve() -> None:
        try:
            with server_context(load(*callee), callee[0]).wrap_socket(there, server_side=True) as line:
                line.recv(1)
                line.send(b"x")
            outcomes.append(True)
        except (ssl.SSLError, OSError):
            there.close()

    serving = threading.Thread(target=serve)
    serving.start()
    try:
        with client_context(load(*caller), caller[0], callee[1]).wrap_socket(here, server_hostname="localhost") as line:
            line.send(b"x")
            answered = line.recv(1) == b"x"
    except (ssl.SSLError, OSError):
        here.close()
        answered = False
    serving.join(timeout=30)
    return answered and bool(outcomes)


def both_ways(ours: Path, theirs: Path) -> tuple[bool, bool, bool]:
    """linkage calls intake at home; linkage calls the partner; the partner calls linkage."""
    home, away = (ours, "linkage"), (theirs, "tax")
    return connected(home, (ours, "intake")), connected(home, away), connected(away, home)


def test_everybody_stays_connected_through_all_three_steps_and_the_one_before_ends(ours: Path, theirs: Path) -> None:
    assert both_ways(ours, theirs) == (True, True, True)
    serial = authority.present_serial(ours, "linkage")

    introduce(ours)
    introduce(ours)  # killed and called again: the same
    assert len(trusted(ours)) == 2
    assert authority.present_serial(ours, "linkage") == serial
    assert both_ways(ours, theirs) == (True, True, True)  # who was not told yet, too
    told(ours, theirs)

    assert take_over(ours) == ["intake", "linkage", "tax"]
    assert take_over(ours) == []
    assert both_ways(ours, theirs) == (True, True, True)  # the partner still with its certificate of before
    assert names_of(read_certificate(ours / "linkage" / "tls.pem")) == {"linkage", "another"}
    with pytest.raises(NotNow):
        introduce(ours)

    late = theirs.with_name("late")
    shutil.copytree(theirs, late)
    shutil.copyfile(ours / "tax" / "tls.pem", theirs / "tax" / "tls.pem")
    leave(ours)
    told(ours, theirs)
    assert len(trusted(ours)) == 1
    assert both_ways(ours, theirs) == (True, True, True)
    assert not connected((late, "tax"), (ours, "linkage"))
    assert sorted(path.name for path in ours.glob("*.key")) == [KEY]
    authority.refresh_crl(ours)
    assert not connected((ours, "bank"), (ours, "linkage"))


def test_a_revocation_in_between_counts_for_certificates_of_both(ours: Path, theirs: Path) -> None:
    introduce(ours)
    take_over(ours)
    told(ours, theirs)
    assert connected((theirs, "tax"), (ours, "linkage"))
    authority.revoke_serials(ours, authority.serials(ours, "tax"))  # that of before, which the partner still shows, and the new one
    assert not connected((theirs, "tax"), (ours, "linkage"))
    assert connected((ours, "intake"), (ours, "linkage"))
    assert min(until for _, until in authority.expiry(ours)) > clock.real_now()


def test_killed_while_the_keys_change_places_it_goes_on(ours: Path, theirs: Path) -> None:
    introduce(ours)
    shutil.copyfile(ours / KEY, ours / FORMER_KEY)  # as a kill between two of its files leaves it
    assert both_ways(ours, theirs) == (True, True, True)
    authority.refresh_crl(ours)
    shutil.copyfile(ours / NEXT_KEY, ours / KEY)
    assert both_ways(ours, theirs) == (True, True, True)
    assert take_over(ours) == ["intake", "linkage", "tax"]
    assert (ours / FORMER_KEY).read_bytes() != (ours / KEY).read_bytes()
    assert both_ways(ours, theirs)[0]


def test_no_step_out_of_turn(ours: Path) -> None:
    for step in (take_over, leave):
        with pytest.raises(NotNow):
            step(ours)
    introduce(ours)
    with pytest.raises(NotNow):
        leave(ours)
    take_over(ours)
    authority.issue(ours, "linkage")
    leave(ours)
