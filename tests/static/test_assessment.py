"""The assessment as data: every clause has its row, names functions that exist and tests that prove it; the judgement is pure."""

import json
import re
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from sasae.deployment.assessment.clauses import Live, Watched, clauses
from sasae.deployment.assessment.columns import NAMED, NEEDED, TECHNICAL, UNCLASSED, classes, kind_of, needed
from sasae.deployment.assessment.judging import State, judge
from sasae.deployment.assessment.looking import CONTROLS, Look, Met
from sasae.deployment.assessment.proofs import exists, proofs
from sasae.deployment.assessment.record_items import contradictions, record_items
from sasae.deployment.assessment.threshold import ALL, BASIC, KEY, NONE, Figures, judged, recent, stated, within
from sasae.deployment.backups.drills import Drill
from sasae.deployment.backups.place import SUFFIX, Backup, Place, write_facts
from sasae.deployment.home import Home
from sasae.kernel import clock
from sasae.wire import authority

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 6, 15, 3, tzinfo=clock.TOKYO)
KINDS = {clause["id"]: clause["kind"] for clause in yaml.safe_load((ROOT / "tests/clauses.yaml").read_text("utf-8"))}
ACC_6 = next(clause for clause in clauses() if clause.id == "ACC-6")
PROVED = {"ACC-6": ["foundation/test_gate.py::test_x"]}


def no_databases(tmp_path: Path) -> Look:
    return Look(Home.load(tmp_path), NOW, {})


def test_every_clause_the_tests_may_name_has_its_row_and_no_other() -> None:
    assert {clause.id: clause.kind for clause in clauses()} == KINDS


def test_every_function_and_control_a_clause_names_is_there() -> None:
    assert [f"{clause.id} {code}" for clause in clauses() for code in clause.code if not exists(code)] == []
    named = {watched.name for clause in clauses() for watched in clause.controls}
    assert named == set(CONTROLS)


def test_every_clause_said_to_be_built_is_proved_by_a_test() -> None:
    found = proofs()
    assert found is not None
    built = [clause.id for clause in clauses() if not clause.missing]
    assert [name for name in built if not found.get(name)] == []


