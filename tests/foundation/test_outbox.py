"""Messages to other systems: with their transaction or not at all, again until they arrive, each with one effect."""

import json
import shutil
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from sasae.contracts import inquiries, person_index
from sasae.foundation.history import Actor
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.outbox import KeyReused, actions, send_later
from sasae.foundation.outbox.models import OutboxMessage, State
from sasae.foundation.outbox.nonces import DatabaseNonces, forget_expired
from sasae.kernel import clock
from sasae.wire.identity import directory
from sasae.wire.renewing import renew_signing_key
from tests.foundation.batch_kinds import effects
from tests.foundation.outbox_world import far, inquiry, settle_in

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
NOTE = "tests.foundation.batch_kinds.note"
HANAKO = Actor("hanako", "川崎 花", "staff")


@pytest.fixture(scope="module")
def listener(tmp_path_factory):
    yield from far(tmp_path_factory.mktemp("far"))


@pytest.fixture
def linkage(listener, settings, tmp_path, db):
    yield from settle_in(settings, listener, tmp_path)


def send(how="plain", key="inquiry-1", **callbacks):
    with transaction.atomic():
        return send_later(inquiries.REQUEST, inquiry(how), key=key, **callbacks)


def now(message):
    return OutboxMessage.objects.get(pk=message.pk)


def jobs():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args, scheduled_at FROM procrastinate_jobs WHERE task_name = 'outbox.deliver' ORDER BY id"
        )
        return [(json.loads(args), at) for args, at in cursor.fetchall()]


def test_a_message_arrives_and_its_answer_is_noted_with_it(linkage):
    message = send(on_answer=NOTE)
    assert jobs() == [({"message_id": message.pk}, None)]
    actions.deliver(message.pk)
    assert (now(message).state, now(message).body) == (State.DELIVERED, None)
    assert linkage.told("EFFECT") == ["inquiry-1"]
    assert effects("answered") == ["inquiry-1=KM1"]
    assert linkage.told("CALL") == ["inquiry-1"]
    (line,) = HistoryEntry.objects.filter(event="message.delivered")
    assert (line.subject, line.detail["callee"]) == ("inquiry-1", "linkage")


def test_a_rolled_back_transaction_sends_nothing(linkage):
    with transaction.atomic():
        send_later(inquiries.REQUEST, inquiry(), key="inquiry-1")
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()
    assert jobs() == []


@pytest.mark.django_db(databases=["default", "journal"], transaction=True)
def test_outside_a_transaction_nothing_is_taken(linkage):
    with pytest.raises(RuntimeError, match="inside the transaction"):
        send_later(inquiries.REQUEST, inquiry(), key="inquiry-1")


def test_the_same_message_again_is_the_same_message(linkage):
    first, again = send(), send()
    assert first.pk == again.pk
    assert len(jobs()) == 1
    actions.deliver(first.pk)
    assert send().pk == first.pk
    assert len(jobs()) == 1


def test_a_key_stands_for_one_body(linkage):
    send()
    with pytest.raises(KeyReused):
        send("other words")


def test_what_does_not_fit_the_contract_is_not_taken(linkage):
    with pytest.raises(TypeError, match="InquiryRequest"), transaction.atomic():
        send_later(inquiries.REQUEST, inquiries.ResultRequest(inquiry_no="1"), key="k")
    with pytest.raises(ImportError):
        send(on_answer="tests.foundation.batch_kinds.nothing")
    for key in ("", "二つ", "two words", "x" * 201):
        with pytest.raises(ValueError, match="printable"):
            send(key=key)
    assert not OutboxMessage.objects.exists()


def test_bodies_are_kept_encrypted(linkage):
    message = send()
    assert b"0000000011" not in bytes(now(message).body)


def test_a_delivered_message_is_not_sent_again(linkage):
    message = send(on_answer=NOTE)
    actions.deliver(message.pk)
    actions.deliver(message.pk)
    assert linkage.told("CALL") == ["inquiry-1"]


def test_a_far_end_that_is_away_is_tried_again_later(linkage):
    message = send("away", key="away-1", on_answer=NOTE)
    for attempts in (1, 2):
        actions.deliver(message.pk)
        waiting = now(message)
        assert (waiting.state, waiting.attempts) == (State.WAITING, attempts)
        assert "503" in waiting.problem
        assert jobs()[-1] == ({"message_id": message.pk}, waiting.next_try_at)
    actions.deliver(message.pk)
    assert (now(message).state, now(message).problem) == (State.DELIVERED, "")
    assert len(effects("answered")) == 1
    assert (linkage.told("CALL"), linkage.told("EFFECT")) == (["away-1"] * 3, ["away-1"])


def test_an_unknown_address_and_nobody_there_are_tried_again(linkage, settings):
    from sasae.foundation.outbox import line

    for addresses, problem in (({}, "address"), ({"linkage": "https://127.0.0.1:9"}, "ConnectError")):
        settings.SASAE_ADDRESSES = addresses
        line._line.cache_clear()
        message = send(key=problem)
        actions.deliver(message.pk)
        assert now(message).state == State.WAITING
        assert problem in now(message).problem


