"""Deciding a sign; saying where terminals and addresses are."""

from datetime import datetime
from ipaddress import ip_network

from django.db import transaction

from sasae.foundation.accounts.actions import close_user
from sasae.foundation.accounts.models import User
from sasae.foundation.history import Actor, record
from sasae.foundation.incidents import actions as incidents
from sasae.foundation.incidents.actions import persons
from sasae.foundation.incidents.models import Kind as IncidentKind
from sasae.foundation.places.models import Site
from sasae.foundation.shared_use.models import SIGN_MOVES, Placing, Sign, SignState
from sasae.foundation.two_persons import Pair
from sasae.kernel.clock import TOKYO
from sasae.kernel.findings import Refusal, one_line
from sasae.kernel.wareki import to_wareki

DECIDED_BY_ANOTHER = Pair("shared_use.decide", thing="使い回しの兆し", first="利用", second="判断")


class CannotDecide(Refusal):
    """The step is not taken; the text says why, in Japanese."""


@transaction.atomic
def decide(pk: int, verdict: str, words: str, *, by: Actor, at: datetime) -> Sign:
    """What the ID manager found. Misuse ends the ID at once and becomes an incident of its own; another takes it up."""
    one = Sign.objects.select_for_update().get(pk=pk)
    own = CannotDecide("自分のIDの兆しは判断できません。別のID管理者が判断します。", id="SU-101")
    DECIDED_BY_ANOTHER.by_another_than(one.login_id, by, about=str(pk), refusal=own)
    state = SignState(verdict)
    if state not in SIGN_MOVES[SignState(one.state)]:
        raise CannotDecide(f"この兆しは「{one.get_state_display()}」です。画面を開き直してください。", id="SU-102")
    said = one_line(words, CannotDecide, missing="確かめた内容と、判断の理由を入れてください。", at="words", most=300)
    if state == SignState.MISUSE:
        one.incident = _misused(one, said, by=by, at=at)
    one.state, one.words, one.decided_by, one.decided_at = state, said, by.id, at
    one.save()
    told = {"kind": one.get_kind_display(), "day": to_wareki(one.day), "verdict": state.label, "reason": said}
    record(by, "shared_use.decided", one.login_id, **told, incident=one.incident)
    return one


def _misused(one: Sign, words: str, *, by: Actor, at: datetime) -> str:
    """The number of the incident, with whom it concerns out of that day's journal."""
    user = User.objects.select_for_update().get(login_id=one.login_id)
    if user.is_active:
        close_user(user, by=by, reason=f"IDの使い回し（{to_wareki(one.day)}）")
    said = f"利用者ID {one.login_id} の使い回し（{to_wareki(one.day)}、{one.get_kind_display()}）：{words}"
    known = min(one.day, at.astimezone(TOKYO).date())
    made = incidents.report(IncidentKind.BREACH, said[:500], known, by=by, office=user.office, at=at)
    persons.draw_at_once(made, persons.Wanted(one.day, one.day, actor=one.login_id), by=by, at=at)
    return made.number


@transaction.atomic
def place(pattern: str, site: Site, *, single: bool, by: Actor, at: datetime) -> Placing:
    """Say where these addresses, or terminals whose numbers begin so, are. Raises CannotDecide."""
    said = one_line(pattern, CannotDecide, missing="アドレスの範囲か、端末番号の始まりを入れてください。", at="pattern", most=43)
    network = "/" in said
    if network:
        try:
            said = str(ip_network(said, strict=False))
        except ValueError:
            raise CannotDecide("アドレスの範囲は、10.1.2.0/24 のように入れてください。", id="SU-103", at="pattern") from None
    if Placing.objects.filter(pattern=said, ended_at=None).exists():
        raise CannotDecide("この範囲は、もう登録しています。", id="SU-104", at="pattern")
    made = Placing.objects.create(
        pattern=said, network=network, single=single or not network, site=site, registered_by=by.id, registered_at=at
    )
    record(by, "shared_use.placed", said, site=site.name, single="一台ずつ" if made.single else "何台かで一つ")
    return made


@transaction.atomic
def end_placing(pk: int, *, by: Actor, at: datetime) -> None:
    """It is there no longer. Raises CannotDecide."""
    one = Placing.objects.select_for_update().get(pk=pk)
    if one.ended_at:
        raise CannotDecide("この範囲は、もう外してあります。", id="SU-105")
    one.ended_by, one.ended_at = by.id, at
    one.save()
    record(by, "shared_use.placing_ended", one.pattern)
