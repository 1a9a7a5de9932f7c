"""A body's key and its versions: two persons, rotation in the middle of the work, compromise, expiry, the end of a version."""

import signal
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.contracts import information_network as network
from sasae.foundation.history import Actor
from sasae.foundation.history.models import HistoryEntry
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.copies.models import CopyBatch
from sasae.intermediary.keys import actions, custodian, queries
from sasae.intermediary.keys.batches import reseal_body
from sasae.intermediary.keys.client import held_by_agent, open_sealed
from sasae.intermediary.keys.envelope import CannotOpen, beginning, encrypt, sealed_to, thumbprint
from sasae.intermediary.keys.models import KeyVersion, State
from sasae.intermediary.masters.batches import refresh
from sasae.kernel import clock
from tests.intermediary.conftest import Net, Taken
from tests.intermediary.core import KAWASAKI, MIDORINO, TAX
from tests.intermediary.providing import CODE, opened, provide
from tests.two_persons import refused, tried
from tests.wire.partner import findings

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("INT-8")]
MAKER, SECOND = Actor("maker", "作成者", "staff"), Actor("second", "確認者", "staff")


@pytest.fixture
def bodies(bodies: Taken) -> Any:
    """What a test makes of keys goes with it; the agents hold the first versions alone again."""
    yield bodies
    let_go_of_later_versions(bodies)


def let_go_of_later_versions(bodies: Taken) -> None:
    for code, agent in bodies.agents.items():
        for file in (bodies.folder / code).glob("*-[0-9]*"):
            file.unlink()
        if agent.process is not None and agent.process.poll() is None:
            _read_anew(bodies, code)


def _read_anew(bodies: Taken, body: str) -> None:
    process = bodies.agents[body].process
    assert process is not None
    process.send_signal(signal.SIGHUP)