def test_marks_of_functions_classes_and_modules_are_found(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text(
        'import pytest\n@pytest.mark.clause("BUS-1", "BUS-2")\ndef test_one(): ...\ndef test_bare(): ...\n'
        '@pytest.mark.clause("BUS-3")\nclass TestTwo:\n    def test_in(self): ...\n', "utf-8",
    )  # fmt: skip
    (tmp_path / "test_b.py").write_text(
        'import pytest\npytestmark = [pytest.mark.clause("BUS-4")]\ndef test_all(): ...\ndef other(): ...\n', "utf-8"
    )
    one = ["test_a.py::test_one"]
    assert proofs(tmp_path) == {
        "BUS-1": one,
        "BUS-2": one,
        "BUS-3": ["test_a.py::test_in"],
        "BUS-4": ["test_b.py::test_all"],
    }
    assert proofs(tmp_path / "nowhere") is None


def test_a_function_that_went_is_told() -> None:
    assert exists("foundation.gate:GateMiddleware")
    assert not exists("foundation.gate:GateThatWent")
    assert not exists("foundation.no_such_module:gate")


def test_a_clause_is_red_without_its_function_or_its_test_and_unknown_where_nobody_could_look(tmp_path: Path) -> None:
    look = no_databases(tmp_path)
    bare = replace(ACC_6, controls=(), live=())
    states = {
        "as it is": judge([bare], look, PROVED)[0],
        "function gone": judge([replace(bare, code=("foundation.gate:Gone",))], look, PROVED)[0],
        "test gone": judge([bare], look, {})[0],
        "no tests here": judge([bare], look, None)[0],
        "no database": judge([replace(bare, controls=(Watched("journal_written", ("subsidy",)),))], look, PROVED)[0],
        "no table": judge([replace(bare, live=(Live("subsidy", "history_entry", "at", "履歴"),))], look, PROVED)[0],
        "part missing": judge([replace(bare, missing="まだ")], look, PROVED)[0],
        "nothing named": judge([replace(bare, code=())], look, PROVED)[0],
    }
    assert {name: one.state for name, one in states.items()} == {
        "as it is": State.TRUE, "function gone": State.FALSE, "test gone": State.FALSE, "no tests here": State.UNKNOWN,
        "no database": State.UNKNOWN, "no table": State.UNKNOWN, "part missing": State.NOT_BUILT,
        "nothing named": State.NOT_BUILT,
    }  # fmt: skip
    assert states["test gone"].why == ["証明するテストがない"]
    assert states["function gone"].why == ["部品がない：foundation.gate:Gone"]
    assert all(one.why for name, one in states.items() if name != "as it is")


@pytest.mark.clause("SEC-2", "ACC-14")
def test_an_installation_that_says_it_does_without_does_not_fulfil_the_clause(tmp_path: Path) -> None:
    (tmp_path / "sasae.toml").write_text('[scanner]\nwithout = "試し"\n[terminals]\nwithout = "試し"\n', "utf-8")
    look = no_databases(tmp_path)
    for name in ("scanner_on", "terminals_limited"):
        answer = CONTROLS[name][1](look, "intake")
        assert answer.met is Met.NOT_MET
        assert "試し" in answer.words


@pytest.mark.clause("STO-1")
def test_a_backup_is_good_for_a_night_and_needs_a_drill_that_verified(tmp_path: Path) -> None:
    def answer(hours: float, *, verified: bool | None = True) -> Met:
        for file in tmp_path.glob("*.json*"):
            file.unlink()
        made, name = (NOW - timedelta(hours=hours)).isoformat(), f"one{SUFFIX}"
        (tmp_path / name).write_bytes(b"sealed")
        write_facts(Place(tmp_path, "age1"), Backup(name, made, 1.0, 6, "", 1, "", []))
        if verified is not None:
            line = json.dumps(asdict(Drill(made, name, 1.0, 0.0, {"subsidy": verified})))
            (tmp_path / "drills.jsonl").write_text(f"{line}\n", "utf-8")
        home = replace(Home.load(tmp_path), settings={"backup": {"folder": str(tmp_path), "recipient": "age1"}})
        return CONTROLS["backup_fresh"][1](Look(home, NOW, {}, NOW), "intermediary").met

    assert answer(36) is Met.MET
    assert answer(36.1) is Met.NOT_MET
    assert answer(1, verified=False) is Met.NOT_MET
    assert answer(1, verified=None) is Met.NOT_MET
    assert CONTROLS["backup_fresh"][1](no_databases(tmp_path), "intermediary").met is Met.NOT_MET


@pytest.mark.clause("ACQ-10", "SEC-1")
def test_a_certificate_is_good_until_its_last_moment(tmp_path: Path) -> None:
    look = no_databases(tmp_path)
    assert CONTROLS["certificates_valid"][1](look, "portal").met is Met.NOT_MET
    authority.create_authority(look.home.pki_dir)
    assert "このシステムの証明書がない" in CONTROLS["certificates_valid"][1](look, "portal").words
    authority.issue(look.home.pki_dir, "portal")
    ends = min(until for _, until in authority.expiry(look.home.pki_dir))
    for moment, found in ((ends - timedelta(seconds=1), Met.MET), (ends, Met.NOT_MET)):
        assert CONTROLS["certificates_valid"][1](replace(look, real=moment), "portal").met is found


def test_the_contracts_let_the_office_reach_persons_through_linkage_alone(tmp_path: Path) -> None:
    assert CONTROLS["only_linkage_calls"][1](no_databases(tmp_path), "subsidy").met is Met.MET


@pytest.mark.clause("EVA-2")
@pytest.mark.parametrize(
    ("persons", "users", "incidents", "result"),
    [
        (999, 9_999, (), NONE), (1_000, 0, (), BASIC), (9_999, 500, (), BASIC),
        (10_000, 499, (), BASIC), (10_000, 500, (), KEY), (10_000, 499, (date(2025, 6, 15),), KEY),
        (10_000, 499, (date(2025, 6, 14),), BASIC), (99_999, 500, (), KEY),
        (100_000, 499, (), KEY), (100_000, 500, (), ALL), (299_999, 0, (date(2026, 6, 15),), ALL), (300_000, 0, (), ALL),
    ],
)  # fmt: skip
def test_the_threshold_judgement_at_its_boundaries(
    persons: int, users: int, incidents: tuple[date, ...], result: str
) -> None:
    assert judged(Figures(persons, users, incidents), date(2026, 6, 15)) == result


def test_what_the_assessment_stated_follows_from_its_own_figures() -> None:
    told = stated()
    figures = Figures(told["persons"]["least"], told["users"]["least"], tuple(told["incidents"]))
    assert judged(figures, date(2024, 12, 19)) == told["judgement"]
    assert recent(figures.incidents, date(2027, 4, 8), 3) == 1
    assert recent(figures.incidents, date(2027, 4, 9), 3) == 0
    assert recent((date(2023, 3, 1),), date(2024, 2, 29), 1) == 1


@pytest.mark.clause("FIL-1", "USE-7")
def test_counts_lie_within_the_bands_stated_or_not() -> None:
    assert [within(count, "persons") for count in (9_999, 10_000, 99_999, 100_000)] == [False, True, True, False]
    assert [within(count, "users") for count in (99, 100, 499, 500)] == [False, True, True, False]


def test_the_document_contradicts_itself_in_its_count_of_items() -> None:
    assert sum(len(items) for items in record_items().values()) > 100
    assert "10項目以上50項目未満" in contradictions()[0]


@pytest.mark.clause("FIL-6")
@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("subsidy.subsidy_people_person.telephone", NAMED), ("subsidy.subsidy_people_person.died_on", NEEDED),
        ("subsidy.subsidy_people_bankaccount.branch", NAMED), ("intermediary.copy.payload", NEEDED),
        ("subsidy.subsidy_recovery_movement.on", NEEDED), ("subsidy.subsidy_receipts_cycle.bill_count", TECHNICAL),
        ("subsidy.subsidy_people_person.id", TECHNICAL), ("subsidy.accounts_user.name", TECHNICAL),
        ("subsidy.subsidy_entitlements_familymember.reason", NAMED), ("linkage.subsidy_people_person.telephone", UNCLASSED),
        ("subsidy.subsidy_people_person.religion", UNCLASSED),
    ],
)  # fmt: skip
def test_a_column_is_named_needed_or_technical_and_a_new_one_is_a_finding(place: str, kind: str) -> None:
    assert kind_of(*place.split(".")) == kind


@pytest.mark.clause("FIL-6")
def test_further_columns_are_of_items_the_assessment_names_and_a_need_says_its_affair() -> None:
    known = {f"{file}／{item}" for file, items in record_items().items() for item in items}
    assert set(classes().named.values()) <= known
    assert [place for place, why in needed().items() if not re.fullmatch("[^。]{2,}。.{8,}", why)] == []
