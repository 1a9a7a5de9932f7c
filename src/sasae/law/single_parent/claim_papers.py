"""償還払い: why the certificate was not used, treatment devices, and the papers a claim needs."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sasae.kernel.dated import Dated, load_dated
from sasae.law.decision import Fact, Ground
from sasae.law.single_parent.claim_case import ClaimCase
from sasae.law.single_parent.texts import CLAIM_RULES

DEVICE = "8"  # 治療用装具 in the codes of 点数表
ASKED, NOT_SENT = "asked", "not_sent"


class Codes(NamedTuple):
    """Codes of a claim with their names, and the papers with theirs. `in_hospital`: kinds there are inpatients of.

    `part` sets a further bill of the same provider, month, kind and setting apart; `part_old` are kept from older texts.
    """

    reason: Mapping[str, str]
    kind: Mapping[str, str]
    in_hospital: Sequence[str]
    part: Mapping[str, str]
    part_old: Sequence[str]
    documents: Mapping[str, str]


def _codes(value: Any) -> Codes:
    return Codes(**value)


CODES: Dated[Codes] = load_dated(__package__ or "", "claim_codes.yaml", _codes)


def claim_reason(claim: ClaimCase) -> Ground | None:
    """償還払いの事由. None for claims of a time when it was not asked."""
    if not claim.reason:
        return None
    name = CODES.on(claim.month.first).reason.get(claim.reason)
    facts = (Fact("償還払いの事由", name, "請求書", None),)
    return Ground(CLAIM_RULES["claim.reason"], claim.id, None if name is None else True, facts)


def claim_device(claim: ClaimCase) -> Ground | None:
    """治療用装具は保険者の決定が先. Held until the insurer's decision was seen."""
    if claim.kind != DEVICE:
        return None
    facts = (Fact("保険者の療養費の決定", claim.device_decided, "療養費支給決定通知書", None),)
    return Ground(CLAIM_RULES["claim.device"], claim.id, True if claim.device_decided else None, facts)


def claim_papers(claim: ClaimCase) -> Ground | None:
    """書類. Held while they are asked for; not met once staff closed the matter because they were not sent."""
    if not claim.papers:
        return None
    sent = claim.papers != NOT_SENT
    facts = (Fact("書類", "提出を待っている" if sent else "期限までに提出がない", "提出依頼", None),)
    return Ground(CLAIM_RULES["claim.papers"], claim.id, None if sent else False, facts)


def documents_for(claim_kind: str, codes: Codes) -> list[str]:
    """Which papers a claim of this kind may be asked for, in their order."""
    return [name for name in codes.documents if claim_kind == DEVICE or not name.startswith("device_")]
