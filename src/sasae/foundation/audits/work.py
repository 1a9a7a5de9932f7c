"""The menu's entry and what waits on the home page, for services that let their auditors draw samples."""

from django.db.models import QuerySet
from django.http import HttpRequest

from sasae.foundation.audits.kinds import organisation
from sasae.foundation.audits.models import Drawn, Result
from sasae.foundation.screens.navigation import Entry, Work


def _open(request: HttpRequest) -> QuerySet[Drawn]:
    """Drawn and not looked at yet, on the samples of the auditor's own organisation."""
    of = organisation(request.gate.user)  # type: ignore[attr-defined]
    return Drawn.objects.filter(result=Result.OPEN, sample__organisation=of)


def audit_entry(what: str) -> Entry:
    """The menu's entry; `what` there is to draw."""
    return Entry("内部監査", "audits:samples", "audits.audit", f"{what}の標本の抽出と確認")


AUDIT_WORK = Work("確かめていない監査の標本", "audits:samples", "audits.audit", _open, quiet=True)
