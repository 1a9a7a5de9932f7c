"""Who may connect and ask what, for which body: told from what the listener enforces, never from a list of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from sasae.contracts.catalog import AnyOperation, answered_by
from sasae.intermediary.bodies.models import Body
from sasae.wire.certificates import Issued, RevocationList, issued, may_sign, revocation_list
from sasae.wire.permits import permitted

CALLEE = "intermediary"
CORE = "network_core"


@dataclass(frozen=True)
class Caller:
    """A system that the contracts name: whom it speaks for, what it may ask, and whether it would be let in now."""

    name: str
    speaks_for: str
    operations: list[str]
    left_out: list[str]
    certificate: Issued | None
    state: str


def callers(names: Iterable[str], now: datetime) -> list[Caller]:
    """Each of these systems, as the listener would judge it at this moment."""
    pki = settings.SASAE_PKI
    every, signing = issued(pki), may_sign(pki)
    bodies = dict(Body.objects.values_list("caller", "name"))
    operations = answered_by(CALLEE)
    return [_caller(name, bodies.get(name, ""), operations, every, name in signing, now) for name in names]


def _caller(
    name: str, body: str, operations: list[AnyOperation], every: list[Issued], signs: bool, now: datetime
) -> Caller:
    by_contract = [one for one in operations if name in one.callers]
    let = [one for one in by_contract if permitted(settings.SASAE_PKI, name, one.full_name)]
    own = [one for one in every if one.name == name]
    good = [one for one in own if one.state(now) == "有効"]
    certificate = (good or own or [None])[0]
    state = certificate.state(now) if certificate else "証明書なし"
    if state == "有効" and not signs:
        state = "署名鍵なし"
    speaks_for = "情報提供ネットワークシステム" if name == CORE else f"{body}の連携基盤" if body else "団体の登録なし"
    return Caller(
        name, speaks_for, [_told(one) for one in let], [_told(one) for one in by_contract if one not in let], certificate,
        state,
    )  # fmt: skip


def _told(operation: AnyOperation) -> str:
    return f"{operation.full_name}（第{operation.version}版）"


def who_may_ask() -> list[str]:
    """Every system the contracts name, and the linkage platform of every body on the platform."""
    named = {name for one in answered_by(CALLEE) for name in one.callers}
    return sorted(named | set(Body.objects.kept().values_list("caller", flat=True)))


def history(names: Iterable[str]) -> list[tuple[datetime, str, str]]:
    """When certificates of these systems were issued and revoked, the newest first."""
    wanted = set(names)
    lines = []
    for one in issued(settings.SASAE_PKI):
        if one.name in wanted:
            if one.at is not None:
                lines.append((one.at, one.name, f"証明書 {one.serial[:12]} を発行（{one.until:%Y-%m-%d}まで）"))
            if one.revoked_at is not None:
                lines.append((one.revoked_at, one.name, f"証明書 {one.serial[:12]} を失効"))
    return sorted(lines, reverse=True)


def list_in_force() -> RevocationList:
    """The list of revoked certificates every handshake is held against."""
    return revocation_list(settings.SASAE_PKI)
