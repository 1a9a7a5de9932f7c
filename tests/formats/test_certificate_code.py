"""The code on a certificate: anyone can check it, nobody can change it, and it names nobody."""

import base64
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sasae.deployment import cli
from sasae.formats import certificate_code as code
from sasae.formats.certificate_code.revocations import Void

STATEMENT = code.Statement("85145001", "1234566", date(2026, 6, 15), date(2026, 12, 31), "1", "2026-00000001")
NOW = datetime(2026, 6, 20, 3, 0, tzinfo=UTC)
DAY = date(2026, 6, 20)


@pytest.fixture
def keys(tmp_path: Path) -> code.SigningKeys:
    path = tmp_path / "certificates.keys.json"
    code.SigningKeys.create(path)
    return code.SigningKeys.read(path)


def void_list(keys: code.SigningKeys, *, state: str = "2", since: date = DAY, hours: int = 48) -> bytes:
    void = {STATEMENT.serial: Void(state, since)} if state else {}
    return code.write_list(code.Revocations(NOW, NOW + timedelta(hours=hours), void), keys)


class TestTheLine:
    def test_what_was_written_is_read(self, keys: code.SigningKeys) -> None:
        line = code.write(STATEMENT, keys)
        assert code.read(line, keys.public) == code.Read(STATEMENT, keys.current)

    def test_another_program_checks_it_by_the_published_key_and_the_text_alone(self, keys: code.SigningKeys) -> None:
        line = code.write(STATEMENT, keys)
        assert line.startswith(f"SASAE1.{keys.current}.85145001.1234566.20260615.20261231.1.2026-00000001.")
        published = json.loads(keys.public.published())["keys"][keys.current]
        signed, _, signature = line.rpartition(".")
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(published))
        key.verify(base64.b32decode(signature + "="), signed.encode())

    def test_it_fits_the_alphanumeric_repertoire_of_a_small_qr_code(self, keys: code.SigningKeys) -> None:
        line = code.write(STATEMENT, keys)
        assert len(line) <= 178  # version 7, correction M
        assert set(line) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")

    @pytest.mark.parametrize("place", range(11, 62))
    def test_no_sign_of_it_can_be_changed(self, keys: code.SigningKeys, place: int) -> None:
        line = code.write(STATEMENT, keys)
        other = "1" if line[place] != "1" else "2"
        with pytest.raises(code.BadCode):
            code.read(line[:place] + other + line[place + 1 :], keys.public)

    def test_a_signature_has_one_spelling(self, keys: code.SigningKeys) -> None:
        line = code.write(STATEMENT, keys)
        last = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".index(line[-1])
        with pytest.raises(code.BadCode, match="読めません"):
            code.read(line[:-1] + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[last ^ 1], keys.public)

    def test_what_a_scanner_adds_is_forgiven(self, keys: code.SigningKeys) -> None:
        line = code.write(STATEMENT, keys)
        assert code.read(f" {line[:60]}\n{line[60:].lower()}\r\n", keys.public).statement == STATEMENT

    def test_a_stranger_s_key_is_not_known(self, keys: code.SigningKeys, tmp_path: Path) -> None:
        other = tmp_path / "other.json"
        code.SigningKeys.create(other)
        with pytest.raises(code.BadCode, match="を知りません"):
            code.read(code.write(STATEMENT, code.SigningKeys.read(other)), keys.public)

    @pytest.mark.parametrize("text", ["", "SASAE1", "https://example.jp/", "SASAE2." + "A" * 160])
    def test_what_is_no_code_is_said_so(self, keys: code.SigningKeys, text: str) -> None:
        with pytest.raises(code.BadCode, match="読めません"):
            code.read(text, keys.public)


