"""The lists of the renewals."""

import json
from dataclasses import replace
from typing import Any

from django.db.models import F, Q

from sasae.foundation.release import MASK
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.law.decision import Outcome
from sasae.reference.municipalities import WARDS
from sasae.subsidy.people.wards import in_ward, ward_shown
from sasae.subsidy.renewals.judging import Movement
from sasae.subsidy.renewals.models import Report, Round, TargetState

MOVEMENTS = [(one.value, one.value) for one in Movement]
MOVEMENTS_IN_MARCH = [(one.value, one.value) for one in Movement if one is not Movement.NO_REPORT]
WARD = "applicant__ward_code"  # whose ward a family is of: that of its applicant now
_WARD = Filter(
    "ward", "区", by=lambda rows, text: in_ward(rows, text, clock.today(), person="applicant"),
    choices=[(ward.code, ward.name) for ward in WARDS],
)  # fmt: skip
_MOVED = Filter("movement", "前年との違い", by=lambda rows, text: rows.filter(movement=text), choices=MOVEMENTS)
_NUMBER = Filter(
    "q", "申請者の宛名番号", by=lambda rows, text: rows.filter(applicant__atena_no=text.zfill(15)), wide=True
)

MAIL_IN_MARCH = {
    "10": "医療証", "20": "受給資格消滅通知書", "21": "受給資格消滅通知書", "22": "受給資格消滅通知書", "30": "所得不明案内",
}  # fmt: skip
MAIL = {
    "10": "医療証", "20": "不交付決定通知書", "21": "不交付決定通知書", "22": "不交付決定通知書", "30": "所得不明案内",
    "31": "現況届のお願い",
}  # fmt: skip


def incomes_in_words(result: str | None) -> str:
    """Who was tested, with judged income and limit."""
    if not result:
        return ""
    return "、".join(
        f"{who} 不明" if judged is None else f"{who} {judged:,}／{limit:,}"
        for who, _, judged, limit in json.loads(result)["incomes"]
    )


_REHEARSED = {"other": Q(rehearsed__isnull=False) & ~Q(rehearsed=F("outcome")), "new": Q(rehearsed__isnull=True)}


def _ward(row: Any) -> str:
    return ward_shown(row, row.ward_code)


def _postal_code(row: Any) -> str:
    return MASK if row.hidden else row.postal_code


TARGETS = ListPage(
    title="更新の対象者一覧",
    columns=[
        Column("ward", "区", value=_ward, sort="ward_code"),
        Column("postal_code", "郵便番号", value=_postal_code, sort="postal_code"),
        Column("atena_no", "宛名番号", value=lambda row: row.applicant.atena_no),
        Column("applicant", "申請者", value=lambda row: row.applicant.name, link=lambda row: ("renewals:target", row.pk)),
        Column("number", "受給者番号", value=lambda row: getattr(getattr(row.applicant, "recipient", None), "number", "")),
        Column("birth_date", "生年月日", value=lambda row: row.applicant.birth_date),
        Column("report", "現況届"),
        Column("outcome", "判定", value=lambda row: Outcome(row.outcome).label if row.outcome else "", sort="outcome"),
        Column("movement", "前年との違い", sort="movement"),
        Column("incomes", "判定所得／限度額", value=lambda row: incomes_in_words(row.result)),
        Column("words", "説明"),
        Column("mail", "送付物", value=lambda row: MAIL.get(row.outcome, "")),
        Column("state", "状態", sort="state"),
        Column("protected", "支援措置（個別封入）"),
    ],
    filters=[
        _NUMBER,
        _WARD,
        _MOVED,
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(TargetState.choices)),
        Filter("report", "現況届", by=lambda rows, text: rows.filter(report=text), choices=list(Report.choices)),
        Filter("protected", "支援措置", by=lambda rows, text: rows.filter(protected=text == "1"),
               choices=[("1", "対象（個別に封入）"), ("0", "対象でない")]),
        Filter("rehearsal", "予行", by=lambda rows, text: rows.exclude(outcome="").filter(_REHEARSED[text]),
               choices=[("other", "結果が予行と違う"), ("new", "予行になかった")]),
    ],
    order="postal_code",
    persons=lambda row: [row.applicant.atena_no],
    export_right="renewals.export",
)  # fmt: skip

