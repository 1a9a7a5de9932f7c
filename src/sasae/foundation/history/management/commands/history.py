"""`history seal`, `history verify` and `history radar` for one service."""

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
from sasae.foundation.history.radar import sheet_of
from sasae.foundation.history.second_place import SecondPlace, copy_seals, second_place
from sasae.foundation.history.situation import Situation, situation
from sasae.foundation.history.verification import verify
from sasae.kernel import clock
from sasae.kernel.findings import has_errors

A_DAY = 1440  # minutes
INSPECTION = Situation(right="history.view", purpose="操作履歴の点検")  # which residents are not told of


class Command(BaseCommand):
    """Chains the journal, or checks it. Exit 0 good, 1 findings of severity error, 2 the journal cannot be reached."""

    help = "操作履歴を封印する（seal）、検証する（verify）、確かめるべき閲覧を拾う（radar）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["seal", "verify", "radar"])
        parser.add_argument("--json", action="store_true", help="所見を JSON で出す")
        parser.add_argument("--month", help="点検する月（例 2026-06。既定は前の月）")
        parser.add_argument("--second", type=Path, help="封印の二つ目の置き場所（設定と違うフォルダーと比べるとき）")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._handle(options)
        except OperationalError as trouble:
            said = f"操作履歴を読めません。データベースが動いているか確かめてください（./sasae doctor）。{trouble}"
            raise CommandError(said, returncode=2) from trouble

    def _handle(self, options: dict[str, Any]) -> None:
        if options["verb"] == "radar":
            self._radar(options)
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
            self.stdout.write(f"操作履歴 {count}件を検証しました。所見 {len(findings)}件。")
        if has_errors(findings):
            raise SystemExit(1)

    def _radar(self, options: dict[str, Any]) -> None:
        """The month's sheet: whom to ask about whom, and why. Whom it names is journaled."""
        sheet = sheet_of(_month(options["month"]))
        persons = [one.person for one in sheet.lines if one.person]
        with situation(INSPECTION):
            shown(SYSTEM("history"), "history.radar_shown", f"{sheet.month:%Y-%m}", persons, lines=len(sheet.lines))
        if options["json"]:
            self.stdout.write(json.dumps(asdict(sheet), ensure_ascii=False, default=str))
            return
        self.stdout.write(f"{sheet.month:%Y-%m} の閲覧の点検：{sheet.every}件のうち{len(sheet.lines)}件")
        for one in sheet.lines:
            about = f"本人 {one.person}" if one.person else "操作者の量"
            when = f"{one.looks}回、{localtime(one.first):%m-%d %H:%M}から{localtime(one.last):%m-%d %H:%M}まで" if one.looks else ""
            self.stdout.write(f"{one.score}点　{one.actor}（{one.actor_id}）　{about}　{when}　{one.words}")


def _month(text: str | None) -> date:
    """The first day of a month written 2026-06; without one, of the month before this."""
    if text is None:
        return (clock.today().replace(day=1) - timedelta(days=1)).replace(day=1)
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as unread:
        raise CommandError(f"{text}：月は 2026-06 のように書いてください。", returncode=2) from unread
