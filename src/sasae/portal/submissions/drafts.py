"""Drafts: kept encrypted while a resident fills in, found again by the resident alone."""

import json
from typing import Any

from django.http import Http404

from sasae.foundation import sealing
from sasae.portal.signatures.models import Resident
from sasae.portal.submissions.models import Draft

CONTEXT = "portal_submissions_draft"
EMPTY: dict[str, Any] = {}


def new_draft(resident: Resident, procedure: str) -> Draft:
    """The resident's open draft of a procedure, or a fresh one: coming back goes on where one stopped."""
    known = Draft.objects.filter(resident=resident, procedure=procedure, corrects=None).order_by("-changed_at").first()
    if known is not None:
        return known
    draft = Draft(resident=resident, procedure=procedure)
    return save(draft, EMPTY)


def read(draft: Draft) -> dict[str, Any]:
    """What was filled in so far."""
    data: dict[str, Any] = json.loads(sealing.decrypt(bytes(draft.data_cipher)))
    return data


def save(draft: Draft, data: dict[str, Any]) -> Draft:
    """Keep what was filled in."""
    draft.data_cipher = sealing.encrypt(json.dumps(data, ensure_ascii=False, default=str).encode())
    draft.save()
    return draft


def of_resident(resident: Resident | None, draft_id: Any) -> Draft:
    """A draft, if it is the resident's own; otherwise it does not exist for them."""
    draft = Draft.objects.filter(id=draft_id, resident=resident).first() if resident else None
    if draft is None:
        raise Http404
    return draft
