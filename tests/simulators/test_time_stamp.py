"""The stand-in for a stamping authority answers over HTTP, and refuses what is no question."""

from hashlib import sha256

import pytest

from sasae.formats import time_stamp

pytestmark = [pytest.mark.django_db, pytest.mark.urls("sasae.simulators.urls_public")]


def test_a_stamp_is_given_and_holds_by_the_published_root(client) -> None:
    digest = sha256(b"statement").digest()
    question, nonce = time_stamp.question(digest)
    answer = client.post("/time-stamp", question, content_type="application/timestamp-query")
    root = client.get("/ca/stamping.cer").content
    assert time_stamp.read(time_stamp.token_of(answer.content), digest, [root], nonce).until.year == 2045


def test_what_is_no_question_is_refused(client) -> None:
    assert client.post("/time-stamp", b"junk", content_type="application/timestamp-query").status_code == 400