_ON_FILE_ONLY = ("number", "birth_date", "words")  # too wide for a screen; each family's own page has them
_NOT_IN_MARCH = ("report", "rehearsal")  # no 現況届 is asked for in March, and no rehearsal made
_IN_MARCH = {
    "movement": Column("movement", "これまでとの違い", sort="movement"),
    "mail": Column("mail", "送付物", value=lambda row: MAIL_IN_MARCH.get(row.outcome, "")),
}


def targets_of(round_: str, *, on_file: bool) -> ListPage:
    """The list of a renewal's targets: on the screen or in a file, in the words of the renewal."""
    columns, filters = TARGETS.columns, TARGETS.filters
    if round_ == Round.MARCH:
        columns = [_IN_MARCH.get(one.name, one) for one in columns if one.name not in _NOT_IN_MARCH]
        moved = replace(_MOVED, label="これまでとの違い", choices=MOVEMENTS_IN_MARCH)
        filters = [moved if one is _MOVED else one for one in filters if one.name not in _NOT_IN_MARCH]
    shown = [one for one in columns if on_file or one.name not in _ON_FILE_ONLY]
    return replace(TARGETS, columns=shown, filters=filters)


LINES = ListPage(
    title="予行の結果",
    columns=[
        Column("ward", "区", value=_ward, sort="ward_code"),
        Column("atena_no", "宛名番号", value=lambda row: row.applicant.atena_no),
        Column("applicant", "申請者", value=lambda row: row.applicant.name, link=lambda row: ("renewals:line", row.pk)),
        Column("outcome", "結果", value=lambda row: Outcome(row.outcome).label, sort="outcome"),
        Column("movement", "前年との違い", sort="movement"),
        Column("words", "説明"),
    ],
    filters=[_NUMBER, _WARD, _MOVED],
    order="ward_code",
    persons=lambda row: [row.applicant.atena_no],
    export_right="renewals.export",
)  # fmt: skip

REHEARSALS = ListPage(
    title="予行の一覧",
    columns=[
        Column("pk", "番号", value=lambda row: str(row.pk), link=lambda row: ("renewals:rehearsal", row.pk)),
        Column("year", "医療証の年", value=lambda row: f"{row.year}年", sort="year"),
        Column("made_at", "作成", sort="made_at"),
        Column("made_by", "作成者", value=lambda row: row.maker),
        Column("families", "家庭", value=lambda row: sum(row.summary.get("movements", {}).values()), number=True),
    ],
    order="-pk",
    empty="予行はまだありません。",
)  # fmt: skip

RENEWALS = ListPage(
    title="更新の一覧",
    columns=[
        Column("year", "医療証の年", value=lambda row: f"{row.year}年", link=lambda row: ("renewals:renewal", row.pk)),
        Column("round", "種類", sort="round"),
        Column("judged_on", "判定日", sort="judged_on"),
        Column("opened_at", "開始", sort="opened_at"),
    ],
    order="-pk",
    empty="更新はまだありません。",
)  # fmt: skip

REPLAYS = ListPage(
    title="決定の再現検査",
    columns=[
        Column("on", "検査日", sort="on"),
        Column("sampled", "判定し直した決定", number=True),
        Column("population", "決定の総数", number=True),
        Column("found", "指摘", value=lambda row: len(row.findings), number=True),
        Column("findings", "内容", value=lambda row: "／".join(f"{one['at']}：{one['message']}" for one in row.findings)),
    ],
    order="-on",
    empty="検査の記録はまだありません。",
)  # fmt: skip
