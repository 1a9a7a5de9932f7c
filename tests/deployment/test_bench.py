"""The benches run, say what they measured, and leave nothing behind. How fast they are is not judged here."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sasae.deployment import benchmark
from sasae.deployment.benchmark import Failed, Run, ask, growth, large, load, seconds_of
from sasae.deployment.commands import bench

ROOT = Path(__file__).parents[2]
UNMEASURED: set[str] = set()  # may be without a result until measured alone
CHEAP = ("certificates", "receipts", "signed_requests", "town", "transfers")
OF_A_RUN = {"what", "size", "seconds", "rate", "alternative_size", "alternative_seconds", "alternative_rate"}


def sasae(*arguments, **environment):
    command = [sys.executable, "-m", "sasae.deployment.cli", "bench", *arguments]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """The cheap questions' results, and what was printed."""
    out, temporary = tmp_path_factory.mktemp("bench"), tmp_path_factory.mktemp("temporary")
    done = sasae(*CHEAP, "--quick", "--out", str(out), TMPDIR=str(temporary))
    assert done.returncode == 0, done.stderr
    results = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in out.iterdir()}
    return results, done.stdout, temporary


def test_each_question_leaves_its_result(quick):
    assert sorted(quick[0]) == sorted(CHEAP)


def test_nothing_is_left_behind(quick):
    assert list(quick[2].iterdir()) == []


@pytest.mark.parametrize("name", CHEAP)
def test_a_result_says_what_where_and_when(quick, name):
    result = quick[0][name]
    assert result["question"] == name
    assert result["quick"] is True
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", result["date"])
    assert result["machine"]["cores"] >= 1
    assert re.match(r"3\.\d+\.\d+", result["python"])
    assert result["sizes"] == list(load(ROOT / "bench" / f"{name}.py").QUICK)
    assert result["alternative"]


@pytest.mark.parametrize("name", CHEAP)
def test_each_run_has_its_rate_beside_the_alternatives(quick, name):
    result = quick[0][name]
    assert {run["size"] for run in result["runs"]} == set(result["sizes"])
    for run in result["runs"]:
        assert set(run) >= OF_A_RUN
        assert run["rate"] == pytest.approx(run["size"] / run["seconds"], rel=0.05)
        compared = name != "town"
        assert (run["alternative_rate"] is not None) == compared
        assert (run["alternative_size"] is not None) == compared


def test_growth_is_told_of_what_was_measured_at_several_sizes(quick):
    assert set(quick[0]["transfers"]["growth"]) == {"書く", "読む"}
    assert quick[0]["signed_requests"]["growth"]["毎回つなぐ"] is None
    assert isinstance(quick[0]["town"]["growth"]["町"], float)


def test_the_table_names_every_question_and_what_it_is_compared_with(quick):
    for result in quick[0].values():
        assert f"■ {result['title']}" in quick[1]
        assert result["alternative"] in quick[1]


def test_receipts_are_told_in_megabytes_too(quick):
    assert all({"MB", "MB/秒", "csv MB/秒"} <= set(run) for run in quick[0]["receipts"]["runs"])


def test_what_is_asked_of_a_million_is_left_out_with_the_reason_until_it_is_asked_for():
    for name in bench.names():
        question = load(ROOT / "bench" / f"{name}.py")
        assert not set(large(question)) & set(question.SIZES)
        assert all(size > max(question.SIZES) for size in large(question))
        assert not large(question) or "--million" in str(question.LEFT_OUT)


