"""The monthly inspection of looks: drawn once, explained by the operator, judged by one, confirmed by another."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.incidents.models import Incident
from sasae.foundation.inspections import actions, batches, chart, drawing, queries, telling
from sasae.foundation.inspections.drawing import draw
from sasae.foundation.inspections.models import CaseState, Finding, ListKind, Sheet, SheetState, Tie
from sasae.foundation.inspections.radar import THRESHOLDS, Asked, found_in
from sasae.foundation.inspections.signals import SIGNALS
from sasae.foundation.inspections.ties import CannotTake, take
from sasae.kernel import clock
from tests.staff import at
from tests.two_persons import refused, tried

pytestmark = pytest.mark.clause("ACC-9")
db = pytest.mark.django_db(databases=["default", "journal"])
MONTH, JUNE = date(2026, 5, 1), date(2026, 6, 1)
MONDAY = datetime(2026, 5, 11, 10, 0, tzinfo=clock.TOKYO)
ITO, OTHER, BY = "000000000000011", "000000000000012", SYSTEM("tests")
OFFICE = "川崎区役所"


@pytest.fixture
def people(settings):
    """Two persons, the first called like the operator."""
    settings.SASAE_RADAR_PERSONS = ("radar_person", "number", "name")
    settings.SASAE_RADAR_ADDRESSES = ("radar_person", "number", "address", "until")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE radar_person (number varchar, name varchar, address varchar, until date) ON COMMIT DROP")
        cursor.executemany(
            "INSERT INTO radar_person VALUES (%s, %s, %s, %s)",
            [
                (ITO, "伊東　さくら", "川崎市川崎区宮本町1丁目2番3号", None), (OTHER, "川崎 次郎", "川崎市川崎区宮本町12-3", None),
                ("000000000000013", "幸 葵", "川崎市川崎区宮本町1-2-3", date(2027, 1, 1)),
            ],
        )  # fmt: skip


@pytest.fixture
def hana(signed_in, people):
    return signed_in(login_id="hana", name="伊東 花", office=OFFICE, staff_number="900001")


@pytest.fixture
def chief(signed_in):
    return signed_in("inspections.view", "inspections.decide", login_id="chief", name="中原 守", office=OFFICE)


@pytest.fixture
def auditor(signed_in):
    rights = ("inspections.view", "inspections.decide", "inspections.confirm", "history.export")
    return signed_in(*rights, login_id="auditor", name="監物 薫", office="監査事務局")


def look(person=ITO, at=MONDAY, by="hana", subject="people:person", **detail):
    HistoryEntry.objects.create(
        at=at, actor_id=by, actor_name=by, actor_kind="staff", event="screen.shown", outcome="shown", subject=subject,
        purpose="資格審査", persons=[person] if isinstance(person, str) else person, detail=detail,
    )  # fmt: skip


def drawn():
    draw(MONTH, by=BY, on=JUNE)
    return Sheet.objects.get(office_key=OFFICE)


def page(client, path, status=200):
    answer = client.get(at(path))
    assert answer.status_code == status
    return answer.content.decode()


@db
def test_a_sheet_is_drawn_once_a_month_and_office_and_says_in_sentences_who_looked_at_whom_when_and_why(hana, chief, staff):
    staff(login_id="else", name="川崎 海", office="幸区役所")
    look()
    look(at=MONDAY.replace(hour=22))
    look(OTHER, by="else", case="KW1")
    look(ITO, by="chief", subject="inspections:sheet")  # who inspects is not asked about it
    sheet = drawn()
    assert draw(MONTH, by=BY, on=JUNE + timedelta(days=1)) == []
    assert {(one.office, one.found, one.looks, one.state) for one in Sheet.objects.all()} == {
        (OFFICE, 1, 3, SheetState.OPEN), ("幸区役所", 0, 1, SheetState.READY),
    }  # fmt: skip
    assert (sheet.explain_by, sheet.decide_by, sheet.confirm_by) == (date(2026, 6, 8), date(2026, 6, 15), date(2026, 6, 22))
    said = page(chief, f"/inspections/{sheet.pk}/")
    for words in (
        "伊東 花（hana）", f"本人 {ITO} の情報を、5月11日月曜 10:00 から5月11日月曜 22:00 までに2回見ました。",
        "5月11日月曜 22:00 　資格審査（", "案件なし）", "操作者と同じ姓です", "前後14日に、職員のだれもこの人の仕事をしていません",
    ):  # fmt: skip
        assert words in said, words
    assert "さくら" not in said  # no more of the person than the number
    shown = HistoryEntry.objects.filter(subject="inspections:sheet").latest("id")
    assert (shown.persons, shown.actor_id) == ([ITO], "chief")
    assert HistoryEntry.objects.filter(event="inspections.drawn").count() == 2


@db
def test_the_operator_explains_the_supervisor_judges_another_confirms_and_each_is_reminded_at_home(hana, chief, auditor):
    look(at=MONDAY.replace(hour=22))
    sheet = drawn()
    case = sheet.cases.get()
    assert "説明を求められている、あなたの閲覧" in page(hana, "/")
    assert "説明を求められている、あなたの閲覧" not in page(chief, "/")
    assert "判断を待つ閲覧の点検" in page(chief, "/")
    own = f"/inspections/own/{case.pk}/"
    assert hana.post(at(own), {"explanation": " "}).status_code == 422
    hana.post(at(own), {"explanation": "窓口で受けた申請の確認です"})
    assert "窓口で受けた申請の確認です" in page(hana, own)
    assert chief.get(at(own)).status_code == 404
    to, name = at(f"/inspections/{sheet.pk}/"), f"case{case.pk}"
    kept = chief.post(to, {f"{name}-finding": "talk", f"{name}-words": ""})
    assert kept.status_code == 422
    assert "判断の理由と、したことを入れてください" in kept.content.decode()
    kept = chief.post(to, {f"{name}-words": "書きかけの文"})
    assert kept.status_code == 422
    assert "書きかけの文" in kept.content.decode()
    assert "1件の判断を記録しました" in chief.post(to, {f"{name}-finding": "talk", f"{name}-words": "本人に確かめた"}, follow=True).content.decode()
    late = chief.post(to, {f"{name}-finding": "proper", f"{name}-words": "遅れて書いた文"}, follow=True).content.decode()
    assert "遅れて書いた文" in late
    assert "確認を待つ閲覧の点検" in page(auditor, "/")
    assert chief.post(at(f"/inspections/{sheet.pk}/confirm/")).status_code == 403
    auditor.post(at(f"/inspections/{sheet.pk}/confirm/"))
    sheet.refresh_from_db()
    assert (sheet.state, sheet.confirmed_by) == (SheetState.CONFIRMED, "auditor")
    assert "確認済です" in page(chief, f"/inspections/{sheet.pk}/")
    told = HistoryEntry.objects.filter(event__startswith="inspections.").order_by("id").values_list("event", flat=True)
    assert [*told][-4:] == ["inspections.explained", "inspections.decided", "inspections.ready", "inspections.confirmed"]


@db
def test_nobody_judges_their_own_looks_nor_confirms_what_they_judged_and_a_sheet_can_go_back(hana, chief, auditor):
    look(at=MONDAY.replace(hour=22))
    sheet = drawn()
    case, now, after = sheet.cases.get(), clock.now(), sheet.explain_by + timedelta(days=1)

    def decide(by, on=after, finding=Finding.PROPER, words="発令の引継ぎ"):
        actions.decide(case.pk, finding, words, by=by.staff.actor, on=on, at=now)

    for by, on, words, id in [
        (chief, sheet.explain_by, "x", "IN-005"), (chief, after, " ", "UK-301"),
    ]:  # fmt: skip
        with pytest.raises(actions.CannotInspect, match=id):
            decide(by, on, words=words)
    tried(
        "inspections.decide", lambda by: actions.decide(case.pk, Finding.PROPER, "発令の引継ぎ", by=by, on=after, at=now),
        same=hana.staff.actor, other=auditor.staff.actor, says="IN-003",
    )  # fmt: skip
    with pytest.raises(actions.CannotInspect, match="IN-004"):
        decide(chief)
    for pair, same in (("inspections.confirm", auditor), ("inspections.own", hana)):
        for verb in (lambda by: actions.confirm(sheet.pk, by=by, at=now), lambda by: actions.send_back(sheet.pk, "x", by=by)):
            refused(pair, verb, same=same.staff.actor, other=chief.staff.actor, says="IN-008")
    actions.send_back(sheet.pk, "本人の説明がない", by=chief.staff.actor)
    said = page(auditor, f"/inspections/{sheet.pk}/")
    assert "本人の説明がない" in said
    assert "発令の引継ぎ" in said  # what was found stays in its field
    actions.explain(case.pk, "引継ぎのため", by=hana.staff.actor, at=now)
    decide(auditor, sheet.explain_by, Finding.INCIDENT, "係長に報告した")
    actions.send_back(sheet.pk, "もう一度", by=chief.staff.actor)
    decide(auditor, sheet.explain_by, Finding.INCIDENT, "係長に報告した")
    opened = Incident.objects.get()  # once, whatever is decided again
    assert (opened.kind, opened.reported_by, opened.state) == ("seen", "auditor", "reported")
    (concerned,) = opened.affected.values_list("person", "drawn", "shown", "last_at")
    assert concerned == (ITO, True, case.looks, case.last_at)
    assert opened.number in page(auditor, f"/inspections/{sheet.pk}/")
    with pytest.raises(actions.CannotInspect, match="IN-002"):
        actions.explain(case.pk, "もう一言", by=hana.staff.actor, at=now)
    actions.confirm(sheet.pk, by=chief.staff.actor, at=now)
    case.refresh_from_db()
    assert (case.state, case.finding, case.words) == (CaseState.DECIDED, Finding.INCIDENT, "係長に報告した")
    with pytest.raises(actions.CannotInspect, match="IN-007"):
        actions.send_back(sheet.pk, "x", by=chief.staff.actor)


@db
def test_an_incident_of_an_operator_alone_draws_everybody_they_saw_in_the_month_out_of_the_journal(hana, chief, people):
    look(at=MONDAY.replace(hour=22))
    look(OTHER, at=MONDAY)
    look(OTHER, at=MONDAY.replace(month=6))
    look("000000000000013", at=MONDAY, by="somebody")
    sheet = drawn()
    case, now = sheet.cases.get(), clock.now()
    type(case).objects.filter(pk=case.pk).update(person="")
    actions.decide(case.pk, Finding.INCIDENT, "係長に報告した", by=chief.staff.actor, on=sheet.explain_by + timedelta(days=1), at=now)
    assert set(Incident.objects.get().affected.values_list("person", flat=True)) == {ITO, OTHER}


@db
def test_lists_are_late_by_their_days_reach_the_own_office_and_go_out_by_a_right(hana, chief, auditor, signed_in, settings):
    look(at=MONDAY.replace(hour=22))
    sheet = drawn()
    assert list(queries.late(Sheet.objects.all(), sheet.decide_by)) == []
    assert list(queries.late(Sheet.objects.all(), sheet.decide_by + timedelta(days=1))) == [sheet]
    chart_of = page(chief, "/inspections/")
    assert "令和8年5月" in chart_of
    assert 'aria-label="月ごとの、判断ごとの件数。' in chart_of
    found = page(auditor, "/inspections/cases/?actor=hana&signal=surname&month=2026-05")
    assert ITO in found
    assert "さくら" not in found
    out = auditor.get(at("/inspections/cases/?export=csv")).content.decode()
    assert ITO in out
    assert HistoryEntry.objects.filter(event="list.exported").latest("id").detail["rows"] == 1
    assert chief.get(at("/inspections/cases/?export=csv")).status_code == 403
    settings.SASAE_ACCOUNTS_REACH = ""
    ward = signed_in("inspections.view", office="幸区役所", ward="141321")
    assert ward.get(at(f"/inspections/{sheet.pk}/")).status_code == 404
    assert "当てはまる" in page(ward, "/inspections/") or "点検票はまだありません" in page(ward, "/inspections/")


@db
def test_declared_relatives_and_people_at_the_operators_address_are_signals_by_the_newest_list(hana):
    look(ITO, case="KW1")
    look(OTHER)
    look("000000000000013")
    relatives = f"職員番号,宛名番号,間柄\n900001,{ITO},いとこ\n".encode("utf-8-sig")
    assert take(ListKind.RELATIVES, MONTH, relatives, by=BY, at=clock.now()).ties == 1
    homes = "職員番号,住所\n900001,川崎市川崎区宮本町１－２－３\n900002,\n"
    with pytest.raises(CannotTake, match="IN-105") as refused:
        take(ListKind.ADDRESSES, MONTH, homes.encode(), by=BY, at=clock.now())
    assert "宮本町" not in str(refused.value)
    taken = take(ListKind.ADDRESSES, MONTH, homes.replace("900002,\n", "").encode(), by=BY, at=clock.now())
    assert (taken.rows, taken.ties) == (1, 1)  # 12-3 is another house; who is protected is never compared
    assert set(Tie.objects.values_list("person", flat=True)) == {ITO}
    assert {(one.person, one.signals[0]) for one in found_in(MONTH).lines} == {(ITO, "declared")}
    take(ListKind.RELATIVES, date(2026, 5, 31), relatives.replace(ITO.encode(), OTHER.encode()), by=BY, at=clock.now())
    assert {(one.person, one.signals[0]) for one in found_in(MONTH).lines} == {(OTHER, "declared")}
    for content, id in [(b"\xff", "IN-103"), ("番号\n".encode(), "IN-104"), (relatives + relatives.splitlines()[1], "IN-107")]:
        with pytest.raises(CannotTake, match=id):
            take(ListKind.RELATIVES, MONTH, content, by=BY, at=clock.now())
    with pytest.raises(CannotTake, match="IN-102"):
        take(ListKind.RELATIVES, clock.today() + timedelta(days=1), relatives, by=BY, at=clock.now())


@db
def test_the_night_draws_the_month_before_by_the_clock_of_the_journal(hana, monkeypatch):
    monkeypatch.setenv("SASAE_TODAY", "2031-03-15")  # a shifted calendar shifts no line of the journal
    last = clock.real_now().replace(day=1, hour=12) - timedelta(days=1)
    look(at=last)
    for _ in range(2):
        batches.draw_sheets(0)
    assert [(one.month, one.drawn_on) for one in Sheet.objects.all()] == [(last.date().replace(day=1), date(2031, 3, 15))]


def line(actor, person="1", score=6):
    return Asked(actor, actor, person, ("no_case",), score, 1, MONDAY, MONDAY)


def test_one_busy_operator_does_not_fill_a_sheet():
    lines = [line("a", str(n)) for n in range(12)] + [line("b"), line("c")]
    kept = drawing.chosen(lines, 10, 3)
    assert [one.actor_id for one in kept] == ["a", "a", "a", "b", "c"]
    assert drawing.chosen([line(f"s{n}") for n in range(12)], 10, 3) == [line(f"s{n}") for n in range(10)]


def test_each_signal_says_why_it_counts_by_the_thresholds_of_the_month():
    told = telling.reasons([*SIGNALS, "gone"], THRESHOLDS.on(MONTH))
    assert len(told) == len(SIGNALS) + 1
    assert not [why for _, why in told if "{" in why or not why.endswith("。")]
    assert telling.what("", 0, None, None) == "一日に、ふだんよりずっと多くの人の情報を見ました。"
    assert telling.looks([{"day": "2026-05-12", "persons": 1640}], {}) == ["5月12日　のべ1,640人"]
    look = {"at": MONDAY.isoformat(), "purpose": "資格審査", "screen": "people:person", "case": ""}
    assert telling.looks([look, {**look, "case": "KW1"}], {"people": "対象者"}) == [
        "5月11日月曜 10:00 　資格審査（「対象者」の画面、案件なし）", "5月11日月曜 10:00 　資格審査（「対象者」の画面、案件 KW1）",
    ]  # fmt: skip
    assert telling.looks([look], {}) == ["5月11日月曜 10:00 　資格審査（案件なし）"]  # a page of no area of the menu


def test_the_chart_draws_every_month_by_one_measure():
    rows = [
        {"month": MONTH, "proper": 3, "talk": 1, "incident": 0, "waiting": 0, "looks": 10},
        {"month": JUNE, "proper": 1, "talk": 0, "incident": 1, "waiting": 0, "looks": 20},
    ]
    made = chart.drawn(rows)
    assert [sum(part.height for part in one.parts) for one in made.months] == [chart.HEIGHT, chart.HEIGHT // 2]
    assert [one.counts for one in made.months] == [[3, 1, 0, 0], [1, 0, 1, 0]]
    assert chart.drawn([]).most == 1