def test_waits_double_up_to_a_quarter_of_an_hour_give_or_take_half():
    for attempt, plain in ((1, 1), (2, 2), (5, 16), (10, 512), (11, 900), (1000, 900)):
        waits = [actions.wait_before(attempt) for _ in range(50)]
        assert plain * 0.5 <= min(waits) <= max(waits) <= plain * 1.5
        assert len(set(waits)) > 1


def test_a_refusal_is_kept_with_its_findings_and_told(linkage):
    message = send("refuse", on_answer=NOTE, on_refused="tests.foundation.batch_kinds.note_refusal")
    actions.deliver(message.pk)
    assert (now(message).state, now(message).findings[0]["id"]) == (State.REFUSED, "L-101")
    assert (effects("answered"), effects("refused")) == ([], ["inquiry-1=L-101"])
    (line,) = HistoryEntry.objects.filter(event="message.refused")
    assert (line.actor_id, line.detail["findings"]) == ("linkage", "L-101")


def test_a_refused_message_is_sent_again_by_staff_and_no_other_is(linkage):
    refused, delivered = send("refuse"), send(key="inquiry-2")
    for message in (refused, delivered):
        actions.deliver(message.pk)
    actions.send_again(refused.pk, by=HANAKO)
    assert (now(refused).state, now(refused).findings) == (State.WAITING, [])
    assert jobs()[-1] == ({"message_id": refused.pk}, None)
    with pytest.raises(actions.CannotMove, match="送信済み"):
        actions.send_again(delivered.pk, by=HANAKO)


def test_a_line_that_is_not_believed_says_nothing_of_the_message(linkage, settings, tmp_path):
    """Our certificate was revoked: every message waits until that is mended, none is refused."""
    from sasae.foundation.outbox import line
    from sasae.wire.authority import create_authority, issue

    settings.SASAE_PKI = tmp_path / "other"
    create_authority(settings.SASAE_PKI)
    issue(settings.SASAE_PKI, "subsidy")
    line._line.cache_clear()
    message = send()
    actions.deliver(message.pk)
    assert (now(message).state, linkage.told("CALL")) == (State.WAITING, [])


def test_a_broken_answer_function_leaves_the_message_waiting_and_nothing_behind(linkage):
    message = send(on_answer="tests.foundation.batch_kinds.broken")
    with pytest.raises(ZeroDivisionError):
        actions.deliver(message.pk)
    assert (now(message).state, effects("broken")) == (State.WAITING, [])


def test_a_message_that_lost_its_job_gets_another_and_one_with_a_job_does_not(linkage):
    message = send()
    late = clock.real_now() - timedelta(minutes=2)
    OutboxMessage.objects.filter(pk=message.pk).update(next_try_at=late)
    assert actions.put_back() == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = 'outbox.deliver'")
    assert actions.put_back() == 1
    assert actions.put_back() == 0


def test_the_database_refuses_a_state_that_does_not_fit(linkage):
    message = send()
    for wrong in ({"state": "lost"}, {"state": State.DELIVERED}, {"body": None}, {"settled_at": clock.real_now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OutboxMessage.objects.filter(pk=message.pk).update(**wrong)


def test_nonces_are_good_once_and_forgotten_when_too_old():
    nonces, soon = DatabaseNonces(), clock.real_now() + timedelta(seconds=70)
    assert not nonces.seen("subsidy", "nonce-1", soon)
    assert nonces.seen("subsidy", "nonce-1", soon)
    assert not nonces.seen("intake", "nonce-1", soon)
    assert forget_expired() == 0
    assert not nonces.seen("subsidy", "nonce-2", clock.real_now() - timedelta(seconds=1))
    assert forget_expired() == 1


def test_every_operation_of_the_contracts_can_be_named():
    from sasae.contracts.catalog import OPERATIONS
    from sasae.foundation.outbox.operations import operation_named

    newest = {one.full_name: one for one in sorted(OPERATIONS, key=lambda each: each.version)}
    assert {name: operation_named(name) for name in newest} == newest
    assert operation_named("person_index.people") is person_index.PEOPLE


def test_the_screen_shows_what_was_refused_and_why_but_never_a_body(linkage, signed_in):
    message = send("refuse")
    actions.deliver(message.pk)
    every, one = reverse("outbox:messages"), reverse("outbox:message", args=[message.pk])
    assert signed_in().get(every).status_code == 403
    client = signed_in("outbox.view")
    for page in (client.get(f"{every}?state=refused"), client.get(one)):
        text = page.content.decode()
        assert "照会できない情報です。" in text
        assert "0000000011" not in text
    client.post(f"{one}send-again/")
    assert now(message).state == State.WAITING
    assert "できません" in client.post(f"{one}send-again/", follow=True).content.decode()


def test_requests_are_signed_with_the_new_key_once_it_was_replaced(settings, tmp_path):
    from sasae.foundation.outbox import line

    shutil.copytree(settings.SASAE_PKI, tmp_path / "pki")
    settings.SASAE_PKI = tmp_path / "pki"
    line._line.cache_clear()
    before = line.line()
    renew_signing_key(settings.SASAE_PKI, settings.SASAE_SERVICE)
    after = line.line()
    line._line.cache_clear()
    assert before is not after
    listed = directory(settings.SASAE_PKI)[settings.SASAE_SERVICE]
    assert after.identity.signing_key.public_key().public_bytes_raw() == listed.public_bytes_raw()
