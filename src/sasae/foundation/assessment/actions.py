"""Keeping what an assessment found, and the packs that were made of it."""

import base64
import hashlib
import io
import json
import zipfile
from datetime import datetime
from typing import Any

from django.db import transaction

from sasae.foundation.assessment.models import (
    ORDER_MOVES,
    Assessment,
    ClauseState,
    OrderState,
    Pack,
    PackOrder,
    State,
)
from sasae.foundation.history import SYSTEM, Actor, record
from sasae.kernel.findings import Refusal

_TOLD = ("group", "kind", "where", "title", "text", "systems", "state", "why", "evidence", "tests", "code")


@transaction.atomic
def keep(told: dict[str, Any]) -> Assessment:
    """Keep one assessment with all its clauses; the same moment told again is kept once.

    `told` is what `sasae assessment --json` says. Raises KeyError or ValueError when it is of another form.
    """
    at = datetime.fromisoformat(told["at"])
    counts: dict[str, Any] = {state.value: int(told["counts"][state.value]) for state in State}
    kept, new = Assessment.objects.get_or_create(
        at=at, defaults={"counts": counts, "contradictions": list(told["contradictions"])}
    )
    if new:
        ClauseState.objects.bulk_create(
            ClauseState(assessment=kept, position=place, clause=one["id"], **{name: one[name] for name in _TOLD})
            for place, one in enumerate(told["clauses"])
        )
        record(SYSTEM("assessment"), "assessment.kept", str(kept.pk), **counts)
    return kept


MANIFEST, CONTENTS = "manifest.json", "contents.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a ZIP can say: the same files give the same bytes


@transaction.atomic
def keep_pack(told: dict[str, Any]) -> Pack:
    """Keep one pack, as `sasae assessment pack --keep` hands it over; the same one again is kept once.

    Raises KeyError or ValueError when it is of another form, or a file is not as its manifest says.
    """
    files = {str(name): base64.b64decode(content, validate=True) for name, content in told["files"].items()}
    manifest, contents = json.loads(files[MANIFEST]), json.loads(files[CONTENTS])
    listed = {one["name"]: one["sha256"] for one in manifest["files"]}
    if {name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != MANIFEST} != listed:
        raise ValueError("目録と違うファイルがあります")
    packed = _zipped(files)
    sha256 = hashlib.sha256(packed).hexdigest()
    defaults = {
        "against": contents["against"], "changes": list(told["changes"]), "unseen": contents["unseen"],
        "files": manifest["files"], "content": packed, "sha256": sha256,
    }  # fmt: skip
    kept, new = Pack.objects.get_or_create(at=datetime.fromisoformat(manifest["made_at"]), defaults=defaults)
    if new:
        record(SYSTEM("assessment"), "assessment.packed", str(kept.pk), changes=len(kept.changes), sha256=sha256)
    return kept


def _zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), files[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def take_pack(number: int, *, by: Actor) -> Pack:
    """The pack to be handed out; who took it is written down."""
    kept = Pack.objects.get(pk=number)
    record(by, "assessment.pack_taken", str(kept.pk), sha256=kept.sha256)
    return kept


class CannotOrder(Refusal):
    """The pack is not asked for; the text says why, in Japanese."""


@transaction.atomic
def order_pack(against: int | None, *, by: Actor, at: datetime) -> PackOrder:
    """Ask for a pack, compared with an earlier one or with the document itself. Raises CannotOrder while one is waited for."""
    if PackOrder.objects.filter(state=OrderState.WAITING).exists():
        raise CannotOrder("一式を作成しているところです。できるまで待ってください。", id="AS-101")
    before = Pack.objects.only("pk", "at").get(pk=against) if against else None
    made = PackOrder.objects.create(against=before, asked_by=by.id, asked_at=at)
    record(by, "assessment.ordered", str(made.pk), against=str(before or "評価書"))
    return made


@transaction.atomic
def order_made(number: int, pack: Pack, *, at: datetime) -> None:
    """The pack that was asked for has been handed in."""
    _settled(number, OrderState.MADE, at, pack=pack)
    record(SYSTEM("assessment"), "assessment.order_made", str(number), pack=str(pack.pk))


@transaction.atomic
def order_failed(number: int, problem: str, *, at: datetime) -> None:
    """The pack could not be made, and why."""
    _settled(number, OrderState.FAILED, at, problem=problem[:300])
    record(SYSTEM("assessment"), "assessment.order_failed", str(number), reason=problem[:200])


def _settled(number: int, state: OrderState, at: datetime, **found: Any) -> None:
    one = PackOrder.objects.select_for_update().get(pk=number)
    if state not in ORDER_MOVES[OrderState(one.state)]:
        raise ValueError(f"求め {number} は「{one.get_state_display()}」です")
    PackOrder.objects.filter(pk=number).update(state=state, settled_at=at, **found)