class TestKeys:
    def test_a_key_file_others_may_read_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "keys.json"
        code.SigningKeys.create(path)
        path.chmod(0o644)
        with pytest.raises(PermissionError, match="chmod 600"):
            code.SigningKeys.read(path)

    def test_it_is_made_once(self, tmp_path: Path) -> None:
        path = tmp_path / "keys.json"
        code.SigningKeys.create(path)
        made = path.read_bytes()
        code.SigningKeys.create(path)
        assert path.read_bytes() == made
        assert path.stat().st_mode & 0o777 == 0o600

    def test_a_key_under_another_s_name_is_refused(self, keys: code.SigningKeys) -> None:
        told = json.loads(keys.public.published())
        told["keys"] = {"AAAA": told["keys"][keys.current]}
        with pytest.raises(ValueError, match="名前と鍵"):
            code.PublicKeys.parse(json.dumps(told).encode())


class TestTheList:
    def test_a_changed_list_is_refused(self, keys: code.SigningKeys) -> None:
        content = void_list(keys)
        assert code.read_list(content, keys.public).void == {STATEMENT.serial: Void("2", DAY)}
        with pytest.raises(code.BadList, match="署名"):
            code.read_list(content.replace(b"00000001", b"00000002"), keys.public)
        with pytest.raises(code.BadList, match="読めません"):
            code.read_list(b"{}", keys.public)

    def test_void_from_its_day_on_and_good_the_day_before(self, keys: code.SigningKeys) -> None:
        listed = code.read_list(void_list(keys), keys.public)
        assert code.judge(STATEMENT, DAY - timedelta(days=1), listed, NOW).good
        verdict = code.judge(STATEMENT, DAY, listed, NOW)
        assert (verdict.good, "再交付により無効" in verdict.words) == (False, True)

    @pytest.mark.parametrize(
        ("on", "good"),
        [("2026-06-14", False), ("2026-06-15", True), ("2026-12-31", True), ("2027-01-01", False)],
    )
    def test_good_from_the_first_to_the_last_day(self, on: str, good: bool) -> None:
        assert code.judge(STATEMENT, date.fromisoformat(on), None, NOW).good is good

    def test_an_old_list_and_no_list_are_said_aloud(self, keys: code.SigningKeys) -> None:
        listed = code.read_list(void_list(keys, state="", hours=1), keys.public)
        assert code.judge(STATEMENT, DAY, listed, NOW + timedelta(hours=1)).notes == ()
        assert "古く" in code.judge(STATEMENT, DAY, listed, NOW + timedelta(hours=1, seconds=1)).notes[0]
        assert "見ていません" in code.judge(STATEMENT, DAY, None, NOW).notes[0]


class TestTheCommand:
    """`sasae certificate verify`, with files alone."""

    @pytest.fixture
    def files(self, keys: code.SigningKeys, tmp_path: Path) -> list[str]:
        (tmp_path / "public.json").write_bytes(keys.public.published())
        return ["--keys", str(tmp_path / "public.json"), "--on", "2026-06-20"]

    def test_a_good_one(self, keys: code.SigningKeys, files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["certificate", "verify", code.write(STATEMENT, keys), *files]) == 0
        said = capsys.readouterr().out
        for words in ("○", "1234566", "令和8年12月31日", "失効の一覧を見ていません"):
            assert words in said, words

    def test_a_void_one_from_a_file_as_json(
        self, keys: code.SigningKeys, files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "void.json").write_bytes(void_list(keys, state="3"))
        (tmp_path / "code.txt").write_text(code.write(STATEMENT, keys) + "\n", encoding="ascii")
        listed = ["--revocations", str(tmp_path / "void.json"), "--json"]
        assert cli.main(["certificate", "verify", str(tmp_path / "code.txt"), *files, *listed]) == 1
        told = json.loads(capsys.readouterr().out)
        assert (told["good"], told["serial"]) == (False, STATEMENT.serial)
        assert "喪失により無効" in told["words"]

    def test_a_forged_one_and_one_that_is_not_there(self, files: list[str], keys: code.SigningKeys) -> None:
        forged = code.write(STATEMENT, keys).replace("1234566", "7654321")
        assert cli.main(["certificate", "verify", forged, *files]) == 1
        assert cli.main(["certificate", "verify", "/nowhere/code.txt", *files]) == 2
