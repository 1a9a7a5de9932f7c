"""What those who check certificates need, published as files: the void ones, the public keys, a page that uses both."""

import hashlib
import os
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from sasae.formats.certificate_code import Revocations, write_list, write_page
from sasae.formats.certificate_code.revocations import Void
from sasae.foundation.history import Actor, record
from sasae.subsidy.certificates.models import Certificate, State
from sasae.subsidy.certificates.office import DEADLINES
from sasae.subsidy.certificates.signing import signing_keys

KEYS, REVOCATIONS, PAGE = "certificate-keys.json", "certificate-revocations.json", "certificate-check.html"


def publish_revocations(*, by: Actor, at: datetime) -> Path:
    """Write keys, list and the page that checks by both, each in one step: a reader sees the old one or the new one.

    Of a void certificate serial, why and since when; no names.
    What is past its printed last day is left out: the code itself says so.
    """
    on = at.date()
    rows = Certificate.objects.exclude(state=State.VALID).filter(valid_to__gte=on, voided_on__isnull=False)
    void = {number: Void(state, since) for number, state, since in rows.values_list("number", "state", "voided_on")}
    fresh_until = at + timedelta(hours=DEADLINES.on(on)["revocations_fresh_hours"])
    keys = signing_keys()
    content = write_list(Revocations(at, fresh_until, void), keys)
    folder = Path(settings.SASAE_HOME) / "published"
    folder.mkdir(exist_ok=True)
    _replace(folder / KEYS, keys.public.published())
    path = _replace(folder / REVOCATIONS, content)
    _replace(folder / PAGE, write_page(keys.public.published(), content))
    digest = hashlib.sha256(content).hexdigest()
    told = {"certificates": len(void), "sha256": digest, "key": keys.current}
    record(by, "certificates.revocations_published", on.isoformat(), **told)
    return path


def _replace(path: Path, content: bytes) -> Path:
    draft = path.with_suffix(".new")
    draft.write_bytes(content)
    os.replace(draft, path)
    return path
