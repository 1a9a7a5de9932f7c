"""The part of the intermediary's door where a body asks what is held about one of its persons, for that person's eyes."""

from datetime import date, datetime, time

from ninja import NinjaAPI

from sasae.contracts import evidence
from sasae.contracts.evidence import Act, Entry, Evidence, Line, Row, Section, Want
from sasae.foundation.contract_api import Caller, answers
from sasae.foundation.evidence.references import stamp
from sasae.foundation.evidence.rules import office_of
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.callers import body_of_caller
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.bodies.operators import person
from sasae.intermediary.copies.models import Copy
from sasae.intermediary.inquiries.models import State
from sasae.intermediary.masters.queries import in_force as masters_in_force
from sasae.intermediary.protections.queries import hides_record, holding_each
from sasae.intermediary.records.models import ProvisionRecord
from sasae.intermediary.records.queries import in_force
from sasae.kernel import clock
from sasae.kernel.clock import TOKYO
from sasae.kernel.wareki import to_wareki
from sasae.reference.exchanged_items import in_words

ELSEWHERE = "ほかの機関［支援措置の期間中のため名称は不開示］"


def add_to(api: NinjaAPI) -> None:
    """The operation of this part, at the one door."""
    answers(api, evidence.OF_BODY, purpose="本人への開示")(evidence_of_body)


def evidence_of_body(caller: Caller, message: evidence.BodyQuestion) -> Evidence:
    """The exchanges that may be disclosed (番号法23条2項): as lines, what was passed on; for the file, the copies as well."""
    body = body_of_caller(caller, only_reads=True)
    caller.shown([person(body, message.unified_no)])
    rows, names = _records(body, message.unified_no, clock.today()), _names()
    if message.hidden:  # who else knows the person tells where the person is
        names |= dict.fromkeys({code for row in rows for code in (row.inquirer, row.provider)} - {body.code}, ELSEWHERE)
    if message.want is Want.FILE:
        copies = _copies(body, message.unified_no)
        held = [_copy(row, names) for row in copies]
        exchanged = [_exchange(row, names) for row in rows]
        return Evidence(
            sections=[
                Section(system="intermediary", title="ほかの機関に答えるための副本", entries=held),
                Section(system="intermediary", title="情報提供等の記録", entries=exchanged),
            ]
        )
    since = datetime.combine(message.since, time(), TOKYO)
    recent = [row for row in rows if row.requested_at >= since and row.result == State.ANSWERED]
    lines = [_line(row, names) for row in recent[: message.limit]]
    return Evidence(lines=lines, more=len(recent) > message.limit)


def _records(body: Body, unified_no: str, on: date) -> list[ProvisionRecord]:
    """Newest first, one a query and side; a query that is hidden once is hidden altogether, and all while a flag says so."""
    with acting_for(body.code):
        rows = list(in_force().filter(unified_no=unified_no).order_by("id"))
        flags = holding_each([unified_no], on=on).get(unified_no, [])
    of_all = {flag.information for flag in flags if hides_record([flag])}
    hidden = {row.processing_no for row in rows if row.not_disclosed or of_all & {"", row.information}}
    last = {(row.side, row.processing_no): row for row in rows if row.processing_no not in hidden}
    return sorted(last.values(), key=lambda row: row.requested_at, reverse=True)


def _copies(body: Body, unified_no: str) -> list[Copy]:
    """The newest version of every copy that may be disclosed."""
    with acting_for(body.code):
        rows = list(Copy.objects.filter(unified_no=unified_no).defer("payload").order_by("version"))
    newest = {(row.information, row.record_id): row for row in rows}
    return [row for row in newest.values() if not row.not_disclosed and not row.withdrawn]


def _names() -> dict[str, str]:
    masters = masters_in_force()
    every = (*masters.institutions, *masters.affairs, *masters.information) if masters else ()
    return {each.code: each.name for each in every}


def _line(row: ProvisionRecord, names: dict[str, str]) -> Line:
    what = names.get(row.information, row.information)
    asked = names.get(row.inquirer, row.inquirer)
    return Line(
        reference=stamp(row.requested_at, f"{row.processing_no}/{row.side}/{row.permit_sha256}"), system="intermediary",
        at=row.requested_at, act=Act.PASSED_ON, office=names.get(row.provider, office_of("intermediary"))[:100],
        why=f"{names.get(row.affair, row.affair)}のため（{what}）"[:120], to_whom=asked[:100], automatic=True,
    )  # fmt: skip


def _copy(row: Copy, names: dict[str, str]) -> Entry:
    told = {
        "対象の期間": f"{to_wareki(row.period_from)}から{to_wareki(row.period_to)}まで",
        "登録": to_wareki(row.registered_at.astimezone(TOKYO).date()),
        "内容": "担当の課の記録の写し（担当の課がもつ記録と同じもの）",
    }
    rows = [Row(label=label, value=value) for label, value in told.items()]
    return Entry(title=names.get(row.information, row.information)[:120], rows=rows)


def _exchange(row: ProvisionRecord, names: dict[str, str]) -> Entry:
    told = {
        "求めた機関": names.get(row.inquirer, row.inquirer),
        "答えた機関": names.get(row.provider, row.provider),
        "事務": names.get(row.affair, row.affair),
        "結果": "提供された" if row.result == State.ANSWERED else "提供されていない",
        "項目": in_words(row.items)[:1000] or "－",
        "根拠": row.basis or "－",
    }
    rows = [Row(label=label, value=value) for label, value in told.items()]
    asked = to_wareki(row.requested_at.astimezone(TOKYO).date())
    return Entry(title=f"{asked}　{names.get(row.information, row.information)}"[:120], rows=rows)
