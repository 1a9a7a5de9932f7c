"""`./sasae` verbs as an operator runs them: on the files the story made, and on the same as other programs write them."""

import json
import subprocess
from pathlib import Path

import pytest

from sasae.deployment.home import Home
from tests.installation import ROOT, sasae
from tests.journeys.conftest import Played


@pytest.fixture
def anywhere(tmp_path: Path) -> Home:
    """A home nobody has made: these verbs need none."""
    return Home(tmp_path / "nowhere", {}, {})


class TestReceiptRead:
    def test_in_utf_8_with_bare_line_ends_it_is_the_same_file(self, anywhere: Home, story: Played, tmp_path: Path):
        elsewhere = tmp_path / "receipts.csv"
        elsewhere.write_bytes(story.file("RECEIPTC.UKE").decode("cp932").replace("\r\n", "\n").encode())
        ours, theirs = (
            json.loads(sasae(anywhere, "receipt", "read", "--json", str(place)).stdout)
            for place in (story.out / "RECEIPTC.UKE", elsewhere)
        )
        assert ours["receipts"]
        assert theirs["receipts"] == ours["receipts"]

    def test_the_story_s_file_has_as_many_receipts_as_the_review_body_says(self, anywhere: Home, story: Played):
        said = sasae(anywhere, "receipt", "read", "--json", str(story.out / "RECEIPTC.UKE"))
        assert said.returncode == 0, said.stderr
        lines = story.file("RECEIPTC.UKE").decode("cp932").splitlines()
        assert len(json.loads(said.stdout)["receipts"]) == sum(line.startswith("RE,") for line in lines)

    def test_the_same_file_with_a_receipt_torn_out_is_said_to_be_wrong(
        self, anywhere: Home, story: Played, tmp_path: Path
    ):
        lines = story.file("RECEIPTC.UKE").decode("cp932").splitlines(keepends=True)
        second = [place for place, line in enumerate(lines) if line.startswith("RE,")][1]
        torn = tmp_path / "torn.uke"
        torn.write_bytes("".join([*lines[:1], *lines[second:]]).encode("cp932"))
        said = sasae(anywhere, "receipt", "read", str(torn))
        assert said.returncode == 1, said.stdout
        assert "誤り0件" not in said.stdout


class TestZenginCheck:
    def test_with_bare_line_ends_and_no_trailing_spaces_it_is_the_same_file(
        self, anywhere: Home, story: Played, tmp_path: Path
    ):
        elsewhere = tmp_path / "transfer.txt"
        lines = story.file("transfer-*.txt").splitlines()
        elsewhere.write_bytes(b"\n".join(line.rstrip() for line in lines) + b"\n")
        (place,) = story.out.glob("transfer-*.txt")
        ours, theirs = (sasae(anywhere, "zengin", "check", str(each)) for each in (place, elsewhere))
        assert (ours.returncode, theirs.returncode) == (0, 0), theirs.stdout + theirs.stderr
        assert ours.stdout.splitlines()[:8] == theirs.stdout.splitlines()[:8]

    def test_the_story_s_file_is_good_and_one_yen_more_in_the_total_is_not(
        self, anywhere: Home, story: Played, tmp_path: Path
    ):
        content = story.file("transfer-*.txt")
        for total, code in (("000000019113", 0), ("000000019114", 1)):
            place = tmp_path / f"{total}.txt"
            place.write_bytes(content.replace(b"8000002000000019113", f"8000002{total}".encode()))
            said = sasae(anywhere, "zengin", "check", str(place))
            assert said.returncode == code, said.stdout + said.stderr


@pytest.mark.parametrize(
    ("written", "printed"), [("サトウ ミサキ", "ｻﾄｳ ﾐｻｷ"), ("ガッキュウ", "ｶﾞﾂｷﾕｳ"), ("コーポ", "ｺ-ﾎﾟ")]
)
def test_a_name_for_the_bank_is_in_the_bank_s_letters(anywhere: Home, written: str, printed: str):
    said = sasae(anywhere, "zengin", "name", written)
    assert (said.returncode, said.stdout) == (0, f"{printed}\n"), said.stderr


def test_a_name_in_kanji_is_refused_for_the_bank(anywhere: Home):
    assert sasae(anywhere, "zengin", "name", "佐藤 美咲").returncode == 1


class TestTown:
    def test_the_same_size_and_seed_twice_is_the_same_town_byte_by_byte(self, anywhere: Home):
        first, second = (town(anywhere, "1000", "7") for _ in range(2))
        assert first == second
        assert first.count('"part":"persons"') == 1000

    def test_another_seed_is_another_town(self, anywhere: Home):
        assert town(anywhere, "1000", "7") != town(anywhere, "1000", "8")


def town(home: Home, size: str, seed: str) -> str:
    """Everything the verb prints."""
    said = sasae(home, "town", "--size", size, "--seed", seed, "--json-lines")
    assert said.returncode == 0, said.stderr
    return said.stdout


def test_the_one_command_runs_a_verb_from_any_folder(tmp_path: Path):
    said = subprocess.run(
        [str(ROOT / "sasae"), "zengin", "name", "サクラ"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (said.returncode, said.stdout) == (0, "ｻｸﾗ\n"), said.stderr
