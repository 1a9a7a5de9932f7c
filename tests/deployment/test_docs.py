"""The built pages: everything is there, links lead somewhere, and a folder with something else in it is left alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sasae.contracts.catalog import OPERATIONS, answered_by
from sasae.deployment.cli import verbs
from sasae.deployment.documentation import NotOurs, build
from sasae.deployment.documentation.markup import anchor, links, markdown, page, table
from sasae.deployment.documentation.of_service import tables_of_bodies
from sasae.deployment.documentation.site import dead_links
from sasae.deployment.home import SERVICES

ROOT = Path(__file__).parents[2]
GENERATED = (
    "index.html", "rules.html", "contracts.html", "layouts.html", "findings.html", "tables.html", "commands.html", "old-system.html",
    "two-persons.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site as the command builds it, with links to texts nobody has written yet or not."""
    out = tmp_path_factory.mktemp("docs") / "site"
    command = [sys.executable, "-m", "sasae.deployment.cli", "docs", "--out", str(out)]
    untouched = tmp_path_factory.mktemp("home") / "none"
    environment = {**os.environ, "SASAE_HOME": str(untouched)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    assert (done.returncode == 1) == ("行き先のないリンク" in done.stderr)
    assert not untouched.exists()
    return out


def text(site, place):
    return (site / place).read_text(encoding="utf-8")


def test_pages_the_product_makes_lead_somewhere(site):
    ours = (*GENERATED, *(f"tables/{service}.html" for service in SERVICES))
    assert [link for link in dead_links(site) if link.partition(" ")[0] in ours] == []


def test_every_text_has_its_page_and_stands_in_the_index(site):
    texts = [path.relative_to(ROOT / "docs") for path in sorted((ROOT / "docs").rglob("*.md"))]
    listed = set(links(text(site, "index.html")))
    assert texts
    for one in texts:
        assert one.with_suffix(".html").as_posix() in listed


def test_the_pairs_of_steps_nobody_takes_both_stand_by_system(site):
    told = text(site, "two-persons.html")
    assert "<td>償還払いの請求</td><td>入力</td><td>決定</td>" in told
    assert "<h2>医療費助成システム</h2>" in told


def test_the_rule_book_holds_rules_and_amounts(site):
    rules = text(site, "rules.html")
    assert "申請者が川崎市内に住所を有すること" in rules
    assert "<table>" in rules


@pytest.mark.parametrize("service", SERVICES)
def test_each_services_contracts_are_described_whole(site, service):
    told = json.loads(text(site, f"contracts/{service}.openapi.json"))
    assert told["openapi"].startswith("3.")
    assert set(told["paths"]) == {operation.path for operation in answered_by(service)}


def test_each_contract_at_each_system_has_its_page_and_its_openapi(site):
    for operation in OPERATIONS:
        place = f"contracts/{operation.callee}-{operation.conversation}-v{operation.version}"
        assert operation.path in json.loads(text(site, f"{place}.openapi.json"))["paths"]
        assert f"POST {operation.path}" in text(site, f"{place}.html")


def test_a_services_own_door_says_what_its_operations_are_for(site):
    told = json.loads(text(site, "contracts/linkage-person_index-v1.openapi.json"))
    served = json.loads(text(site, "contracts/linkage.openapi.json"))
    for path, methods in told["paths"].items():
        assert methods["post"]["summary"] == served["paths"][path]["post"]["summary"]


def test_machines_read_findings_and_layouts(site):
    assert {"W-002", "L-106"} <= {each["id"] for each in json.loads(text(site, "findings.json"))["findings"]}
    assert "pmh" in {each["id"] for each in json.loads(text(site, "layouts.json"))["files"]}


def test_every_operation_stands_in_the_list(site):
    listed = text(site, "contracts.html")
    assert [one.path for one in OPERATIONS if f"<code>{one.path}</code>" not in listed] == []


@pytest.mark.parametrize(
    ("service", "table_name", "said"),
    [
        ("subsidy", "history_entry", "操作履歴"),
        ("subsidy", "subsidy_certificates_certificate", "医療証"),
        ("linkage", "linkage_people_registeredperson_event", "登録宛名の変更履歴"),
        ("intermediary", "provision_record", "団体ごとのスキーマ"),
        ("portal", "printing_document", "内容のSHA-256"),
    ],
)
def test_tables_stand_with_their_descriptions(site, service, table_name, said):
    tables = text(site, f"tables/{service}.html")
    assert f'id="{table_name}"' in tables
    assert said in tables


def test_tables_that_only_grow_are_marked(site):
    after = text(site, "tables/linkage.html").partition('id="history_entry"')[2]
    assert "追記だけ" in after.partition("<table>")[0]


def test_every_column_of_a_bodys_schema_is_described():
    found = tables_of_bodies(
        "\n".join(step.read_text("utf-8") for step in sorted((ROOT / "src/sasae/intermediary/bodies/steps").iterdir()))
    )
    assert {"code", "copy", "inquiry"} <= {one["name"] for one in found}
    assert [
        f"{one['name']}.{column['name']}" for one in found for column in one["columns"] if not column["comment"]
    ] == []


def test_nullable_columns_and_types_are_read_from_the_schema():
    [one] = tables_of_bodies(
        "CREATE TABLE code (\n    no text[] NOT NULL,\n    code varchar(64) UNIQUE,\n    UNIQUE (no, code)\n);\n"
        "COMMENT ON TABLE code IS '符号';\nCOMMENT ON COLUMN code.no IS 'it''s';\n"
    )
    assert one["title"] == "符号"
    assert [(each["name"], each["type"], each["null"], each["comment"]) for each in one["columns"]] == [
        ("no", "text[]", False, "it's"),
        ("code", "varchar(64)", True, ""),
    ]


def test_every_command_stands_with_its_options(site):
    commands = text(site, "commands.html")
    assert [verb for verb in verbs() if f'<h2 id="{verb}">' not in commands] == []
    assert "--quick" in commands
    assert "usage: sasae zengin check" in commands  # a verb's own verbs as well


def test_the_files_of_the_old_system_are_described_column_by_column(site):
    described = text(site, "old-system.html")
    assert "支援措置期限" in described
    assert "20：不交付（所得超過）" in described


def test_pages_need_nothing_from_elsewhere_and_no_script(site):
    for path in site.rglob("*.html"):
        content = path.read_text(encoding="utf-8")
        assert "<script" not in content
        assert '<html lang="ja">' in content
    assert "http" not in text(site, "site.css")


class TestMarkup:
    def test_links_to_texts_become_links_to_pages(self):
        made = markdown("[a](adr/0001-x.md#why) [b](https://example.jp/x.md) [c](plan.pdf)")
        assert links(made) == ["adr/0001-x.html#why", "plan.pdf"]
        assert "https://example.jp/x.md" in made

    def test_headings_can_be_linked_to(self):
        assert '<h2 id="the-old-表-1">' in markdown("## The old, 表 1")
        assert anchor("`sasae` demo") == "sasae-demo"

    def test_html_in_a_text_is_shown_and_not_taken(self):
        assert "&lt;b&gt;" in markdown("<b>")

    def test_titles_and_headings_are_escaped(self):
        assert "<title>&lt;x&gt;" in page("a/b.html", "<x>", "")
        assert "&lt;x&gt;" in table(["<x>"], [])

    def test_pages_in_folders_lead_up(self):
        assert 'href="../site.css"' in page("adr/x.html", "x", "")
        assert 'href="site.css"' in page("x.html", "x", "")


class TestFolders:
    @pytest.fixture
    def docs(self, tmp_path):
        folder = tmp_path / "docs"
        (folder / "adr").mkdir(parents=True)
        (folder / "glossary.md").write_text("# 用語\n[x](adr/0001-x.md#well)\n[y](none.md)\n", encoding="utf-8")
        (folder / "adr" / "0001-x.md").write_text("# 1. X\n## Well\n[back](../glossary.md#nothing)\n", encoding="utf-8")
        (folder / "adr" / "plan.svg").write_text("<svg/>", encoding="utf-8")
        return folder

    def test_dead_links_are_told_and_the_rest_is_built(self, docs):
        out = docs / "_site"
        assert build(docs, out) == ["adr/0001-x.html → ../glossary.html#nothing", "glossary.html → none.html"]
        assert (out / "adr" / "plan.svg").read_text(encoding="utf-8") == "<svg/>"
        (docs / "adr" / "plan.svg").unlink()
        (docs / "adr" / "0001-x.md").write_text("# 1. X\n## Well\n", encoding="utf-8")
        assert build(docs, out) == ["glossary.html → none.html"]  # an earlier build is replaced, not published again
        assert not (out / "adr" / "plan.svg").exists()
        assert sorted(path.name for path in docs.iterdir()) == ["_site", "adr", "glossary.md"]

    def test_a_folder_with_something_else_in_it_is_left_alone(self, docs, tmp_path):
        out = tmp_path / "mine"
        out.mkdir()
        (out / "letter.txt").write_text("x", encoding="ascii")
        with pytest.raises(NotOurs):
            build(docs, out)
        assert [path.name for path in out.iterdir()] == ["letter.txt"]
