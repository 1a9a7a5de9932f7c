"""Starting a run, taking a page of it, ending it. A page, its versions and its message to the intermediary are one commit."""

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction
from django.db.models.functions import Now

from sasae.foundation.history import Actor, record, refuse
from sasae.kernel.findings import Refusal, one_line
from sasae.linkage.people.models import RegisteredPerson
from sasae.linkage.provisions.actions.sending import ACTOR, send_end, settle, withdrawal_of
from sasae.linkage.provisions.actions.versions import Versions
from sasae.linkage.provisions.gathering import Page, Told
from sasae.linkage.provisions.models import ALLOWED_MOVES, ProvidedCopy, ProvisionRun, RunKind, RunState
from sasae.linkage.provisions.sources import name_of, provided, withheld


class CannotProvide(Refusal):
    """The step is not taken; the text says why, in Japanese."""


@transaction.atomic
def start(information: str, kind: str, *, on: date, by: Actor) -> ProvisionRun:
    """Begin a run. Raises CannotProvide: what nobody outside gets is refused, and the attempt is recorded (TRF-5)."""
    _may_be_provided(information, by)
    if ProvisionRun.objects.filter(information=information, state__in=[RunState.GATHERING, RunState.SENDING]).exists():
        raise CannotProvide(f"{name_of(information)}の提供は、すでに進んでいます。")
    last = ProvisionRun.objects.filter(information=information, state=RunState.DONE).order_by("-pk").first()
    if kind == RunKind.DIFFERENCE and (last is None or provided()[information].by == "index"):
        raise CannotProvide("差分は、全件を一度提供した後に、業務システムが異動を知らせる情報でだけ行えます。")
    run = ProvisionRun.objects.create(
        number=_next_number(on), information=information, kind=kind, started_by=by.id,
        cursor=last.cursor if kind == RunKind.DIFFERENCE and last else 0,
        year=on.year - 1 if provided()[information].by == "index" else None,
    )  # fmt: skip
    record(by, "provision.started", run.number, information=name_of(information), kind=run.get_kind_display())
    return run


def _may_be_provided(information: str, by: Actor) -> None:
    if information in provided():
        return
    known = withheld().get(information)
    why = known.why if known else "提供する情報として登録されていません。"
    refuse(by, "provision.refused", name_of(information), why, information=information)
    raise CannotProvide(f"{name_of(information)}は副本として登録できません。{why}", id="L-501")


@transaction.atomic
def take_page(run_id: int, after: int, page: Page, *, on: date) -> bool:
    """Keep what is new of a page and send it on. Returns whether there is more. A page that was taken before changes
    nothing: the run's row is locked and its cursor compared."""
    run = ProvisionRun.objects.select_for_update().get(pk=run_id)
    if run.state != RunState.GATHERING:
        return False
    if run.cursor != after:
        return True
    take_told(run, page.atena_nos, page.told, on=on)
    run.cursor, run.trouble = page.cursor, ""
    if not page.more:
        _gathered(run, on)
    run.save()
    settle(run)
    return page.more


def take_told(run: ProvisionRun, atena_nos: Sequence[str], told: Sequence[Told], *, on: date) -> None:
    """Compare what is told of these persons with what was sent; new versions of what differs go into a batch."""
    versions = Versions(run, atena_nos, on)
    versions.take(told)
    run.told += len(told)
    run.changed += len(versions.changed)
    run.withdrawn += versions.withdrawn
    run.without_number += versions.without_number
    versions.send()


def _gathered(run: ProvisionRun, on: date) -> None:
    """Everybody was asked about. In a full run, what nobody told of any more is withdrawn."""
    if run.kind == RunKind.FULL:
        gone = ProvidedCopy.objects.filter(information=run.information, withdrawn=False).exclude(seen_run=run.pk)
        if run.year is not None:
            gone = gone.filter(record_id__regex=rf"^[0-9]+-{run.year}(-|$)")
        count = withdrawal_of(run, gone, on)
        run.changed, run.withdrawn = run.changed + count, run.withdrawn + count
    send_end(run)
    _move(run, RunState.SENDING)
    record(ACTOR, "provision.gathered", run.number, told=run.told, changed=run.changed, withdrawn=run.withdrawn)


def protection_changed(run: ProvisionRun, on: date) -> list[str]:
    """Persons whose copies do not say what their protection is today: it is not told by the office's feed."""
    protected = RegisteredPerson.objects.filter(protected_until__gte=on).values("atena_no")
    rows = ProvidedCopy.objects.filter(information=run.information, withdrawn=False)
    wrong = rows.filter(atena_no__in=protected, not_disclosed=False) | rows.exclude(atena_no__in=protected).filter(
        not_disclosed=True
    )
    return sorted(set(wrong.values_list("atena_no", flat=True)))


@transaction.atomic
def take_protections(run_id: int, atena_nos: Sequence[str], told: Sequence[Told], *, on: date) -> None:
    """New versions of the copies of persons whose protection has changed."""
    run = ProvisionRun.objects.select_for_update().get(pk=run_id)
    if run.state == RunState.GATHERING:
        take_told(run, atena_nos, told, on=on)
        run.save()


@transaction.atomic
def cancel(run_id: int, *, why: str, by: Actor) -> None:
    """Ask no further; what was sent stays. Raises CannotProvide."""
    run = ProvisionRun.objects.select_for_update().get(pk=run_id)
    why = one_line(why, CannotProvide, missing="取りやめる理由を入れてください。")
    if run.state != RunState.GATHERING:
        raise CannotProvide(f"この処理は「{run.get_state_display()}」のため、取りやめられません。")
    _move(run, RunState.CANCELLED)
    ProvisionRun.objects.filter(pk=run_id).update(state=run.state, ended_at=Now())
    record(by, "provision.cancelled", run.number, why=why)


def note_trouble(run_id: int, trouble: str) -> None:
    """A page could not be had; staff see why until the next one can."""
    ProvisionRun.objects.filter(pk=run_id).update(trouble=trouble[:200])


def _move(run: ProvisionRun, state: RunState) -> None:
    if state not in ALLOWED_MOVES[RunState(run.state)]:
        raise CannotProvide(f"この処理は「{run.get_state_display()}」です。")
    run.state = state


def _next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('linkage_provision_no')")
        return f"FK{on:%Y%m%d}{cursor.fetchone()[0]:06d}"
