"""Backups: whether there is a place for them, how old the newest one and the newest drill are, whether changes arrive."""

from collections.abc import Iterator
from datetime import datetime

import psycopg

from sasae.deployment import database
from sasae.deployment.backups.drills import last_drill
from sasae.deployment.backups.place import Place, all_of, place_of
from sasae.deployment.health.looks import Look, attention, well, wrong
from sasae.deployment.home import Home
from sasae.kernel import clock

AREA = "保存"
OLDEST_HOURS = 36  # a night's backup that is left out is told the next noon
DRILL_DAYS = 366


def backups(home: Home) -> Iterator[Look]:
    """Only an installation of our own server has them; another is backed up with the means of its server."""
    if not home.embedded or not (home.postgres_dir / "PG_VERSION").exists():
        return
    place = place_of(home)
    if place is None:
        yield attention(
            AREA, "保存の場所がありません。この機械を失うと、すべてを失います",
            "./sasae backup key で鍵を作り、sasae.toml の [backup] に folder と recipient を書いてください。",
        )  # fmt: skip
        return
    yield _newest(place)
    yield _drill(place)
    if place.changes and database.of_home(home).pid() is not None:
        yield _changes(home)


def _newest(place: Place) -> Look:
    there = all_of(place)
    if not there:
        return wrong(AREA, f"{place.folder} に保存がありません", "./sasae backup make を実行してください。")
    hours = (clock.real_now() - there[-1].moment).total_seconds() / 3600
    said = f"{there[-1].name}（{hours:.0f}時間前、{len(there)}件）"
    if hours > OLDEST_HOURS:
        return wrong(
            AREA, f"最後の保存は{said}です",
            "保存の場所が使えるかを確かめ、./sasae backup make を実行してください。毎晩1時台に自動で保存されます。",
        )  # fmt: skip
    return well(AREA, said)


def _drill(place: Place) -> Look:
    area, do = "復元の訓練", "./sasae backup drill --key 鍵のファイル を実行してください。"
    done = last_drill(place)
    if done is None:
        return attention(area, "一度も行っていません。復元できるかどうか分かりません", do)
    if not done.good:
        return wrong(
            area, f"{done.at} の訓練で、操作履歴の検証に所見がありました", "障害として調べ、もう一度行ってください。"
        )
    said = f"{done.at}（復元に{done.seconds:.0f}秒、失われるのは{done.lost:.0f}秒分）"
    if (clock.real_now() - datetime.fromisoformat(done.at)).days > DRILL_DAYS:
        return attention(area, f"最後の訓練は{said}で、1年より前です", do)
    return well(area, said)


def _changes(home: Home) -> Look:
    area = "変更の控え"
    with psycopg.connect(database.of_home(home).superuser_dsn(), connect_timeout=3, autocommit=True) as asked:
        on, behind, failed = asked.execute(
            "SELECT current_setting('archive_mode') = 'on',"
            " last_failed_time > coalesce(last_archived_time, '-infinity'), last_failed_wal FROM pg_stat_archiver"
        ).fetchone() or (False, False, None)
    if not on:
        return wrong(area, "まだ取っていません", "./sasae down と ./sasae up で起動し直してください。")
    if behind:
        return wrong(
            area, f"{failed} を保存の場所に書けていません。変更がこの機械にたまっています",
            "logs/postgres.log の理由を見て、保存の場所（空き、書込みの権限）を直してください。直れば自動で続きます。",
        )  # fmt: skip
    return well(area, "5分以内に保存の場所に書いています")
