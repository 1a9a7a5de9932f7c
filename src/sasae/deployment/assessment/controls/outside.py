"""Contractors: their contracts, permissions and IDs, and their numbers against the bands the assessment states."""

from sasae.deployment.assessment.looking import Answer, Look, control, met, not_met, unless
from sasae.deployment.assessment.threshold import stated
from sasae.foundation.accounts.rights import DECIDING, FOUNDATION_NOT_FOR_CONTRACTORS
from sasae.subsidy.contractors.checklists import CLAUSES
from sasae.subsidy.rights import NOT_FOR_CONTRACTORS

_IN_FORCE = "c.state = 'in_force' AND c.since <= %(today)s AND c.until >= %(today)s"
_LIVE = "u.contractor AND u.is_active AND u.ends_on >= %(today)s"


def _numbers(look: Look, query: str) -> list[str]:
    return [number for (number,) in look.rows("subsidy", query, {"today": look.now.date()})]


@control("委託契約の条項と確認")
def contracts_whole(look: Look, system: str) -> Answer:
    """Every contract in force has all clauses of its model, the explanation, and two persons' names."""
    wrong = []
    rows = look.rows(
        "subsidy",
        "SELECT c.number, c.model, c.since, c.clauses, c.explained_on IS NULL OR c.confirmed_by IN ('', c.entered_by)"  # noqa: S608
        f" FROM subsidy_contractors_contract c WHERE {_IN_FORCE} ORDER BY 1",
        {"today": look.now.date()},
    )
    for number, model, since, clauses, bare in rows:
        lacking = [one for one in CLAUSES.on(since)[model] if not clauses.get(one.key)]
        wrong += [f"{number}（条項 {len(lacking)}）"] if lacking or bare else []
    return unless(
        wrong, "条項か確認のそろわない契約", good=f"有効な契約 {len(rows)}件すべてに、条項・説明・二人の確認がある"
    )


@control("再委託の書面による申請と許諾")
def permitted_before_subcontract(look: Look, system: str) -> Answer:
    """No subcontract without a written request of before, permitted in writing by another person before it began."""
    wrong = _numbers(
        look,
        "SELECT c.number FROM subsidy_contractors_contract c LEFT JOIN subsidy_contractors_request r ON r.id = c.request_id"
        " WHERE c.level > 0 AND (r.id IS NULL OR r.state <> 'permitted' OR r.document = '' OR r.answer = ''"
        " OR r.decided_by = r.received_by OR r.decided_on < r.received_on OR c.since < r.decided_on"
        " OR c.parent_id <> r.contract_id) ORDER BY 1",
    )
    every = look.one("subsidy", "SELECT count(*) FROM subsidy_contractors_contract WHERE level > 0")
    return unless(wrong, "許諾のない再委託", good=f"再委託の契約 {every}件すべてに、先に書面の申請と許諾がある")


@control("委託先の利用者IDと契約")
def contractor_ids_tied(look: Look, system: str) -> Answer:
    """Every ID of a contractor's person is named under a contract in force, pledged, ends with it, and decides nothing."""
    person = (
        "SELECT 1 FROM subsidy_contractors_worker w JOIN subsidy_contractors_contract c ON c.id = w.contract_id"
        f" WHERE w.number = u.staff_number AND w.pledge <> '' AND {_IN_FORCE} AND u.ends_on <= c.until"
        " AND (w.until IS NULL OR u.ends_on <= w.until)"
    )
    loose = _numbers(look, f"SELECT u.login_id FROM accounts_user u WHERE {_LIVE} AND NOT EXISTS ({person}) ORDER BY 1")  # noqa: S608
    held = look.rows(
        "subsidy",
        f'SELECT u.login_id, g."right" FROM accounts_user u JOIN accounts_grant g ON g.user_id = u.id WHERE {_LIVE}'  # noqa: S608
        " AND g.revoked_at IS NULL AND (g.until IS NULL OR g.until >= %(today)s) ORDER BY 1",
        {"today": look.now.date()},
    )
    kept = FOUNDATION_NOT_FOR_CONTRACTORS | set(NOT_FOR_CONTRACTORS)
    much = [f"{name}（{right}）" for name, right in held if right.rpartition(".")[2] in DECIDING or right in kept]
    every = len(_numbers(look, f"SELECT u.login_id FROM accounts_user u WHERE {_LIVE}"))  # noqa: S608
    return unless(
        [*loose, *much],
        "契約のない、または権限の過ぎた委託先のID",
        good=f"委託先の有効なID {every}件は、すべて有効な契約の従事者",
    )


@control("委託先の報告・返還・監査の期限")
def contractors_watched(look: Look, system: str) -> Answer:
    """No report, audit, mending, return or disposal is overdue, and no emergency report without an answer."""
    late = _numbers(
        look,
        f"SELECT c.number FROM subsidy_contractors_contract c WHERE {_IN_FORCE} AND least(c.report_due, c.audit_due) < %(today)s"  # noqa: S608
        " UNION SELECT c.number FROM subsidy_contractors_contract c JOIN subsidy_contractors_audit a ON a.contract_id = c.id"
        " JOIN subsidy_contractors_defect d ON d.audit_id = a.id WHERE d.seen_at IS NULL AND d.due_on < %(today)s"
        " UNION SELECT c.number FROM subsidy_contractors_contract c JOIN subsidy_contractors_entrusted e ON e.contract_id = c.id"
        " WHERE e.how = '' AND (e.due_on < %(today)s OR c.state = 'ended')"
        " UNION SELECT c.number FROM subsidy_contractors_contract c JOIN subsidy_contractors_report r ON r.contract_id = c.id"
        " WHERE r.kind = 'emergency' AND r.handled_at IS NULL ORDER BY 1",
    )
    audits = look.one("subsidy", "SELECT count(*) FROM subsidy_contractors_audit WHERE done_on IS NOT NULL")
    return unless(late, "期限を過ぎたものがある契約", good=f"期限を過ぎたものはない（終えた監査・検査 {audits}件）")


@control("委託先の取扱者数")
def contractor_staff_in_band(look: Look, system: str) -> Answer:
    """Each contract's staff lies within the band the assessment states for contractors."""
    band = stated()["contractor_staff"]
    rows = look.rows(
        "subsidy",
        "SELECT c.number, greatest(c.staff, count(w.id)) FROM subsidy_contractors_contract c"  # noqa: S608
        " LEFT JOIN subsidy_contractors_worker w ON w.contract_id = c.id AND (w.until IS NULL OR w.until >= %(today)s)"
        f" WHERE {_IN_FORCE} AND c.level = 0 GROUP BY c.id ORDER BY 1",
        {"today": look.now.date()},
    )
    wrong = [f"{number} {staff}人" for number, staff in rows if not band["least"] <= staff < band["below"]]
    said = f"評価書（{band['where']}）は {band['least']}人以上{band['below']}人未満"
    return (
        not_met(f"評価書の幅の外：{'、'.join(wrong[:5])}（{said}）")
        if wrong
        else met(f"委託契約 {len(rows)}件、{said}")
    )
