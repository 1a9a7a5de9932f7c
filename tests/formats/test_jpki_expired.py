"""A certificate that expired between sending and checking is judged as of the moment somebody else received the application."""

from datetime import timedelta

import pytest

from sasae.formats import jpki
from tests.formats.jpki_world import NOW, PAYLOAD, crl, der, holder, root
from tests.formats.test_jpki import DIGEST, ids


@pytest.mark.parametrize(
    ("received", "revoked", "found"),
    [
        (timedelta(0), None, ["J-209"]),
        (timedelta(seconds=1), None, ["J-204"]),
        (timedelta(0), timedelta(hours=-1), ["J-209", "J-301"]),
    ],
    ids=["received in its last second", "received a second late", "revoked before it was received"],
)
def test_a_certificate_that_expired_after_the_application_was_received_is_judged_as_of_then(received, revoked, found):
    who = holder(end=NOW)
    at = NOW + timedelta(days=3)
    lines = [(who.certificate.serial_number, NOW + revoked, "affiliationChanged")] if revoked else []
    result = jpki.verify_application(
        PAYLOAD, who.sign(DIGEST), anchors=[der(root("signing"))], at=at, crls=[crl(revoked=lines, at=at)],
        received_at=NOW + received,
    )  # fmt: skip
    assert (ids(result), result.ok) == (found, found == ["J-209"])
