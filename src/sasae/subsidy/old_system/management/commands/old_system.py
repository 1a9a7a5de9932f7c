"""`old_system`: a folder of files checked, an approved import worked, a comparison made, in this process."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sasae.formats.incoming import Unusable, open_file
from sasae.formats.tables import findings_report, table
from sasae.foundation.batch import run_now
from sasae.foundation.batch.models import BatchRun, RunState
from sasae.foundation.history import SYSTEM
from sasae.kernel import clock
from sasae.kernel.findings import Finding, Severity
from sasae.kernel.wareki import parse_date
from sasae.subsidy.old_system import actions
from sasae.subsidy.old_system.layouts import layouts
from sasae.subsidy.old_system.models import Migration, Purpose, State
from sasae.subsidy.old_system.queries import by_cause

BY = SYSTEM("old-system")


class Command(BaseCommand):
    """Exit 0 good, 1 the files or the answers are not good, 2 unusable call."""

    help = "旧システムのファイルを点検・取込み・比較する"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["check", "import", "compare"])
        parser.add_argument("what")
        parser.add_argument("--cutover", default="")
        parser.add_argument("--parallel", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        good = getattr(self, f"_{options['verb']}")(options["what"], options)
        if not good:
            raise CommandError("誤りまたは確かめる違いがあります。上の内容を見てください。", returncode=1)

    def _check(self, folder: str, options: dict[str, Any]) -> bool:
        try:
            cutover: date = parse_date(options["cutover"]) if options["cutover"] else clock.today()
        except ValueError as unread:
            raise CommandError(str(unread), returncode=2) from unread
        purpose = Purpose.PARALLEL if options["parallel"] else Purpose.MOVE
        if not Path(folder).is_dir():
            raise CommandError(f"{folder} というフォルダーはありません。", returncode=2)
        made = actions.open_migration(Path(folder).resolve().name[:60] or "移行", purpose, cutover, by=BY, at=clock.now())
        for layout in layouts().values():
            path = Path(folder) / layout.file
            if path.exists():
                self._give(made, layout.kind, path)
        try:
            run_now(actions.begin_check(made.pk, by=BY))
        except actions.CannotMove as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        made.refresh_from_db()
        self._say(made)
        return bool(made.state == State.CHECKED)

    def _give(self, made: Migration, kind: str, path: Path) -> None:
        try:
            with open_file(path) as stream:
                actions.give(made.pk, kind, path.name, stream.read(), by=BY, at=clock.now())
        except Unusable as reason:
            raise CommandError(str(reason), returncode=2) from reason

    def _say(self, made: Migration) -> None:
        told = [one for file in made.files.order_by("pk") for one in file.findings] + made.findings
        found = [Finding(one["id"], Severity(one["severity"]), one["at"], one["message"]) for one in told]
        rows = [
            [line["kind"], str(line["year"] or ""), line["ward"], f"{line['count']:,}", f"{line['yen']:,}",
             f"{line['their_count']:,}", f"{line['their_yen']:,}", "一致" if line["same"] else "相違あり"]
            for line in made.totals
        ]  # fmt: skip
        heading = ("種別", "年", "区", "件数", "金額", "合計表の件数", "合計表の金額", "比較")
        self.stdout.write(f"移行 {made.number}　{made.get_state_display()}\n")
        self.stdout.write(findings_report(found))
        self.stdout.write(table(heading, rows, right=(3, 4, 5, 6)) if rows else "")

    def _import(self, number: str, _: dict[str, Any]) -> bool:
        """Work an import that two persons have settled on the screen; a killed one goes on."""
        made = self._found(number)
        if made.state not in (State.IMPORTING, State.IMPORTED):
            raise CommandError("取込みは、画面でほかの人が承認してから始められます。", returncode=1)
        for kind in ("old_system.persons", "old_system.families"):
            once = made.number if kind == "old_system.persons" else str(made.pk)
            run = BatchRun.objects.filter(kind=kind, once=once).first()
            if run is not None and run.state != RunState.FINISHED:
                run_now(run, lambda told: self.stdout.write(f"{told.worked:,} / {told.total:,}"))
        made.refresh_from_db()
        wrong = [line for line in made.landed if not line["same"]]
        self.stdout.write(f"移行 {made.number}　{made.get_state_display()}　合計の違い {len(wrong)}行\n")
        return made.state == State.IMPORTED and not wrong

    def _compare(self, number: str, _: dict[str, Any]) -> bool:
        made = self._found(number)
        try:
            run_now(actions.begin_comparison(made.pk, by=BY))
        except actions.CannotMove as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        causes = by_cause(made)
        for row in causes:
            self.stdout.write(f"{row['cause']} {row['one'].label}　{row['count']:,}件　{row['yen']:,}円\n")
        self.stdout.write(f"違い {made.differences.count():,}件\n")
        return all(row["one"].explained for row in causes)

    def _found(self, number: str) -> Migration:
        found = Migration.objects.filter(number=number).first()
        if found is None:
            raise CommandError(f"移行 {number} はありません。", returncode=2)
        return found
