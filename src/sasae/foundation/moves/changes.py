"""What a file of moves changes, worked out for all its lines at once: who gains and who loses which rights, who ends, whose
rights nobody may hold together, who is signed in. The same work tells it beforehand and does it on the day.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import combinations

from django.contrib.sessions.models import Session
from django.db.models import CharField, Func, Q

from sasae.foundation.accounts.models import Grant, User
from sasae.foundation.accounts.rights import for_contractors, name_of, rights, rivals
from sasae.foundation.moves.models import Move, MoveFile
from sasae.kernel.findings import Finding, error
from sasae.kernel.wareki import to_wareki


@dataclass(frozen=True)
class Change:
    """What one line changes on its day."""

    move: Move
    user: User
    given: list[str] = field(default_factory=list)  # rights to be given
    taken: list[Grant] = field(default_factory=list)  # grants to be taken back
    faults: list[Finding] = field(default_factory=list)
    signed_in: bool = False

    @property
    def gained(self) -> str:
        """The rights that come, in words."""
        scope = f"（手続き {self.move.procedure}）" if self.move.procedure else ""
        return "、".join(sorted(name_of(right) + scope for right in self.given))

    @property
    def lost(self) -> str:
        """The rights that go, in words."""
        return "、".join(sorted(_words(grant) for grant in self.taken))


def _words(grant: Grant) -> str:
    reach = [f"区 {grant.ward}"] * bool(grant.ward) + [f"手続き {grant.procedure}"] * bool(grant.procedure)
    if grant.until is not None:
        reach.append(f"{to_wareki(grant.until)}まで")
    return name_of(grant.right) + (f"（{'・'.join(reach)}）" if reach else "")


def changes_of(file: MoveFile, now: datetime, *, lock: bool = False) -> list[Change]:
    """Every line with what it changes, in the order of the file: three questions, whatever its length."""
    moves = list(file.moves.order_by("line"))
    users = User.objects.filter(pk__in=[move.user_id for move in moves]).order_by("pk")
    by_pk = {user.pk: user for user in (users.select_for_update() if lock else users)}
    held: dict[int, list[Grant]] = {pk: [] for pk in by_pk}
    grants = Grant.objects.filter(user__in=by_pk, revoked_at=None)
    for grant in grants.filter(Q(until=None) | Q(until__gte=file.effective_on)).order_by("pk"):
        held[grant.user_id].append(grant)
    inside = signed_in(by_pk.values(), now)
    return [_change(move, by_pk[move.user_id], held[move.user_id], file.effective_on, inside) for move in moves]


def _change(move: Move, user: User, held: list[Grant], on: date, inside: set[int]) -> Change:
    """The person holds afterwards what the line names, for all wards within the user's own, and nothing else."""
    taken, kept = [], set[str]()
    for grant in held:
        wanted = grant.right in move.rights and grant.right not in kept
        plain = (grant.ward, grant.procedure, grant.until, grant.expires_at) == ("", move.procedure, None, None)
        if wanted and plain and grant.since <= on:
            kept.add(grant.right)
        else:
            taken.append(grant)
    given = [right for right in move.rights if right not in kept]
    faults = [] if move.ends else why_not(f"{move.line}行目 権限", user, move.rights)
    if not user.usable(on):
        faults.insert(
            0, error("MV-010", f"{move.line}行目 利用者ID", "IDが発令日に失効しています。行を除いてください。")
        )
    return Change(move, user, given, taken, faults, user.pk in inside)


def why_not(at: str, user: User, wanted: Iterable[str]) -> list[Finding]:
    """Why the person may not hold all of these: one that is gone, one not for contractors, two that exclude each other."""
    codes = list(wanted)
    found = [
        error("MV-014", at, f"「{one}」という権限はありません。直してください。")
        for one in codes
        if one not in rights()
    ]
    if user.contractor:
        found += [
            error("MV-017", at, f"「{name_of(one)}」は、委託先の従業員には付与できません。除いてください。")
            for one in codes if not for_contractors(one)
        ]  # fmt: skip
    return found + [
        error("MV-016", at, f"「{name_of(one)}」と「{name_of(two)}」は一人で併せ持てません。どちらかを除いてください。")
        for one, two in combinations(codes, 2) if two in rivals(one)
    ]  # fmt: skip


class _Mark(Func):
    """What a user's row keeps of a session's key (`session_mark`)."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = CharField()


def signed_in(users: Iterable[User], now: datetime) -> set[int]:
    """Those of them whose one session is open."""
    marks = {user.session_mark: user.pk for user in users if user.session_mark}
    live = Session.objects.filter(expire_date__gt=now).annotate(mark=_Mark("session_key")).filter(mark__in=list(marks))
    return {marks[mark] for mark in live.values_list("mark", flat=True)}


def mark_of(changes: Iterable[Change]) -> str:
    """Tells two previews apart. Who happens to be signed in is no part of it."""
    listed = [
        [one.move.pk, one.user.office, one.user.is_active, sorted(one.given), sorted(each.pk for each in one.taken),
         [each.id for each in one.faults]]
        for one in changes
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(listed, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Counts:
    """How many people a file touches, and how."""

    gaining: int
    losing: int
    ending: int
    signed_in: int
    faulty: int


def counted(changes: Iterable[Change]) -> Counts:
    """The counts of the preview."""
    every = list(changes)
    return Counts(
        gaining=sum(bool(one.given) for one in every), losing=sum(bool(one.taken) for one in every),
        ending=sum(one.move.ends for one in every), faulty=sum(bool(one.faults) for one in every),
        signed_in=sum(one.signed_in and (bool(one.taken) or one.move.ends) for one in every),
    )  # fmt: skip
