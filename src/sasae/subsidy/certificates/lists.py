"""The lists of certificates: every one ever issued, those called back, letters that came back."""

from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet

from sasae.foundation.history.as_of import AsOf
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.kernel.wareki import parse_date
from sasae.reference.municipalities import WARDS
from sasae.subsidy.certificates.models import (
    Certificate,
    Form,
    Kind,
    NextStep,
    Reason,
    Recall,
    RecallState,
    ReturnedMail,
    ReturnReason,
    ReturnState,
    State,
)
from sasae.subsidy.certificates.past import ever_issued, in_state, state_of, void_on
from sasae.subsidy.certificates.queries import OUTSTANDING, letter_due
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.people.queries import search
from sasae.subsidy.people.wards import in_ward, ward_shown, with_hidden


def _by_text(rows: QuerySet[Certificate], text: str) -> QuerySet[Certificate]:
    if text.replace("-", "").isdecimal():
        # Asked apart: across two tables an OR would read every certificate ever issued.
        of_recipient = list(Recipient.objects.filter(number=text.zfill(7)).values_list("pk", flat=True))
        return rows.filter(Q(number=text) | Q(recipient__in=of_recipient))
    return rows.filter(recipient__person__in=search(text))


def _ward(row: Certificate) -> str:
    return ward_shown(row, row.recipient.person.ward_code)


def _kind(row: Certificate) -> str:
    """Of what kind, and the how many-th of its entitlement where it is not the first."""
    label = Kind(row.kind).label
    return label if row.copy == 1 else f"{label}（{row.copy}通目）"


# whose ward a row is of: who holds the certificate, to whom the letter went
WARD_OF_CERTIFICATE, WARD_OF_RETURNED = "recipient__person__ward_code", "person__ward_code"
WARD_OF_RECALL = "certificate__recipient__person__ward_code"

CERTIFICATES = ListPage(
    title="医療証の一覧",
    columns=[
        Column("number", "医療証番号", sort="number", link=lambda row: ("certificates:certificate", row.number)),
        Column("recipient", "受給者番号", value=lambda row: row.recipient.number, sort="recipient__number"),
        Column("name", "氏名", value=lambda row: row.recipient.person.name, sort="recipient__person__name_kana"),
        Column("ward", "区", value=_ward),
        Column("kind", "発行区分・通数", value=_kind, sort="kind"),
        Column("reason", "再交付の理由", sort="reason"),
        Column("state", "状態", sort="state"),
        Column("valid_from", "有効期間の初日", sort="valid_from"),
        Column("valid_to", "末日", sort="valid_to"),
        Column("issued_on", "交付日", sort="issued_on"),
        Column("voided_on", "無効日", sort="voided_on"),
    ],
    filters=[
        Filter("q", "医療証番号・受給者番号・氏名", by=_by_text, wide=True),
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("kind", "発行区分", by=lambda rows, text: rows.filter(kind=text), choices=list(Kind.choices)),
        Filter("reason", "再交付の理由", by=lambda rows, text: rows.filter(reason=text), choices=list(Reason.choices)),
        Filter("form", "様式", by=lambda rows, text: rows.filter(form=text), choices=list(Form.choices)),
        Filter("from", "交付日（から）", by=lambda rows, text: rows.filter(issued_on__gte=parse_date(text))),
        Filter("to", "交付日（まで）", by=lambda rows, text: rows.filter(issued_on__lte=parse_date(text))),
        Filter("on", "この日に有効", by=lambda rows, text: _valid_on(rows, text)),
    ],
    order="-id",
    persons=lambda row: [row.recipient.person.atena_no],
    export_right="certificates.export",
)  # fmt: skip


def certificates_of(then: AsOf) -> ListPage:
    """The list as of a day: states are those of the day."""
    told: dict[str, dict[str, Any]] = {
        "name": {"value": lambda row: row.name_then, "sort": ""},
        "ward": {"label": "区（今）"},
        "state": {"value": lambda row: State(state_of(row, then)).label, "sort": ""},
        "voided_on": {"value": lambda row: void_on(row, then), "sort": ""},
    }
    columns = [replace(column, **told.get(column.name, {})) for column in CERTIFICATES.columns]
    filters = [
        replace(one, by=lambda rows, text: in_state(rows, text, then)) if one.name == "state" else one
        for one in CERTIFICATES.filters
    ]
    return replace(CERTIFICATES, title="医療証の一覧（過去の時点）", columns=columns, filters=filters)


