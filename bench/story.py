"""How long does the whole story take, from a resident's application to the paid claim, in five real systems?"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from sasae.deployment.benchmark import Failed, Run

TITLE = "物語ひととおり（./sasae demo --once）"
UNIT = ""  # seconds are the answer
SIZES = (3_000,)
QUICK = (500,)
ALTERNATIVE = "なし。同じ手続きを通しで行う製品や見本は、利用者の手元にない"
LONGEST = 900.0  # seconds
GRACE = 120.0  # seconds to end what was started
LINES = 15  # of what a failed demonstration said


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """The demonstration makes an installation of its own on free ports and ends it; here it is only timed."""
    for size in sizes:
        out = folder / f"story-{size}"
        start = time.perf_counter()
        _play(size, folder, out)
        whole = time.perf_counter() - start
        steps = _steps(out / "story.json")
        yield Run("起動から終了まで", size, whole)
        yield Run("物語だけ", size, sum(seconds for _, seconds in steps))
        for what, seconds in steps:
            yield Run(what, size, seconds)


def _play(size: int, folder: Path, out: Path) -> None:
    command = [sys.executable, "-m", "sasae.deployment.cli", "demo", "--once", "--size", str(size), "--out", str(out)]
    environment = {**os.environ, "SASAE_HOME": str(folder / "home"), "TMPDIR": str(folder)}
    log = folder / "demo.log"
    with log.open("w", encoding="utf-8") as said:
        process = subprocess.Popen(  # a session of its own: Ctrl-C reaches it once, from us
            command, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
        )
        try:
            code = process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            raise Failed(f"demo が{LONGEST:.0f}秒で終わりませんでした。\n{_tail(log)}") from None
        finally:
            _end(process, folder)
    if code:
        raise Failed(f"demo が終了コード {code} で失敗しました。\n{_tail(log)}")


def _end(process: subprocess.Popen[bytes], folder: Path) -> None:
    """As Ctrl-C would, and the demonstration ends what it has started; what is still there then is ended by us."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for left in folder.glob("sasae-once-*/home"):
        down = [sys.executable, "-m", "sasae.deployment.cli", "down"]
        subprocess.run(down, env={**os.environ, "SASAE_HOME": str(left)}, stdout=subprocess.DEVNULL, check=False)


def _steps(file: Path) -> list[tuple[str, float]]:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        steps = told if isinstance(told, list) else told["steps"]
        return [(step["what"], max(float(step["seconds"]), 0.001)) for step in steps]  # a logarithm is taken
    except FileNotFoundError:
        raise Failed("demo は終わりましたが、story.json がありません。") from None
    except (ValueError, KeyError, TypeError) as wrong:
        raise Failed(f"story.json が読めません（steps の what と seconds）：{wrong!r}") from wrong


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-LINES:])
