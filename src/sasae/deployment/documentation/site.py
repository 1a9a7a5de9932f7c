"""Building the site: in a new folder, put in the place of the last one when it is whole."""

import json
import os
import posixpath
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from pathlib import Path

from sasae.deployment.documentation import error_catalogue, file_layouts, openapi, pages, two_persons
from sasae.deployment.documentation.markup import anchors, links, markdown, page, title_of
from sasae.deployment.home import SERVICES, create, free_ports

OURS = ".sasae-docs"  # marks a folder we may replace


class NotOurs(RuntimeError):
    """The folder holds something else, which is not to be deleted."""


def build(docs: Path, out: Path) -> list[str]:
    """Make the site of `docs` and the product in `out`. Returns the links that lead nowhere. Raises NotOurs."""
    if out.exists() and not (out / OURS).exists() and (not out.is_dir() or any(out.iterdir())):
        raise NotOurs(str(out))
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".docs-", dir=out.parent) as folder:
        made = Path(folder) / "site"
        made.mkdir()
        _fill(docs, made, out)
        dead = dead_links(made)
        shutil.rmtree(out, ignore_errors=True)
        made.rename(out)
    return dead


def _fill(docs: Path, made: Path, out: Path) -> None:
    services = _services()
    written = _write_texts(docs, made, out)
    single = {
        "rules.html": ("規定集", pages.rules()),
        "contracts.html": ("システム間の契約", openapi.index(services)),
        "findings.html": ("指摘の一覧", error_catalogue.page()),
        "layouts.html": ("ファイルの形", file_layouts.page()),
        "two-persons.html": ("二人で行う段階の一覧", two_persons.page()),
        "tables.html": ("表と列", pages.tables_index(services)),
        "commands.html": ("命令", pages.commands()),
        "old-system.html": ("移行のファイルの形", pages.old_system_files()),
        "index.html": ("はじめ", pages.index(written)),
    }
    single |= {f"tables/{name}.html": (f"{told['title']}の表", pages.tables(told)) for name, told in services.items()}
    for place, (title, body) in single.items():
        _write(made / place, page(place, title, body))
    for name, told in services.items():
        _write(made / "contracts" / f"{name}.openapi.json", pages.openapi(told))
    for name, operations in openapi.places().items():
        described = openapi.document(operations, services)
        _write(made / "contracts" / f"{name}.openapi.json", json.dumps(described, ensure_ascii=False, indent=1) + "\n")
        place = f"contracts/{name}.html"
        _write(made / place, page(place, described["info"]["title"], openapi.page(name, operations, described)))
    _write(made / "findings.json", error_catalogue.as_json())
    _write(made / "layouts.json", file_layouts.as_json())
    _write(made / "site.css", files(__package__).joinpath("site.css").read_text("utf-8"))
    _write(made / OURS, "")


def _write_texts(docs: Path, made: Path, out: Path) -> list[tuple[str, str]]:
    """Every text of docs/ as a page, everything else as it is; place and title of the pages."""
    written = []
    for file in sorted(docs.rglob("*")):
        relative = file.relative_to(docs)
        hidden = any(part.startswith((".", "_")) for part in relative.parts)
        if not file.is_file() or hidden or file.is_relative_to(out):
            continue
        if file.suffix != ".md":
            (made / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, made / relative)
            continue
        text, place = file.read_text(encoding="utf-8"), relative.with_suffix(".html").as_posix()
        title = title_of(text, relative.stem)
        _write(made / place, page(place, title, markdown(text)))
        written.append((place, title))
    return written


@cache
def _services() -> pages.Services:
    """What each service says of itself; the same for as long as a process lives. Settings want an installation: an empty one that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="sasae-docs-") as folder, ThreadPoolExecutor(2) as pool:
        home = create(Path(folder) / "home", free_ports())
        environment = {**os.environ, "SASAE_HOME": str(home.path)}

        def ask(service: str) -> pages.Services:
            command = [sys.executable, "-m", "sasae.deployment.documentation.of_service", service]
            done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
            return {service: json.loads(done.stdout)}

        return {name: told for answer in pool.map(ask, SERVICES) for name, told in answer.items()}


def dead_links(site: Path) -> list[str]:
    """Links within the site whose page or anchor is not there, each as `page → target`."""
    texts = {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    dead = []
    for place, text in sorted(texts.items()):
        for target in links(text):
            path, _, part = target.partition("#")
            to = posixpath.normpath(posixpath.join(posixpath.dirname(place), path)) if path else place
            if not (site / to).is_file() or (part and to in texts and part not in anchors(texts[to])):
                dead.append(f"{place} → {target}")
    return dead


def _write(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
