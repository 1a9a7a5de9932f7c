"""`history seal|verify|radar|sheets|staff-list` for one service."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils.timezone import localtime

from sasae.foundation.history import SYSTEM, record, shown
from sasae.foundation.history.chain import seal
from sasae.foundation.history.models import HistoryChain
from sasae.foundation.history.second_place import SecondPlace, copy_seals, second_place
from sasae.foundation.history.situation import Situation, situation
from sasae.foundation.history.verification import verify, what_is_gone
from sasae.foundation.inspections.drawing import draw
from sasae.foundation.inspections.models import ListKind
from sasae.foundation.inspections.radar import found_in
from sasae.foundation.inspections.ties import CannotTake, take
from sasae.kernel import clock
from sasae.kernel.findings import has_errors

A_DAY = 1440  # minutes
INSPECTION = Situation(right="history.view", purpose="操作履歴の点検")  # which residents are not told of


class Command(BaseCommand):
    """Chains the journal, or checks it. Exit 0 good, 1 findings of severity error, 2 the journal cannot be reached."""

    help = (
        "操作履歴を封印する（seal）、検証する（verify）、確かめるべき閲覧を拾う（radar）、"
        "点検票を作る（sheets）、人事の一覧を取り込む（staff-list）。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["seal", "verify", "radar", "sheets", "staff-list"])
        parser.add_argument("--json", action="store_true", help="所見を JSON で出す")
        parser.add_argument("--month", help="点検する月（例 2026-06。既定は前の月）")
        parser.add_argument("--second", type=Path, help="封印の二つ目の置き場所（設定と違うフォルダーと比べるとき）")
        parser.add_argument("--file", type=Path, help="staff-list：人事の一覧（CSV）")
        parser.add_argument(
            "--kind", choices=ListKind.values, help="staff-list：親族の申告（relatives）か住所（addresses）"
        )
        parser.add_argument("--as-of", type=date.fromisoformat, help="staff-list：一覧の基準日（例 2026-06-01）")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._handle(options)
        except OperationalError as trouble:
            said = f"操作履歴を読めません。データベースが動いているか確かめてください（./sasae doctor）。{trouble}"
            raise CommandError(said, returncode=2) from trouble

    def _handle(self, options: dict[str, Any]) -> None:
        verbs = {"radar": self._radar, "sheets": self._sheets, "staff-list": self._staff_list}
        if options["verb"] in verbs:
            verbs[options["verb"]](options)
            return
        given = options["second"]
        place = SecondPlace(given.absolute(), A_DAY) if given else second_place(clock.today())
        if options["verb"] == "seal":
            done = seal(everything=True)
            self.stdout.write(f"{done.entries}件を封印しました。")
            if place is not None:
                self.stdout.write(f"{copy_seals(place, everything=True)}件の封印を、二つ目の置き場所に写しました。")
            return
        findings = verify(place)
        count = HistoryChain.objects.count()
        record(SYSTEM("history"), "history.verified", "", count=count, findings=len(findings))
        if options["json"]:
            self.stdout.write(json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False))
        else:
            for finding in findings:
                self.stdout.write(f"{finding.id} {finding.at} {finding.message}")
            for said in what_is_gone():
                self.stdout.write(said)
            self.stdout.write(f"操作履歴 {count}件を検証しました。所見 {len(findings)}件。")
        if has_errors(findings):
            raise SystemExit(1)

    def _radar(self, options: dict[str, Any]) -> None:
        """The month's sheet: whom to ask about whom, and why. Whom it names is journaled."""
        sheet = found_in(_month(options["month"]))
        persons = [one.person for one in sheet.lines if one.person]
        with situation(INSPECTION):
            shown(SYSTEM("history"), "history.radar_shown", f"{sheet.month:%Y-%m}", persons, lines=len(sheet.lines))
        if options["json"]:
            self.stdout.write(json.dumps(asdict(sheet), ensure_ascii=False, default=str))
            return
        self.stdout.write(f"{sheet.month:%Y-%m} の閲覧の点検：{sheet.every}件のうち{len(sheet.lines)}件")
        for one in sheet.lines:
            about = f"本人 {one.person}" if one.person else "操作者の量"
            when = (
                f"{one.looks}回、{localtime(one.first):%m-%d %H:%M}から{localtime(one.last):%m-%d %H:%M}まで"
                if one.looks
                else ""
            )
            self.stdout.write(f"{one.score}点　{one.actor}（{one.actor_id}）　{about}　{when}　{one.words}")

    def _sheets(self, options: dict[str, Any]) -> None:
        """The sheets of a month, where none were drawn: what the night does."""
        month = _month(options["month"])
        drawn = draw(month, by=SYSTEM("history"), on=clock.today())
        self.stdout.write(f"{month:%Y-%m} の点検票を{len(drawn)}枚作りました。")

    def _staff_list(self, options: dict[str, Any]) -> None:
        """A list of the personnel office, which replaces the one before."""
        kind, as_of, file = options["kind"], options["as_of"], options["file"]
        if not (kind and as_of and file):
            raise CommandError("--kind、--as-of、--file を指定してください。", returncode=2)
        try:
            taken = take(ListKind(kind), as_of, file.read_bytes(), by=SYSTEM("history"), at=clock.now())
        except OSError as unread:
            raise CommandError(f"{file} を読めません。", returncode=2) from unread
        except CannotTake as refused:
            for one in refused.findings:
                self.stdout.write(f"{one.id} {one.at} {one.message}")
            raise SystemExit(1) from refused
        self.stdout.write(f"{taken.rows}行を取り込みました。職員と本人の組は{taken.ties}組です。")


def _month(text: str | None) -> date:
    """The first day of a month written 2026-06; without one, of the month before this."""
    if text is None:
        return (clock.today().replace(day=1) - timedelta(days=1)).replace(day=1)
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as unread:
        raise CommandError(f"{text}：月は 2026-06 のように書いてください。", returncode=2) from unread
