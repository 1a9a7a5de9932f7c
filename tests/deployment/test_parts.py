"""The bill of materials and the audit of parts, by packages made up for it; once by what is really installed."""

import json
import re
import uuid
import zipfile
from importlib.metadata import Distribution
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from sasae.deployment.cli import main
from sasae.deployment.parts.bill import bill
from sasae.deployment.parts.installed import Part, ourselves, parts, pinned
from sasae.deployment.parts.known import CannotRead, hits, records
from sasae.kernel import clock

ROOT = Path(__file__).parents[2]
A, B = "a" * 64, "b" * 64
SCHEMAS = tuple(f"{name}.SNAPSHOT.schema.json" for name in ("bom-1.6", "spdx", "jsf-0.82"))
PURL = re.compile(r"pkg:pypi/[a-z0-9.-]+@[^\s@]+")


class Made(Distribution):
    """A package that is nowhere but here."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read_text(self, filename: str) -> str | None:
        return self.text if filename == "METADATA" else None

    def locate_file(self, path: Any) -> Any:
        raise NotImplementedError


def made(name: str, version: str, *more: str) -> Made:
    return Made("\n".join(["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}", *more, "", ""]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "runtime.txt").write_text(f"umi==1.0 \\\n    --hash=sha256:{A} \\\n    --hash=sha256:{B}\n    # via sasae\n")
    (tmp_path / "test.txt").write_text(f"umi==1.0 \\\n    --hash=sha256:{A}\nyama==2.0 ; python_version > '3' \\\n    --hash=sha256:{B}\n")
    return tmp_path


@pytest.fixture(scope="module")
def official() -> jsonschema_rs.Validator:
    """CycloneDX's own schema of 1.6, as the project that keeps the format publishes it, with those it refers to."""
    folder = files("cyclonedx.schema") / "_res"
    read = {name: json.loads((folder / name).read_text("utf-8")) for name in SCHEMAS}
    known = jsonschema_rs.Registry([(f"http://cyclonedx.org/schema/{name}", schema) for name, schema in read.items()])
    return jsonschema_rs.validator_for(read[SCHEMAS[0]], registry=known)


INSTALLED = [
    made("Umi", "1.0", "License-Expression: MIT OR Apache-2.0", "Requires-Dist: yama>=1", "Requires-Dist: kawa; extra == 'x'"),
    made("yama", "2.0", "Classifier: License :: OSI Approved :: BSD License", "License: BSD\n   and more"),
    made("Kawa_Moto", "3.0", "License: of our own making\n       in two lines"),
    made("umi", "0.9"),
    made("sasae", "1"),
]


def test_parts_carry_version_licence_needs_and_the_hashes_that_may_be_installed(folder: Path) -> None:
    assert parts(folder, INSTALLED) == [
        Part("kawa-moto", "3.0", "of our own making", (), (), False),
        Part("umi", "1.0", "MIT OR Apache-2.0", ("yama",), (A, B), True),
        Part("yama", "2.0", "BSD License", (), (B,), False),
    ]
    assert pinned(folder / "none.txt") == {}


def test_the_bill_is_what_the_specification_asks_for(folder: Path, official: jsonschema_rs.Validator) -> None:
    told = bill(parts(folder, INSTALLED), "1", ["umi"], clock.real_now(), uuid.UUID(int=5))
    assert [str(fault) for fault in official.iter_errors(told)] == []
    assert (told["bomFormat"], told["specVersion"], told["version"]) == ("CycloneDX", "1.6", 1)
    assert told["serialNumber"] == "urn:uuid:00000000-0000-0000-0000-000000000005"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", told["metadata"]["timestamp"])
    kawa, umi, yama, python = told["components"]
    assert umi == {
        "type": "library", "bom-ref": "pkg:pypi/umi@1.0", "name": "umi", "version": "1.0", "purl": "pkg:pypi/umi@1.0",
        "scope": "required", "hashes": [{"alg": "SHA-256", "content": A}, {"alg": "SHA-256", "content": B}],
        "licenses": [{"expression": "MIT OR Apache-2.0"}], "properties": [{"name": "sasae:pinned", "value": "yes"}],
    }  # fmt: skip
    assert (yama["scope"], yama["licenses"]) == ("optional", [{"license": {"name": "BSD License"}}])
    assert "hashes" not in kawa
    assert kawa["properties"] == [{"name": "sasae:pinned", "value": "no"}]
    assert python["type"] == "platform"
    assert {one["ref"]: one["dependsOn"] for one in told["dependencies"]} == {
        "pkg:pypi/sasae@1": ["pkg:pypi/umi@1.0"], "pkg:pypi/umi@1.0": ["pkg:pypi/yama@2.0"],
        "pkg:pypi/yama@2.0": [], "pkg:pypi/kawa-moto@3.0": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("place", "value"), [("bomFormat", "Other"), ("serialNumber", "5"), ("components", [{"name": "umi"}]), ("dependencies", {})]
)
def test_the_schema_finds_what_the_specification_does_not_allow(
    folder: Path, official: jsonschema_rs.Validator, place: str, value: Any
) -> None:
    told = bill(parts(folder, INSTALLED), "1", ["umi"], clock.real_now(), uuid.UUID(int=5))
    assert not official.is_valid({**told, place: value})


