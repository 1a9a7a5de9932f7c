"""The launcher's verbs, and the small ones that need nothing running: totp, logs, status and down of an empty home."""

import base64
import os
import re
import signal
import subprocess
import sys
import time

import pytest
from django_otp.oath import totp

from sasae.deployment import cli
from sasae.deployment.home import create, free_ports
from tests.deployment.terminal import command, environment, sasae
from tests.deployment.waiting import until


class TestVerbs:
    def test_without_a_verb_every_verb_is_shown_with_its_line(self, tmp_path):
        said = sasae(tmp_path)
        assert said.returncode == 0
        shown = {
            line.split()[0] for line in said.stdout.splitlines() if line.startswith("  ") and "./sasae" not in line
        }
        modules = {path.stem for path in cli.COMMANDS.glob("*.py")} - {"__init__"}
        assert {cli.verbs()[verb] for verb in shown} == modules
        assert {"up", "down", "status", "logs", "pki", "totp", "demo", "test"} <= shown

    @pytest.mark.parametrize("asked", ["help", "-h", "--help"])
    def test_help_may_be_asked_in_every_way(self, asked, capsys):
        assert cli.main([asked]) == 0
        assert capsys.readouterr().out == f"{cli.overview()}\n"

    def test_an_unknown_verb_is_named_and_exit_2(self, tmp_path):
        said = sasae(tmp_path, "updown")
        assert said.returncode == 2
        assert "「updown」という命令はありません。" in said.stderr
        assert said.stdout == ""

    def test_an_unusable_call_of_a_verb_is_exit_2(self, tmp_path):
        said = sasae(tmp_path, "up", "--backwards")
        assert said.returncode == 2
        assert "--backwards" in said.stderr

    def test_a_reader_that_has_seen_enough_is_no_error(self, tmp_path):
        """`sasae logs | head -1`: the pipe is closed while there is more to say."""
        home = create(tmp_path, free_ports())
        (home.logs_dir / "sasae.log").write_text("a line of the log\n" * 100_000, encoding="utf-8")
        running = subprocess.Popen(
            command("logs", "--lines", "100000"), env=environment(tmp_path), stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline() == b"a line of the log\n"
        running.stdout.close()
        assert running.stderr.read() == b""
        running.stderr.close()
        assert running.wait(timeout=120) == 0

    @pytest.mark.parametrize("verb", ["up", "down", "status", "logs", "pki"])
    def test_a_doubtful_configuration_is_told_and_not_thrown(self, tmp_path, verb):
        (tmp_path / "sasae.toml").write_text("[ports]\nsubsidy = 8002\n", encoding="utf-8")
        said = sasae(tmp_path, verb)
        assert said.returncode == 1
        assert "two processes share a port" in said.stdout + said.stderr
        assert "Traceback" not in said.stderr

    def test_a_verb_loads_nothing_of_django_unless_it_needs_it(self, tmp_path):
        code = "import sys; from sasae.deployment import cli; cli.main(['logs']); print('django' in sys.modules)"
        said = subprocess.run(
            [sys.executable, "-c", code], env=environment(tmp_path), capture_output=True, text=True, check=True
        )
        assert said.stdout.splitlines()[-1] == "False"


class TestTotp:
    @pytest.mark.parametrize("login", ["counter1", "officer1"])
    def test_the_code_is_the_one_an_authenticator_shows(self, tmp_path, login):
        """The secret it prints, put into another implementation, gives the code it prints."""
        key = base64.b32decode(sasae(tmp_path, "totp", login, "--secret").stdout.strip())
        before = int(time.time())
        said = sasae(tmp_path, "totp", login)
        shown = re.fullmatch(r"(\d{6})（あと (\d+) 秒）\n", said.stdout)
        assert said.returncode == 0
        assert shown
        assert 1 <= int(shown[2]) <= 30
        assert int(shown[1]) in {totp(key, step=30, drift=0, t0=shift) for shift in _moments_since(before)}

    def test_every_log_in_has_a_secret_of_its_own(self, tmp_path):
        assert sasae(tmp_path, "totp", "counter1", "--secret").stdout != sasae(tmp_path, "totp", "a", "--secret").stdout

    def test_it_needs_a_log_in(self, tmp_path):
        assert sasae(tmp_path, "totp").returncode == 2


def _moments_since(before):
    """Shifts of the other implementation's clock by which it stands at each second since then."""
    return range(int(time.time()) - before + 1)


class TestOfNothing:
    def test_status_says_that_nothing_runs(self, tmp_path):
        create(tmp_path, free_ports())
        said = sasae(tmp_path, "status")
        assert said.returncode == 1
        lines = said.stdout.splitlines()
        assert {line.split()[1] for line in lines} >= {"supervisor", "postgres", "subsidy-people", "intake-worker"}
        assert all(line.startswith("BAD ") and line.endswith("does not run") for line in lines)

    def test_down_is_harmless(self, tmp_path):
        create(tmp_path, free_ports())
        said = sasae(tmp_path, "down")
        assert (said.returncode, said.stdout) == (0, "動いていませんでした。\n")
        assert not (tmp_path / "postgres").exists()

    def test_the_log_is_empty(self, tmp_path):
        said = sasae(tmp_path, "logs")
        assert (said.returncode, said.stdout.strip(), said.stderr) == (0, "", "")


class TestLogs:
    def test_the_last_lines_are_shown(self, tmp_path):
        home = create(tmp_path, free_ports())
        (home.logs_dir / "sasae.log").write_text("一\n二\n三\n", encoding="utf-8")
        assert sasae(tmp_path, "logs", "--lines", "2").stdout == "二\n三\n"
        assert sasae(tmp_path, "logs", "--lines", "9").stdout == "一\n二\n三\n"
        assert sasae(tmp_path, "logs", "--lines", "0").stdout.strip() == ""

    def test_following_shows_what_is_written_later_until_ctrl_c(self, tmp_path):
        home = create(tmp_path, free_ports())
        running = subprocess.Popen(
            command("logs", "--follow"), env={**environment(tmp_path), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # whoever runs the tests may ignore it
        )  # fmt: skip
        try:
            log = home.logs_dir / "sasae.log"
            until(log.exists)
            assert running.stdout is not None
            os.set_blocking(running.stdout.fileno(), False)
            seen = bytearray()

            def look():
                with log.open("a", encoding="utf-8") as file:
                    file.write("後から書いた行\n")
                seen.extend(running.stdout.read() or b"")
                return "後から書いた行" in seen.decode("utf-8", "replace")

            until(look)
            running.send_signal(2)
            assert running.wait(timeout=120) == 130
            assert running.stderr.read() == b""
        finally:
            running.kill()
            running.wait()
            running.stdout.close()
            running.stderr.close()
