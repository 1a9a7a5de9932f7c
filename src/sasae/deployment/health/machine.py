"""The machine: Python and its packages, browser, fonts, memory, disk, and whether PostgreSQL can run here."""

import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from sasae.deployment import database
from sasae.deployment.health.looks import Look, attention, well, wrong
from sasae.deployment.home import Home

ROOT = Path(__file__).parents[4]
REQUIREMENTS = ROOT / "requirements" / "runtime.txt"
OLDEST_PYTHON = (3, 11)
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)")
_MEMORY = Path("/proc/meminfo")
_LIMIT = Path("/sys/fs/cgroup/memory.max")  # a container's own
GIB = 1024**3
# A whole demonstration, partners and database included, was measured at 1.95 GiB.
MEMORY_NEEDED, MEMORY_WANTED = 1.5 * GIB, 3 * GIB
ROOM_NEEDED, ROOM_WANTED = 1 * GIB, 5 * GIB


def python() -> Iterator[Look]:
    """Old enough, and an environment of its own."""
    said = f"Python {platform.python_version()}"
    if sys.version_info < OLDEST_PYTHON:
        yield wrong(
            "Python",
            f"{said} です。3.11 以上が要ります",
            "apt-get install python3 などで新しい Python を入れてください。",
        )
    elif sys.prefix == sys.base_prefix:
        yield attention(
            "Python", f"{said}（専用の環境ではありません）", "./sasae から実行すると、専用の環境が作られます。"
        )
    else:
        yield well("Python", said)


def requirements(listed: Path = REQUIREMENTS) -> Iterator[Look]:
    """Every pinned package is there in its version."""
    if not listed.exists():
        yield attention(
            "部品",
            "requirements/runtime.txt がないので、部品の版を確かめられません",
            "配布物をそのまま展開してください。",
        )
        return
    pins = [found.groups() for line in listed.read_text(encoding="utf-8").splitlines() if (found := _PIN.match(line))]
    off = [f"{name}（{has or 'なし'}、{wanted} が必要）" for name, wanted in pins if (has := _version(name)) != wanted]
    if off:
        more = f"ほか{len(off) - 5}個" if len(off) > 5 else ""
        yield wrong(
            "部品",
            f"版が違うか、入っていません：{'、'.join(off[:5])}{more}",
            f"{_environment()} を消して ./sasae を実行すると入り直します。",
        )
    else:
        yield well("部品", f"{len(pins)}個すべてが指定の版です")


def browser() -> Iterator[Look]:
    """Only the browser tests need one."""
    found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if found:
        yield well("chromium", f"あります（{found}）")
    else:
        yield attention(
            "chromium",
            "ありません。画面の試験だけができません",
            "試験をするなら apt-get install chromium-headless-shell を実行してください。",
        )


def fonts() -> Iterator[Look]:
    """The package papers are set in, and the font for the rare shapes of names."""
    if find_spec("pylopdf_fonts_jp") is None:
        yield wrong(
            "書体", "印刷用の書体の部品がありません。医療証も通知も印刷できません", "./sasae を実行すると入ります。"
        )
        return
    from sasae.foundation.printing import rendering

    missing = [path.name for path in rendering.font_files() if not path.exists()]
    if missing:
        yield wrong("書体", f"ファイルがありません：{'、'.join(missing)}", "./sasae を実行すると入り直します。")
    else:
        yield well("書体", "印刷用の書体があります")
    if not any(path.exists() for path in rendering.IPAMJ):
        yield attention(
            "書体", "IPAmj明朝がありません。一部の人名の異体字は印刷前に「字形なし」と指摘されます",
            "必要なら apt-get install fonts-ipamj-mincho を実行してください。",
        )  # fmt: skip


def memory() -> Iterator[Look]:
    """What the machine, or the container, has at all."""
    if not _MEMORY.exists():
        return
    found = re.search(r"^MemTotal:\s+(\d+) kB", _MEMORY.read_text(encoding="ascii"), re.MULTILINE)
    total = int(found[1]) * 1024 if found else 0
    limit = _LIMIT.read_text(encoding="ascii").strip() if _LIMIT.exists() else "max"
    total = min(total, int(limit)) if limit.isdigit() else total
    said = f"{total / GIB:.1f} GiB"
    if total < MEMORY_NEEDED:
        yield wrong("メモリー", f"{said} では足りません", "3 GiB 以上ある機械を使ってください。")
    elif total < MEMORY_WANTED:
        yield attention("メモリー", f"{said} では、全部を動かすと遅くなります", "3 GiB 以上を割り当ててください。")
    else:
        yield well("メモリー", said)


def disk(home: Home) -> Iterator[Look]:
    """Room where the installation is, or would be."""
    free = shutil.disk_usage(nearest(home.path)).free
    said = f"空きは {free / GIB:.1f} GiB です"
    if free < ROOM_NEEDED:
        yield wrong(
            "ディスク",
            f"{said}。データベースが止まるおそれがあります",
            "空きを作るか、SASAE_HOME を広い場所にしてください。",
        )
    elif free < ROOM_WANTED:
        yield attention("ディスク", said, "早めに空きを作ってください。")
    else:
        yield well("ディスク", said)


def postgres(home: Home) -> Iterator[Look]:
    """Whether the server we run ourselves can run here: binaries, their version, and as whom."""
    if not home.embedded:
        return
    try:
        major = database.major()
    except (database.NoServer, OSError) as trouble:
        yield wrong(
            "PostgreSQL",
            f"プログラムを実行できません：{trouble}",
            "./sasae を実行すると入り直します。SASAE_POSTGRES_BIN があれば確かめてください。",
        )
        return
    if major < 15:
        yield wrong(
            "PostgreSQL",
            f"プログラムは {major} です。15 以上が要ります",
            "SASAE_POSTGRES_BIN を 15 以上のものにしてください。",
        )
        return
    yield from _data_fits(home, major)
    if database.kept_out() and (shut := _shut_to_others(home.postgres_dir)):
        yield wrong(
            "PostgreSQL", f"利用者 nobody で動かしますが、nobody は {shut} に入れません",
            "SASAE_HOME を /var/lib/sasae などにするか、root でない利用者で起動してください。",
        )  # fmt: skip
        return
    ways = {
        "self": "この利用者で動かします",
        "namespace": "名前空間の中で動かします（root のため）",
        "nobody": "nobody で動かします（root のため）",
    }
    yield well("PostgreSQL", f"同梱の {major} を{ways[database.runs_as()]}")


def _data_fits(home: Home, major: int) -> Iterator[Look]:
    file = home.postgres_dir / "PG_VERSION"
    made_with = file.read_text(encoding="ascii").strip() if file.exists() else ""
    if made_with and made_with != str(major):
        yield wrong(
            "PostgreSQL", f"データは {made_with} のもので、プログラムは {major} です",
            f"PostgreSQL {made_with} のプログラムを SASAE_POSTGRES_BIN に指定し、書き出してから移してください。",
        )  # fmt: skip


def nearest(path: Path) -> Path:
    """The folder itself, or the nearest one above it that exists."""
    return next(each for each in (path, *path.parents) if each.exists())


def _shut_to_others(path: Path) -> Path | None:
    """The first existing folder on the way that others may not enter."""
    return next(
        (each for each in reversed((path, *path.parents)) if each.exists() and not each.stat().st_mode & 0o001), None
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _environment() -> str:
    return os.environ.get("SASAE_VENV", ".venv")