def test_the_bill_of_what_is_installed_is_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], official: jsonschema_rs.Validator
) -> None:
    out = tmp_path / "bom.json"
    assert main(["sbom", "--out", str(out)]) == 0
    told = json.loads(out.read_text("utf-8"))
    assert [str(fault) for fault in official.iter_errors(told)] == []
    found = {one["name"]: one for one in told["components"]}
    running = {name for name, _ in pinned(ROOT / "requirements/runtime.txt")}
    version, direct = ourselves(ROOT)
    assert {name for name, one in found.items() if one.get("scope") == "required"} - {"CPython"} <= running
    assert set(direct) <= set(found)
    assert told["metadata"]["component"]["version"] == version
    references = [one["bom-ref"] for one in (*told["components"], told["metadata"]["component"])]
    assert len(references) == len(set(references))
    assert {ref for one in told["dependencies"] for ref in (one["ref"], *one["dependsOn"])} <= set(references)
    assert [one["purl"] for one in told["components"] if "purl" in one and not PURL.fullmatch(one["purl"])] == []
    assert all(re.fullmatch("[0-9a-f]{64}", each["content"]) for one in found.values() for each in one.get("hashes", []))
    assert "部品" in capsys.readouterr().out


def record(*events: dict[str, str], name: str = "umi", **more: Any) -> dict[str, Any]:
    affected = {"package": {"ecosystem": "PyPI", "name": name}, "ranges": [{"type": "ECOSYSTEM", "events": list(events)}]}
    return {"id": "TEST-1", "modified": "2026-01-01T00:00:00Z", "summary": "危ない", "affected": [affected], **more}


def affected(version: str, told: dict[str, Any]) -> bool:
    return bool(hits([Part("umi", version, "", (), (), True)], [told]))


@pytest.mark.parametrize(
    ("events", "in_it", "outside"),
    [
        ([{"introduced": "0"}, {"fixed": "1.10"}], ["0.1", "1.9", "1.10rc1"], ["1.10", "2"]),
        ([{"introduced": "1.0"}, {"last_affected": "1.2"}], ["1.0", "1.2"], ["0.9", "1.2.1"]),
        ([{"introduced": "0"}, {"fixed": "1"}, {"introduced": "2"}, {"fixed": "2.1"}], ["0.5", "2.0"], ["1.5", "2.1"]),
        ([{"introduced": "0"}], ["0.1", "99"], []),
    ],
)
def test_a_version_is_affected_up_to_the_one_that_mends_it(
    events: list[dict[str, str]], in_it: list[str], outside: list[str]
) -> None:
    told = record(*events)
    assert [one for one in in_it if not affected(one, told)] == []
    assert [one for one in outside if affected(one, told)] == []


def test_other_names_other_registries_and_withdrawn_records_count_for_nothing() -> None:
    every = {"introduced": "0"}
    assert affected("1", record(every, name="UMI"))
    assert not affected("1", record(every, name="yama"))
    assert not affected("1", record(every, withdrawn="2026-02-01T00:00:00Z"))
    other = record(every)
    other["affected"][0]["package"]["ecosystem"] = "npm"
    assert not affected("1", other)
    listed = {"package": {"ecosystem": "PyPI", "name": "umi"}, "versions": ["1.3"]}
    assert [affected(one, {**record(every), "affected": [listed]}) for one in ("1.3", "1.4")] == [True, False]


def test_a_planted_record_is_told_with_the_version_that_mends_it_from_a_zip_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, archive = tmp_path / "osv.json", tmp_path / "all.zip"
    wrong = record({"introduced": "0"}, {"fixed": "999"}, name="Django")
    file.write_text(json.dumps([wrong, record({"introduced": "0"}, {"fixed": "0.1"}, name="httpx")]), "utf-8")
    with zipfile.ZipFile(archive, "w") as made_zip:
        made_zip.writestr("TEST-1.json", json.dumps(wrong))
    for path in (file, archive):
        assert main(["sbom", "--audit", str(path)]) == 1
        said = capsys.readouterr().out
        assert re.search(r"^django 5\.\S+：TEST-1 危ない。直った版：999$", said, re.M)
        assert "該当 1件" in said
        assert "httpx" not in said
    file.write_text(json.dumps({"vulns": [record({"introduced": "999"}, name="django")]}), "utf-8")
    assert main(["sbom", "--audit", str(file)]) == 0


def test_a_file_that_is_no_list_of_vulnerabilities_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "osv.json"
    for text in ("", "{}", "[]", '[{"id": "A"}]', "<html>"):
        file.write_text(text)
        with pytest.raises(CannotRead):
            records(file)
    assert main(["sbom", "--audit", str(file)]) == 2
    assert "読めません" in capsys.readouterr().err
