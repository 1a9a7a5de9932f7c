"""What other vendors read: OpenAPI of each contract, layouts of files, the catalogue of findings. All made from the code."""

import json
import re
from pathlib import Path

import pytest

from sasae.contracts.catalog import OPERATIONS
from sasae.deployment.documentation import calls, error_catalogue, file_layouts, openapi
from sasae.deployment.documentation.examples import example_of
from sasae.deployment.documentation.finding_ids import given
from sasae.formats import zengin
from sasae.kernel.findings import Severity

DOCUMENTS = openapi.documents({})
every_document = pytest.mark.parametrize("place", DOCUMENTS)
every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: f"{one.callee}-{one.full_name}")
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


class TestOpenApi:
    @every_document
    def test_every_reference_leads_somewhere(self, place):
        told = DOCUMENTS[place]
        assert openapi._references(told) <= told["components"]["schemas"].keys()
        assert JAPANESE.search(told["info"]["title"])

    @every_operation
    def test_an_operation_says_who_calls_whom_and_which_findings_it_may_give(self, operation):
        told = DOCUMENTS[f"{operation.callee}-{operation.conversation}-v{operation.version}"]
        said = told["paths"][operation.path]["post"]
        assert said["x-sasae"]["callers"] == sorted(operation.callers)
        assert said["x-sasae"]["callee"] == operation.callee
        assert all(openapi.name_of(caller) in said["description"] for caller in operation.callers)
        known = {each.id for each in error_catalogue.catalogue()}
        assert set(said["x-sasae"]["findings"]) <= known
        assert ("W-014" in said["x-sasae"]["findings"]) == operation.effect

    @every_operation
    @pytest.mark.parametrize("side", ["request", "response"])
    def test_the_example_is_one_the_contract_takes(self, operation, side):
        kind = getattr(operation, side)
        assert kind.model_validate(example_of(kind)).model_dump(mode="json") == example_of(kind)

    def test_every_system_has_its_name_in_words(self):
        systems = {name for operation in OPERATIONS for name in (operation.callee, *operation.callers)}
        assert {name for name in systems if not JAPANESE.search(openapi.name_of(name))} == set()
        assert {one.conversation for one in OPERATIONS} - openapi.words()["conversations"].keys() == set()

    @pytest.mark.parametrize(
        ("name", "own"),
        [
            ("portal_applications.update_status", {"T-001", "T-002"}),
            ("bank.submit", {"B-001"}),
            ("inquiries.result", {"L-106"}),
        ],
    )
    def test_an_operations_own_findings_are_found_in_what_its_handler_calls(self, name, own):
        [operation] = [each for each in OPERATIONS if each.full_name == name]
        assert own <= set(calls.findings_of(operation))


class TestLayouts:
    def test_each_file_stands_once_with_its_records(self):
        found = file_layouts.all_files()
        ids = [each.id for each in found]
        assert len(ids) == len(set(ids))
        assert all(each.records and all(record.rows for record in each.records) for each in found)
        assert {"pmh", "application-zip", "list-monthly", "inquiry-file-results", "receipt-1"} <= set(ids)
        assert all(JAPANESE.search(each.title) and JAPANESE.search(each.about) for each in found)

    def test_a_fixed_record_is_told_from_its_first_to_its_last_byte(self):
        """The positions a bank publishes: the payee's name from byte 51 to 80, the amount from 81 to 90."""
        [transfer] = [each for each in file_layouts.all_files() if each.title.startswith("全銀 総合振込")]
        data = {row[1]: row[0] for row in transfer.records[1].rows}
        assert (data["受取人名"], data["金額"]) == ("51-80桁", "81-90桁")
        assert transfer.records[1].length == 120

    def test_commas_between_items_count_in_the_inquiry_file(self):
        [inquiry] = [each for each in file_layouts.all_files() if each.id.startswith("inquiry-file-layout")]
        rows = inquiry.records[0].rows
        assert (rows[0][0], rows[1][0]) == ("1-2桁", "4-18桁")

    def test_machines_read_the_same(self):
        told = json.loads(file_layouts.as_json())["files"]
        assert [each["id"] for each in told] == [each.id for each in file_layouts.all_files()]


class TestFindings:
    def test_every_id_has_a_sentence_belongs_to_one_area_and_is_used_for_one_thing(self):
        """What to do: say the sentence beside the id, take a free number, or name the area in documentation/findings.yaml."""
        assert error_catalogue.faults() == []

    def test_every_id_says_what_it_means_and_what_to_do(self):
        found = error_catalogue.catalogue()
        assert len(found) > 600
        assert [each.id for each in found if not each.meaning or not each.cure] == []
        assert [each.id for each in found if not JAPANESE.search(each.meaning) or not JAPANESE.search(each.cure)] == []

    def test_the_tables_of_rules_stand_in_it_word_by_word(self):
        known = {each.id: each for each in error_catalogue.catalogue()}
        for id, rule in zengin.RULES.items():
            words = re.sub(r"\{[^{}]*\}", "〔…〕", rule.text)
            assert words in known[id].sentences or rule.text == "{reason}", id
            assert rule.severity in Severity

    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            ('error("X-001", "at", "誤りです。")', [("X-001", "誤りです。")]),
            ('error("X-001", at, f"{n}件です。直してください。")', [("X-001", "〔…〕件です。直してください。")]),
            ('raise Refusal("できません。", id="X-002", at="why")', [("X-002", "できません。")]),
            ('RULES = {"X-003": rule("{n}件。"), "X-004": rule("四。")}', [("X-003", "〔…〕件。"), ("X-004", "四。")]),
            ('WORDS = "同じ文。"\nerror("X-005", "", WORDS)', [("X-005", "同じ文。")]),
            ('if found.id == "X-006": pass', [("X-006", "")]),
            ('rows = [("X-007", ok, "七。"), ("X-008", ok, "八。")]', [("X-007", "七。"), ("X-008", "八。")]),
            ('digest = "SHA-256"', []),
        ],
    )
    def test_ids_are_read_from_the_code_with_their_sentences(self, tmp_path: Path, code: str, expected: list):
        (tmp_path / "sasae").mkdir()
        (tmp_path / "sasae" / "one.py").write_text(code, encoding="utf-8")
        assert [(each.id, each.sentence) for each in given(tmp_path / "sasae")] == expected
