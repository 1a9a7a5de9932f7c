"""`./sasae intermediary verify | evidence | check` as an operator runs them, on what the story left behind."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from sasae.deployment.home import Home
from tests.effects import CITY, Auditor
from tests.installation import LogIn, sasae
from tests.journeys.conftest import Played

pytestmark = [pytest.mark.clause("INT-5"), pytest.mark.clause("INT-8")]
NO_CODES = "符号は、情報連携の表のほかにありません。"


@pytest.fixture
def exchange(story: Played, ask: Auditor) -> str:
    """A query of the city that was answered in the story."""
    numbers = ask.column(
        "intermediary",
        f"SELECT processing_no FROM body_{CITY}.provision_record WHERE side = '照会' AND result = 'answered' ORDER BY id",
    )
    assert numbers
    return str(numbers[0])


def last_run(ask: Auditor) -> tuple[Any, ...]:
    (row,) = ask.rows(
        "intermediary",
        "SELECT errors, codes_searched, findings FROM intermediary_security_verification ORDER BY id DESC LIMIT 1",
    )
    return row


def test_all_fits_together_after_the_story_and_the_run_is_kept_for_the_page(
    installation: Home, story: Played, ask: Auditor
) -> None:
    said = sasae(installation, "intermediary", "verify")
    assert (said.returncode, said.stderr) == (0, ""), said.stdout
    assert NO_CODES in said.stdout
    assert last_run(ask)[:2] == (0, True)


@pytest.fixture
def memo(installation: Home, superuser: LogIn) -> Iterator["psycopg.Connection[Any]"]:
    """A table somebody made beside ours, taken away again."""
    with superuser("intermediary") as admin:
        admin.autocommit = True
        admin.execute("CREATE TABLE public.memo (note text, found text)")
        yield admin
        admin.execute("DROP TABLE public.memo")


def test_a_code_outside_the_exchange_tables_is_found_told_once_and_kept(
    installation: Home, story: Played, ask: Auditor, memo: "psycopg.Connection[Any]"
) -> None:
    code = ask.column("intermediary", f"SELECT code FROM body_{CITY}.code WHERE code IS NOT NULL LIMIT 1")[0]
    memo.execute("INSERT INTO public.memo (note) VALUES (%s)", [f"覚え {code} 終わり"])
    said = sasae(installation, "intermediary", "verify", "--json")
    assert said.returncode == 1, said.stderr
    (hidden,) = json.loads(said.stdout)
    assert (hidden["id"], hidden["at"]) == ("V-110", "intermediary public.memo")  # a table the owner may not read
    memo.execute("GRANT SELECT ON public.memo TO intermediary_owner")
    said = sasae(installation, "intermediary", "verify", "--json")
    assert said.returncode == 1, said.stderr
    (found,) = json.loads(said.stdout)
    assert (found["id"], found["at"]) == ("V-109", "intermediary public.memo")
    assert code not in said.stdout
    assert last_run(ask)[:2] == (1, True)
    assert [one["id"] for one in last_run(ask)[2]] == ["V-109"]


def test_the_evidence_of_an_exchange_is_written_for_its_owner_alone_and_checks_without_a_database(
    installation: Home, exchange: str, tmp_path: Path
) -> None:
    out = tmp_path / "evidence.json"
    said = sasae(installation, "intermediary", "evidence", exchange, "--body", CITY, "--out", str(out))
    assert said.returncode == 0, said.stderr
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    nowhere = Home(tmp_path / "nowhere", {}, {})
    checked = sasae(nowhere, "intermediary", "check", str(out))
    assert (checked.returncode, checked.stdout.splitlines()[-1]) == (0, "誤りは見つかりませんでした。")
    out.write_text(out.read_text(encoding="utf-8").replace(exchange, exchange[:-1] + "X"), encoding="utf-8")
    assert sasae(nowhere, "intermediary", "check", str(out)).returncode == 1


@pytest.mark.parametrize(
    ("number", "body", "code", "words"),
    [("1" * 24, CITY, 1, ""), (None, "999999", 1, "登録されていません")],
    ids=["no such exchange", "no such body"],
)
def test_what_there_is_not_is_no_evidence_and_no_file(
    installation: Home, exchange: str, tmp_path: Path, number: str | None, body: str, code: int, words: str
) -> None:
    out = tmp_path / "evidence.json"
    said = sasae(installation, "intermediary", "evidence", number or exchange, "--body", body, "--out", str(out))
    assert (said.returncode, out.exists()) == (code, False)
    assert words in said.stderr


def test_a_file_that_is_none_or_cannot_be_read_is_told_apart_from_one_that_is_wrong(tmp_path: Path) -> None:
    nowhere = Home(tmp_path / "nowhere", {}, {})
    assert sasae(nowhere, "intermediary", "check", str(tmp_path / "no.json")).returncode == 2
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    assert sasae(nowhere, "intermediary", "check", str(tmp_path / "bytes.json")).returncode == 2
    (tmp_path / "empty.json").write_text("{}")
    assert sasae(nowhere, "intermediary", "check", str(tmp_path / "empty.json")).returncode == 1