def _valid_on(rows: QuerySet[Certificate], text: str) -> QuerySet[Certificate]:
    """Valid on a day: within its period, and not yet void."""
    day = parse_date(text)
    return rows.filter(valid_from__lte=day, valid_to__gte=day).filter(Q(voided_on__isnull=True) | Q(voided_on__gt=day))


_HOLDER = "certificate__recipient__person"


def _by_letter(rows: QuerySet[Recall], text: str) -> QuerySet[Recall]:
    """Those no letter has asked for yet, or those a reminder is due for."""
    return rows.filter(letter_due(clock.today()), letter__isnull=text == "first")


RECALLS = ListPage(
    title="返却を求めた医療証の一覧",
    columns=[
        Column("number", "医療証番号", value=lambda row: row.certificate.number, sort="certificate__number",
               link=lambda row: ("certificates:certificate", row.certificate.number)),
        Column("name", "氏名", value=lambda row: row.certificate.recipient.person.name),
        Column("ward", "区", value=lambda row: ward_shown(row, row.certificate.recipient.person.ward_code)),
        Column("void", "無効の事由", value=lambda row: row.certificate.get_state_display()),
        Column("state", "回収の状態", sort="state"),
        Column("asked_on", "依頼日", sort="asked_on"),
        Column("due_on", "返却期限", sort="due_on"),
        Column("letter", "最後の手紙", value=lambda row: row.letter.asked_on if row.letter else "まだ", sort="letter__asked_on"),
        Column("reminders", "督促", value=lambda row: f"{row.reminders}回"),
        Column("ended_on", "終了日", sort="ended_on"),
        Column("note", "備考"),
    ],
    filters=[
        Filter("state", "回収の状態", by=lambda rows, text: rows.filter(state__in=OUTSTANDING if text == "open" else [text]),
               choices=[("open", "まだ戻らないもの"), *RecallState.choices]),
        Filter("letter", "手紙", by=_by_letter, choices=[("first", "返還のお願いを出していない"), ("remind", "督促できる")]),
        Filter("ward", "区", by=lambda rows, text: in_ward(rows, text, clock.today(), person=_HOLDER, column=WARD_OF_RECALL),
               choices=[(ward.code, ward.name) for ward in WARDS]),
        Filter("late", "返却期限がこの日より前", by=lambda rows, text: rows.filter(
            due_on__lt=parse_date(text), state__in=[RecallState.ASKED, RecallState.REMINDED])),
    ],
    order="due_on",
    pick=lambda row: str(row.pk),
    persons=lambda row: [row.certificate.recipient.person.atena_no],
    export_right="certificates.export",
    empty="返却を求めている医療証はありません。",
)  # fmt: skip

RETURNED = ListPage(
    title="返戻郵便の一覧",
    columns=[
        Column("number", "医療証番号", value=lambda row: row.certificate.number if row.certificate else "（通知）",
               link=lambda row: ("certificates:returned_mail", row.pk)),
        Column("name", "あて名", value=lambda row: row.person.name),
        Column("returned_on", "返戻日", sort="returned_on"),
        Column("reason", "返戻の理由", sort="reason"),
        Column("next_step", "次の対応", sort="next_step"),
        Column("state", "対応の状態", sort="state"),
        Column("done_on", "対応日", sort="done_on"),
        Column("note", "備考"),
    ],
    filters=[
        Filter("state", "対応の状態", by=lambda rows, text: rows.filter(state=text), choices=list(ReturnState.choices)),
        Filter("reason", "返戻の理由", by=lambda rows, text: rows.filter(reason=text), choices=list(ReturnReason.choices)),
        Filter("next", "次の対応", by=lambda rows, text: rows.filter(next_step=text), choices=list(NextStep.choices)),
    ],
    order="-returned_on",
    persons=lambda row: [row.person.atena_no],
    export_right="certificates.export",
    empty="返戻郵便はありません。",
)  # fmt: skip


def certificates(then: AsOf | None = None) -> QuerySet[Any]:
    """Rows of the list."""
    rows = ever_issued(then) if then else Certificate.objects.select_related("recipient__person")
    return with_hidden(rows, clock.today(), "recipient__person")


def recalls() -> QuerySet[Recall]:
    """Rows of the list."""
    return with_hidden(Recall.objects.select_related(_HOLDER, "letter"), clock.today(), _HOLDER)


def returned() -> QuerySet[ReturnedMail]:
    """Rows of the list."""
    return ReturnedMail.objects.select_related("person", "certificate")