def wait_until(told: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not told():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def made(bodies: Taken, body: str = MIDORINO, *, read: bool = True) -> int:
    """The custodian makes the next version, and the agent reads it. Its number."""
    number = actions.next_number(body)
    public = custodian.make_next(bodies.folder / body, number)
    actions.propose(body, number, public, by=MAKER, now=clock.now())
    if read:
        _read_anew(bodies, body)
        wait_until(lambda: thumbprint(public) in held_by_agent(body))
    return number


def rotated(bodies: Taken, body: str = MIDORINO) -> int:
    number = made(bodies, body)
    actions.confirm(body, number, by=SECOND, now=clock.now())
    return number


def sealed_keys() -> list[str]:
    with acting_for(MIDORINO):
        return list(CopyBatch.objects.order_by("id").values_list("sealed_key", flat=True))


def current(body: str = MIDORINO) -> KeyVersion:
    return KeyVersion.objects.get(body=body, state=State.CURRENT)


def test_a_body_joins_with_its_first_version_and_joining_again_does_not_put_an_old_key_back(
    ready: Net, bodies: Taken
) -> None:
    assert (current().number, current().public_key) == (1, Body.objects.get(code=MIDORINO).public_key)
    rotated(bodies)
    from sasae.intermediary.keys.joining import first_version

    first_version(Body.objects.get(code=MIDORINO), now=clock.now())
    assert current().number == 2
    assert KeyVersion.objects.filter(body=MIDORINO).count() == 2


def test_who_made_a_version_does_not_take_it_into_use_and_another_person_does(ready: Net, bodies: Taken) -> None:
    number = made(bodies)
    refused(
        "keys.confirm", lambda by: actions.confirm(MIDORINO, number, by=by, now=clock.now()), same=MAKER, other=SECOND,
        says="作成した人は",
    )  # fmt: skip
    assert current().number == 1
    actions.confirm(MIDORINO, number, by=SECOND, now=clock.now())
    assert (current().number, current().made_by, current().confirmed_by) == (2, "maker", "second")
    assert KeyVersion.objects.get(body=MIDORINO, number=1).state == State.OLD
    with pytest.raises(actions.CannotUseKey, match="いまその扱い"):
        actions.confirm(MIDORINO, number, by=SECOND, now=clock.now())


def test_a_version_the_agent_does_not_hold_is_not_used_and_one_that_it_was_told_of_is(
    ready: Net, bodies: Taken
) -> None:
    number = made(bodies, read=False)
    with pytest.raises(actions.CannotUseKey, match="まだ持っていません"):
        actions.confirm(MIDORINO, number, by=SECOND, now=clock.now())
    bodies.agents[MIDORINO].stop()
    with pytest.raises(actions.CannotUseKey, match="動いていません"):
        actions.confirm(MIDORINO, number, by=SECOND, now=clock.now())
    bodies.agents[MIDORINO].start()
    actions.confirm(MIDORINO, number, by=SECOND, now=clock.now())
    assert current().number == number


def test_a_second_version_is_not_made_while_one_waits(ready: Net, bodies: Taken) -> None:
    made(bodies)
    with pytest.raises(actions.CannotUseKey, match="確認を待っている"):
        actions.next_number(MIDORINO)


def test_after_a_rotation_what_was_sealed_before_still_opens_and_what_comes_is_sealed_to_the_new_key(
    ready: Net, bodies: Taken
) -> None:
    old = current().thumbprint
    rotated(bodies)
    assert provide(ready).state == "answered"  # the copy is sealed to the version before
    ready.copy("other_city", "25", record_id="R-NEW")
    assert [sealed_to(each) for each in sealed_keys()] == [old, current().thumbprint]
    assert all(each.startswith(beginning(sealed_to(each))) for each in sealed_keys())


def test_sealing_anew_leaves_nothing_to_the_old_version_goes_on_where_it_stopped_and_changes_no_content(
    ready: Net, bodies: Taken
) -> None:
    ready.copy("other_city", "25", record_id="R-TWO")
    rotated(bodies)
    KeyVersion.objects.filter(body=MIDORINO, number=1).update(confirmed_by=SECOND.id)
    old = KeyVersion.objects.get(body=MIDORINO, number=1)
    assert sum(queries.left_of(Body.objects.get(code=MIDORINO), old.thumbprint).values()) == 2
    with pytest.raises(actions.CannotUseKey, match="2件残っています"):
        actions.retire(MIDORINO, 1, by=MAKER, now=clock.now())
    bodies.agents[MIDORINO].stop()
    from sasae.intermediary.keys.client import AgentAway

    with pytest.raises(AgentAway):
        reseal_body(MIDORINO)
    bodies.agents[MIDORINO].start()
    for _ in range(2):
        reseal_body(MIDORINO)
    assert {sealed_to(each) for each in sealed_keys()} == {current().thumbprint}
    assert [line.detail["count"] for line in HistoryEntry.objects.filter(event="key.resealed")] == [2]
    assert provide(ready).state == "answered"
    tried(
        "keys.retire", lambda by: actions.retire(MIDORINO, 1, by=by, now=clock.now()), same=SECOND, other=MAKER, says="I-716"
    )
    assert KeyVersion.objects.get(pk=old.pk).state == State.RETIRED


def test_an_answer_on_its_way_to_the_old_key_opens_after_the_rotation_and_after_a_restart_of_the_agent(
    net: Net, bodies: Taken
) -> None:
    before = net.core.keys[KAWASAKI]
    rotated(bodies, KAWASAKI)
    late = encrypt(before, b"late")
    assert open_sealed(KAWASAKI, "late", late) == b"late"
    bodies.agents[KAWASAKI].stop(kill=True)
    bodies.agents[KAWASAKI].start()
    assert open_sealed(KAWASAKI, "late", late) == b"late"
    assert len(held_by_agent(KAWASAKI)) == 2


def test_what_names_no_version_is_tried_with_each(net: Net, bodies: Taken) -> None:
    import json

    from joserfc import jwe
    from joserfc.jwk import OKPKey

    before = net.core.keys[KAWASAKI]
    rotated(bodies, KAWASAKI)
    named = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM"}
    bare = jwe.encrypt_compact(named, b"bare", OKPKey.import_key(json.loads(before)), algorithms=list(named.values()))
    assert open_sealed(KAWASAKI, "bare", bare) == b"bare"


def test_the_core_is_told_a_new_key_once_and_an_unchanged_one_never_again(net: Net, bodies: Taken) -> None:
    told = len(net.far.told("information_network.announce_key"))
    refresh()
    assert len(net.far.told("information_network.announce_key")) == told
    rotated(bodies, KAWASAKI)
    assert any("コアシステムの知る鍵" in each for each in queries.alarms(_body(KAWASAKI), on=clock.today()))
    for _ in range(2):
        net.core.version += 1
        refresh()
    assert len(net.far.told("information_network.announce_key")) == told + 1
    assert net.core.keys[KAWASAKI] == current(KAWASAKI).public_key
    assert queries.alarms(_body(KAWASAKI), on=clock.today()) == []


def _body(code: str) -> Body:
    return Body.objects.get(code=code)


def test_a_revoked_key_seals_nothing_more_at_once_and_a_new_version_ends_the_standstill(
    ready: Net, bodies: Taken
) -> None:
    with pytest.raises(actions.CannotUseKey, match="理由"):
        actions.revoke(MIDORINO, 1, reason="　", by=MAKER, now=clock.now())
    actions.revoke(MIDORINO, 1, reason="鍵の媒体を紛失した", by=MAKER, now=clock.now())
    refused = ready.copy("other_city", "25", record_id="R-LATER")
    assert (refused.status_code, findings(refused)) == (503, ["I-303"])
    refresh()
    assert ready.core.keys[MIDORINO] == ""
    assert any("使用中の鍵がありません" in each for each in queries.alarms(_body(MIDORINO), on=clock.today()))
    waits = ready.ask("network_core", network.PROVIDE, ready.core.request(CODE))
    assert (waits.status_code, findings(waits)) == (503, ["I-303"])
    rotated(bodies)
    assert provide(ready).state == "answered"  # what is there is not lost while the agent holds the private part
    assert ready.copy("other_city", "25", record_id="R-LATER").status_code == 200
    reseal_body(MIDORINO)
    assert {sealed_to(each) for each in sealed_keys()} == {current().thumbprint}


@pytest.mark.parametrize(("before", "said"), [(61, False), (60, True), (0, True), (-1, True)])
def test_the_end_of_a_key_is_told_sixty_days_before_and_not_earlier(
    net: Net, bodies: Taken, before: int, said: bool
) -> None:
    on: date = current(KAWASAKI).expires_on - timedelta(days=before)
    assert bool(queries.alarms(_body(KAWASAKI), on=on)) is said


def test_an_agent_seals_anew_to_no_key_but_its_own(net: Net, bodies: Taken) -> None:
    from sasae.intermediary.keys.client import reseal_many

    (answer,) = reseal_many(KAWASAKI, [("x", encrypt(net.core.keys[KAWASAKI], b"x"))], current(MIDORINO).thumbprint)
    assert isinstance(answer, CannotOpen)


def test_no_private_part_stands_in_the_database(net: Net, bodies: Taken) -> None:
    rotated(bodies)
    assert not [row for row in KeyVersion.objects.values_list("public_key", flat=True) if '"d"' in row]


def test_an_operator_sees_the_versions_of_their_own_body_and_the_platform_s_does_not(
    ready: Net, bodies: Taken, signed_in: Any, settings: Any, pages_for_people: Any
) -> None:
    made(bodies)
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    clerk = signed_in("keys.view", "keys.manage", office_code=MIDORINO)
    page = clerk.get("/keys/").content.decode()
    assert "確認待ち" in page
    assert "副本の一括登録の鍵 1件" in page
    done = clerk.post("/keys/2/confirm/", follow=True).content.decode()
    assert "新しい版を使い始めました" in done
    assert current().number == 2
    refused = clerk.post("/keys/1/retire/", follow=True).content.decode()
    assert "封じ直してから廃止" in refused
    assert clerk.post("/keys/2/revoke/", {"reason": ""}, follow=True).status_code == 200
    assert current().number == 2
    assert "川崎市" not in page
    stranger = signed_in("keys.view", office_code="")
    assert stranger.get("/keys/").status_code == 403


def test_copies_of_another_version_are_provided_and_told_apart(ready: Net, bodies: Taken) -> None:
    rotated(bodies)
    ready.copy("other_city", "25", record_id="R-NEW", information=TAX)
    answer = provide(ready)
    assert answer.state == "answered"
    assert opened(answer.sealed_answer)
