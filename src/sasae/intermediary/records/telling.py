"""A person's exchanges in plain Japanese, for the portal and for disclosure. What is 不開示 (番号法23条2項) is not in it."""

from django.utils import timezone

from sasae.contracts import body_gateway
from sasae.contracts.information_network import Masters
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.masters.queries import in_force as masters_in_force
from sasae.intermediary.records.models import ProvisionRecord
from sasae.intermediary.records.queries import in_force
from sasae.kernel.wareki import to_wareki

_END = {
    "answered": "提供されました",
    "nobody": "提供する情報がありませんでした",
    "not_automatic": "提供するかどうかを職員が確認しています",
    "refused": "提供されませんでした",
    "error": "提供は成立しませんでした",
}


def history_of(body: Body, unified_no: str) -> list[body_gateway.ExchangeLine]:
    """Newest first; of each query the outcome that stands. A query that is hidden once is hidden altogether."""
    masters = masters_in_force()
    with acting_for(body.code):
        rows = list(in_force().filter(unified_no=unified_no).order_by("id"))
    hidden = {row.processing_no for row in rows if row.not_disclosed}
    last = {(row.side, row.processing_no): row for row in rows if row.processing_no not in hidden}
    return [_line(row, masters) for row in sorted(last.values(), key=lambda row: row.requested_at, reverse=True)]


def _line(row: ProvisionRecord, masters: Masters | None) -> body_gateway.ExchangeLine:
    names = _names(masters)
    asked = timezone.localdate(row.requested_at)
    who, whom = names.get(row.inquirer, row.inquirer), names.get(row.provider, row.provider)
    what = names.get(row.information, row.information)
    why = f"{names.get(row.affair, row.affair)}（{names.get(row.procedure, row.procedure)}）"
    end = _END.get(row.result, row.result)
    text = f"{to_wareki(asked)}、{who}が{why}のため、{whom}に「{what}」の提供を求め、{end}。"
    return body_gateway.ExchangeLine(
        record_no=str(row.pk), asked_on=asked, text=text, basis=row.basis, items=list(row.items),
        provided_on=timezone.localdate(row.provided_at) if row.provided_at else None,
        corrected=row.corrects is not None,
    )  # fmt: skip


def _names(masters: Masters | None) -> dict[str, str]:
    if masters is None:
        return {}
    every = (*masters.institutions, *masters.affairs, *masters.procedures, *masters.information)
    return {each.code: each.name for each in every}
