"""Pulling what residents wrote from the portal, every ten seconds. What cannot be checked now waits there."""

import logging

from django.db import transaction
from procrastinate.contrib.django import app

from sasae.contracts import portal_letters as contract
from sasae.contracts.portal_letters import ReplyKind
from sasae.foundation.history import BATCH
from sasae.foundation.partners import ask
from sasae.foundation.patience import each_alone, patiently
from sasae.intake.downloads.revocation import CannotCheckNow
from sasae.intake.examination.actions import take_withdrawal
from sasae.intake.examination.casework import replace_announced
from sasae.intake.letters import actions, queries
from sasae.intake.letters.checking import check
from sasae.intake.letters.models import Reply
from sasae.kernel import clock

BY = BATCH("letters", "申請者の返事の取得")
log = logging.getLogger(__name__)


def take_all() -> int:
    """Take every reply that waits at the portal. One that cannot be taken keeps no other waiting."""
    with patiently("申請者の返事の一覧"):
        entries = ask(contract.LIST, contract.ListRequest(limit=500)).entries
        takable = queries.takable(entry.receipt_number for entry in entries)
        mine = [one for one in entries if one.receipt_number in takable]
        return sum(each_alone(mine, lambda one: _take(one), lambda one: f"申請 {one.receipt_number} の返事の取得"))
    return 0


def _take(entry: contract.Entry) -> bool:
    if not Reply.objects.filter(reply_id=entry.id).exists():
        try:
            _keep(entry)
        except CannotCheckNow as reason:
            log.warning("申請 %s の返事は待ちます: %s", entry.receipt_number, reason)
            return False
    ask(contract.TAKEN, contract.FetchRequest(id=entry.id), idempotency_key=f"reply-taken-{entry.id}")
    return True


def _keep(entry: contract.Entry) -> None:
    fetched = ask(contract.FETCH, contract.FetchRequest(id=entry.id))
    told = check(fetched, at=clock.now())
    with transaction.atomic():
        reply = actions.keep(entry, told, by=BY, at=clock.now())
        if reply is not None and entry.kind == ReplyKind.WITHDRAWAL:
            take_withdrawal(reply, told, by=BY, at=clock.now())
        if reply is not None and entry.kind == ReplyKind.NEW_VERSION:
            replace_announced(reply, by=BY, at=clock.now())


@app.periodic(cron="* * * * * */10")
@app.task(name="intake.letters", queueing_lock="intake.letters", lock="intake.letters")
def letters(timestamp: int) -> None:
    """Replies appear on the clerks' list within seconds."""
    take_all()