def test_an_unknown_question_is_refused(tmp_path):
    done = sasae("nothing", "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "transfers" in done.stderr
    assert not (tmp_path / "out").exists()


class TestStory:
    """The question that plays the demonstration, with the little of it that can be had quickly: its failures."""

    @pytest.fixture
    def story(self):
        return load(ROOT / "bench" / "story.py")

    def test_a_demonstration_that_fails_is_told_with_its_last_words(self, story, tmp_path):
        with pytest.raises(Failed, match=r"終了コード 2(.|\n)*--size"):
            story._play("many", tmp_path, tmp_path / "out")

    def test_seconds_are_read_from_the_steps(self, story, tmp_path):
        file = tmp_path / "story.json"
        file.write_text(json.dumps({"steps": [{"what": "1 申請", "ids": {"a": 1}, "seconds": 2.5}]}), encoding="utf-8")
        assert story._steps(file) == [("1 申請", 2.5)]

    @pytest.mark.parametrize("content", ["", "{}", '{"steps": [{"what": "x"}]}', '{"steps": [3]}'])
    def test_a_report_of_another_shape_is_told(self, story, tmp_path, content):
        (tmp_path / "story.json").write_text(content, encoding="utf-8")
        with pytest.raises(Failed, match=r"story\.json が読めません"):
            story._steps(tmp_path / "story.json")

    def test_a_missing_report_is_told(self, story, tmp_path):
        with pytest.raises(Failed, match="ありません"):
            story._steps(tmp_path / "story.json")


class TestMeasuring:
    @pytest.mark.parametrize(("power", "expected"), [(1, 1.0), (2, 2.0), (0, 0.0)])
    def test_the_exponent_is_the_one_the_seconds_were_made_with(self, power, expected):
        assert growth([(size, 0.003 * size**power) for size in (10, 1_000, 20_000)]) == expected

    def test_one_size_has_no_growth(self):
        assert growth([(10, 1.0)]) is None
        assert growth([(10, 1.0), (10, 2.0)]) is None

    def test_what_remembers_its_work_is_done_once(self):
        done = []
        seconds_of(lambda: done.append(1), most=1)
        assert len(done) == 1
        seconds_of(lambda: done.append(1))
        assert len(done) == 1 + benchmark.MOST_TRIES

    def test_a_question_that_fails_ends_what_it_started_and_is_told(self, tmp_path, capsys):
        mark = tmp_path / "ended"
        file = tmp_path / "broken.py"
        file.write_text(
            "from pathlib import Path\nfrom sasae.deployment.benchmark import Failed, Run\n"
            "TITLE = UNIT = ALTERNATIVE = 'x'\nSIZES = QUICK = (1,)\n"
            "def runs(sizes, folder):\n    try:\n        yield Run('x', 1, 1.0)\n        raise Failed('動きません')\n"
            f"    finally:\n        Path({str(mark)!r}).write_text(str(folder))\n",
            encoding="utf-8",
        )
        assert benchmark.main([str(file), "1"]) == 1
        assert "動きません" in capsys.readouterr().err
        assert not Path(mark.read_text()).exists()
        with pytest.raises(Failed):
            ask(tmp_path / "none.py", [1])

    @pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
    def test_a_question_that_is_told_to_end_ends_what_it_started(self, tmp_path, asked):
        begun, mark, file = tmp_path / "begun", tmp_path / "ended", tmp_path / "long.py"
        file.write_text(
            "import time\nfrom pathlib import Path\nTITLE = UNIT = ALTERNATIVE = 'x'\nSIZES = QUICK = (1,)\n"
            f"def runs(sizes, folder):\n    try:\n        Path({str(begun)!r}).touch()\n        time.sleep(600)\n        yield\n"
            f"    finally:\n        Path({str(mark)!r}).touch()\n",
            encoding="utf-8",
        )
        deaf = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a shell starts what it leaves in the background
        try:
            running = subprocess.Popen([sys.executable, "-m", "sasae.deployment.benchmark", str(file), "1"])
        finally:
            signal.signal(signal.SIGINT, deaf)
        until = time.monotonic() + 120
        while not begun.exists():
            assert time.monotonic() < until
            time.sleep(0.05)
        running.send_signal(asked)
        assert running.wait(120) == 130
        assert mark.exists()

    def test_a_part_of_the_alternative_is_told_as_such(self):
        run = benchmark._as_json(Run("x", 100, 2.0, 1.0, 10), "件")
        assert (run["rate"], run["alternative_rate"], run["alternative_size"]) == (50.0, 10.0, 10)
        assert "比較対象は10で計測" in bench._besides(run)

    def test_where_seconds_are_the_answer_there_is_no_rate(self):
        said = benchmark._as_json(Run("x", 100, 2.0, 0.5), "")
        assert (said["rate"], said["alternative_rate"]) == (None, None)
        assert said["alternative_seconds"] == 0.5


def test_the_results_in_the_repository_are_whole_runs_and_name_no_machine():
    files = sorted((ROOT / "bench" / "results").glob("*.json"))
    assert {*(file.stem for file in files), *UNMEASURED} == {*bench.names()}
    for file in files:
        result = json.loads(file.read_text(encoding="utf-8"))
        assert result["quick"] is False
        question = load(ROOT / "bench" / f"{file.stem}.py")
        assert result["sizes"] in ([*question.SIZES], [*question.SIZES, *large(question)])
        assert set(result["machine"]) == {"cores", "architecture"}
        assert not re.search(r'"/[a-z]+/', file.read_text(encoding="utf-8"))
