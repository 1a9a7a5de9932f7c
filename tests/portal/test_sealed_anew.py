"""What lies in the portal sealed to a key that was replaced: sealed again where it may change, told and left where it may not."""

import base64
import hashlib
import io
import os
import shutil
import signal
import zipfile
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.db import connection, connections

from sasae.deployment.rotation import addressed, lacking
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.portal.inbox import actions
from sasae.portal.inbox.models import Letter
from sasae.portal.inbox.queries import opened
from sasae.portal.looks.models import Question
from sasae.portal.submissions.models import DraftAttachment, SealedMember, Submission
from sasae.wire import sealing
from tests.portal.letters import INTAKE, WORDS, bring, letter, read
from tests.portal.residents import Resident
from tests.portal.test_attachments import attach, photo
from tests.portal.test_looks import ask

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "journal"]), pytest.mark.owner]
STAYS = {"portal_submissions_submission.archive": 1, "portal_looks_question.content": 1}


@pytest.fixture
def pki(tmp_path: Path, settings: Any) -> Path:
    """Keys of this test's own."""
    settings.SASAE_PKI = shutil.copytree(settings.SASAE_PKI, tmp_path / "pki")
    return Path(settings.SASAE_PKI)


def sent() -> Submission:
    return Submission.objects.get(state="sent")


@pytest.fixture
def reply(pki: Path, hanako: Resident) -> Any:
    """One application sent, an answer, a question, a letter that came, and another application that waits for its signature."""
    number = hanako.apply()
    bring(letter(number))
    ask(hanako)
    hanako.begin()
    attach(hanako, photo())
    hanako.fill_all().review()
    return actions.answer(sent(), "届け出のとおりです。", [], by=INTAKE, now=clock.now())


def test_all_is_sealed_again_after_a_kill_too_and_nothing_that_others_hold_the_hash_of_changes(pki: Path, reply: Any) -> None:
    submission, question = sent(), Question.objects.get()
    for system in ("intake", "portal"):
        sealing.renew(pki, system)
    (resting,) = addressed.resting("intake").values()
    moves = {
        "portal_submissions_draftattachment.sealed": DraftAttachment.objects.count(),
        "portal_submissions_sealedmember.sealed": SealedMember.objects.count(), "portal_inbox_reply.sealed": 1,
    }  # fmt: skip
    assert min(moves.values()) > 0
    assert resting == {**moves, **STAYS}
    assert addressed.resting("portal") == {"0": {"portal_inbox_letter.sealed": 1}}

    connections.close_all()  # the child takes none of them along
    child = os.fork()
    if not child:
        _until_killed()
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    (left,) = addressed.resting("intake").values()
    assert sum(STAYS.values()) < sum(left.values()) < sum(resting.values())

    assert addressed.seal_anew("intake") == sum(left.values()) - sum(STAYS.values())
    assert addressed.resting("intake") == {"0": STAYS}
    assert set(STAYS) <= set(addressed.reasons())
    assert (addressed.seal_anew("portal"), addressed.resting("portal"), addressed.seal_anew("portal")) == (1, {"0": {}}, 0)
    assert HistoryEntry.objects.filter(event="keys.sealed_anew").count() == 2  # and one of the killed, which was not kept

    (old,) = sealing.before(pki, "intake")
    assert lacking.findings() == []
    for system in ("intake", "portal"):
        sealing.forget(pki, system, sealing.before(pki, system))
    assert {(one.id, one.at) for one in lacking.findings()} == {("KY-104", place) for place in STAYS}  # had they gone too early
    paper = DraftAttachment.objects.get()
    assert hashlib.sha256(sealing.unseal(pki, "intake", bytes(paper.sealed))).hexdigest() == paper.sha256
    reply.refresh_from_db()
    assert read(reply).text == "届け出のとおりです。"
    assert opened(Letter.objects.get()).text == WORDS
    after = sent()
    assert hashlib.sha256(bytes(after.archive or b"")).hexdigest() == submission.archive_sha256
    assert Question.objects.get().content == question.content
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal_text(pki, "intake", question.content)
    assert sealing.opens([old], b"".join(addressed.sealed_in(question.content.encode(), [])))


def _until_killed() -> None:
    """In a process of its own: the second value is written and not yet kept when it dies."""
    written = 0

    def note(execute: Any, statement: Any, values: Any, many: bool, context: Any) -> Any:
        nonlocal written
        done = execute(statement, values, many, context)
        written += str(statement).startswith("UPDATE")
        if written == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    try:
        with connection.execute_wrapper(note):
            addressed.seal_anew("intake")
    finally:
        os._exit(1)


def test_sealed_values_are_found_wherever_they_lie() -> None:
    """In a text, in an archive in a text, and in a file that was sealed as a whole, which only its key lets look into."""
    key = pyrage.x25519.Identity.generate()
    inner = pyrage.encrypt(b"x", [key.to_public()])
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("form.json.age", inner)
        written.writestr("open.txt", "age")
    whole = pyrage.encrypt(archive.getvalue(), [key.to_public()])
    texts = [base64.b64encode(content).decode() for content in (inner, archive.getvalue(), whole)]
    found = [list(addressed.sealed_in(f'{{"a": "{text}"}}'.encode(), [str(key)])) for text in texts]
    assert found == [[inner], [inner], [whole, inner]]
    assert list(addressed.sealed_in(f'{{"a": "{texts[2]}"}}'.encode(), [])) == [whole]
    assert list(addressed.sealed_in(b'{"a": "YWdl"}', [])) == []
