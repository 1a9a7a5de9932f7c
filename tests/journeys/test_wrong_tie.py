"""A tie that was wrong is undone by two; what used it stands on both sides of the network, and everybody is told."""

import subprocess
import sys

import pytest

from sasae.deployment.home import Home
from sasae.deployment.story.cast import applicant
from sasae.deployment.story.people import Staff, says, wait_for
from tests.effects import CITY, OTHER_CITY, Auditor
from tests.installation import At
from tests.journeys.conftest import Played

WHO = applicant("newcomer").atena_no
JOB = "from sasae.foundation.tie_reports.batches import report_wrong_ties as job; job.defer(timestamp=0)"
USES = """SELECT u.kind, u.system, u.reference FROM linkage_ties_correctionuse u
JOIN linkage_ties_correction c ON c.id = u.correction_id WHERE c.number = %s AND u.atena_no = %s"""
QUERIES = """SELECT processing_no FROM linkage_inquiries_inquiry
WHERE inquiry_no = ANY(%s) AND provider = %s AND state = 'answered' ORDER BY id"""


def undone(at: At) -> str:
    """One says that the number is another person's, and another one puts it right. Returns the correction's number."""
    first, second = at("linkage", "operator1"), at("linkage", "operator2")
    first.open(f"/ties/corrections/of/{WHO}/")
    says(first.press("起案する", {"reason": "同姓同名の別の人の番号だった（登録元に確かめた）"}), "承認待ち")
    address = first.page.url
    second.open(address)
    says(second.press("承認して直す"), "ひも付けを直しました")
    return address.rstrip("/").rpartition("/")[2]


def report_now(home: Home, system: str) -> None:
    """The business system looks for corrections every ten minutes; nobody waits for that here."""
    command = [sys.executable, "-m", "sasae.deployment.manage", system, "shell", "-c", JOB]
    done = subprocess.run(command, env=home.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def write_down(desk: Staff, place: str, name: str, typed: str) -> None:
    """What was done about each, one after the other, until none is left."""
    while any(name in form.names for form in desk.open(place).forms):
        says(desk.press("", {name: typed}, name=name), "記録しました")


@pytest.mark.clause("USE-3")
@pytest.mark.clause("INT-5")
def test_a_wrong_tie_is_undone_and_what_used_it_is_listed_on_both_sides_and_told(
    installation: Home, story: Played, at: At, ask: Auditor
) -> None:
    number, desk = undone(at), at("linkage", "operator1")
    place = f"/ties/corrections/{number}/"
    for system in ("subsidy", "intake"):
        report_now(installation, system)
    wait_for("業務システムの報告", lambda: "報告待ち" not in desk.open(place).text, 180)
    uses = ask.rows("linkage", USES, number, WHO)
    assert {("inquiry", "subsidy"), ("decision", "subsidy"), ("other", "subsidy")} <= {use[:2] for use in uses}
    assert "told" in {use[0] for use in uses}
    own = ask.column(
        "subsidy",
        "SELECT inquiry_no FROM subsidy_entitlements_incomeinquiry WHERE atena_no = %s AND inquiry_no IS NOT NULL",
        WHO,
    )
    asked = [reference for kind, _, reference in uses if kind == "inquiry"]
    assert sorted(asked) == sorted(own)

    queries = ask.column("linkage", QUERIES, asked, OTHER_CITY)
    assert queries
    for body, side in ((CITY, "照会"), (OTHER_CITY, "提供")):
        kept = f"SELECT DISTINCT processing_no FROM body_{body}.provision_record WHERE side = %s AND processing_no = ANY(%s)"
        assert sorted(ask.column("intermediary", kept, side, queries)) == sorted(queries)
    told_both(at, ask, queries[0])

    write_down(desk, place, "handling", "本人に説明し、審査をやり直した")
    write_down(desk, place, "note", "6月16日に文書で知らせた")
    says(desk.press("完結する"), "訂正を完結しました")


def told_both(at: At, ask: Auditor, query: str) -> None:
    """The record of the query is put right; the other body, whose own record of it is found there, and the core are told."""
    ours, theirs = at("intermediary", "operator141305"), at("intermediary", "operator149993")
    recorded = f"SELECT items FROM body_{CITY}.provision_record WHERE processing_no = %s AND side = '照会' AND corrects IS NULL"
    items = ask.one("intermediary", recorded, query)
    ours.open(ours.open(f"/records/?number={query}").link(query))
    order = {"items": items, "not_disclosed": "on", "order_no": "川こ第70号", "reason": "別の人の番号による照会だった"}
    says(ours.press("訂正の記録を書く", order), "訂正の記録を書きました")
    (number,) = ask.column("intermediary", f"SELECT max(id) FROM body_{CITY}.correction WHERE order_no = '川こ第70号'")
    for whom in (OTHER_CITY, "core"):
        says(ours.open(f"/corrections/{number}/{whom}/"), query)
        says(ours.press("知らせたと記録する", {"how": "letter", "document": "川こ第71号"}), "知らせたと記録しました")
    assert "未対応" not in ours.open(f"/corrections/{number}/").text
    says(theirs.open(theirs.open(f"/records/?number={query}").link(query)), "提供")
