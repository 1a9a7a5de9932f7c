"""What the documents name exists: paths, links, verbs, assumptions, the glossary's words, the titles of decisions."""

import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from sasae.deployment.cli import verbs
from tests.run import groups

ROOT = Path(__file__).parents[2]
AT_ROOT = ["README.md", "README.ja.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"]
IN_DOCS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md") if "_site" not in path.parts)
DOCUMENTS = [*AT_ROOT, *IN_DOCS]
TOP = {"src", "docs", "tests", "bench", "requirements"}  # a name that begins so claims to be a path of the repository
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
VERB = re.compile(r"\./sasae ([a-z]+(?:-[a-z]+)*)")
GROUPS = re.compile(r"\./sasae test((?: [a-z0-9-]+)+)")
PLACEHOLDER = re.compile(r"[<*…{]")


def text_of(document: str) -> str:
    """A document as it stands."""
    return (ROOT / document).read_text(encoding="utf-8")


def paths_in(document: str) -> list[str]:
    """Names in backticks that claim to be paths of the repository."""
    named = [code.split()[0] for code in CODE.findall(FENCE.sub("", text_of(document))) if code.strip()]
    return [name for name in named if name.split("/")[0] in TOP and "/" in name and not PLACEHOLDER.search(name)]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_a_document_names_exists(document):
    assert [name for name in paths_in(document) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_within_the_repository_leads_somewhere(document):
    place = (ROOT / document).parent
    local = [urlsplit(target) for target in LINK.findall(FENCE.sub("", text_of(document)))]
    targets = [unquote(link.path) for link in local if not link.scheme and link.path]
    assert [target for target in targets if not (place / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_verb_a_document_names_is_one(document):
    assert set(VERB.findall(text_of(document))) - set(verbs()) - {"help"} == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_test_group_a_document_names_is_one(document):
    named = {name for found in GROUPS.findall(text_of(document)) for name in found.split()}
    assert named - {group.name for group in groups()} == set()


@pytest.mark.parametrize("document", ["README.md", "README.ja.md"])
def test_both_readmes_name_every_verb(document):
    assert set(verbs()) - set(VERB.findall(text_of(document))) == set()


def test_the_looks_above_find_what_they_look_for():
    """A pattern that matches nothing would find no fault either."""
    assert "src/sasae/law/single_parent/rules.yaml" in paths_in("README.md")
    assert "docs/adr" in LINK.findall(text_of("ARCHITECTURE.md"))
    assert "demo" in VERB.findall(text_of("README.md"))
    assert " pure static" in GROUPS.findall(text_of("README.md"))


DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_the_title_of_a_decision_is_a_sentence_and_names_its_file(decision):
    found = re.match(r"# (\d+)\. ([A-Z][^\n]*[a-z0-9])\n", decision.read_text(encoding="utf-8"))
    assert found is not None
    number, sentence = found.groups()
    assert len(sentence.split()) >= 4
    slug = "-".join(re.findall(r"[a-z0-9]+", sentence.lower().replace("'", "").replace("’", "")))
    assert decision.stem == f"{int(number):04d}-{slug}"


def test_decisions_are_numbered_without_a_gap():
    assert [int(path.stem[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def glossary() -> list[tuple[str, str]]:
    """Japanese word and identifier of every row; several of either are rows of their own."""
    lines = [line for line in text_of("docs/glossary.md").splitlines() if line.startswith("| ")][1:]
    return [(cells[1], cells[2]) for cells in ([cell.strip() for cell in line.split("|")] for line in lines)]


def test_the_glossary_has_one_word_for_one_thing():
    words = [word for japanese, _ in glossary() for word in japanese.split("・")]
    identifiers = [name for _, names in glossary() for name in CODE.findall(names)]
    assert [word for word, count in Counter(words).items() if count > 1] == []
    assert [name for name, count in Counter(identifiers).items() if count > 1] == []


def test_every_identifier_of_the_glossary_stands_in_the_code():
    kinds = {".py", ".yaml", ".sql", ".typ", ".html"}
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "src").rglob("*")
        if path.suffix in kinds and path.is_file()
    )
    known = set(re.findall(r"[A-Za-z]+", code)) | set(re.findall(r"\w+", code))
    missing = [
        name for _, names in glossary() for name in CODE.findall(names) if name not in known and name not in code
    ]
    assert missing == []


DATA = sorted(
    path for path in (ROOT / "src").rglob("*.yaml") if re.search(r"assumed: true", path.read_text(encoding="utf-8"))
)


@pytest.mark.parametrize("file", DATA, ids=lambda path: path.stem)
def test_whatever_data_assume_stands_among_the_discrepancies(file):
    told = text_of("docs/discrepancies.md")
    assert f"`{file.relative_to(ROOT)}`" in told
    readings = set(re.findall(r"\blaw-[a-z]+\b", file.read_text(encoding="utf-8")))
    assert [reading for reading in sorted(readings) if f"| {reading} |" not in told] == []


def test_the_licence_is_whole():
    licence = text_of("LICENSE")
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in licence
    assert [str(number) for number in range(1, 16)] == re.findall(r"^(\d+)\. ?[A-Z]", licence, re.MULTILINE)
    assert re.search(r"^ *Appendix$", licence, re.MULTILINE)
