"""Who did: the journal is written, names its operators, and cannot be altered unseen."""

import json
from datetime import timedelta

from sasae.deployment.assessment.looking import Answer, Look, control, met, not_met, unless
from sasae.foundation.removals.removing import PERIOD, before

DAYS_TO_REMOVE = 92  # days after the period within which it is to be gone: listed, looked at, approved
OVERDUE = "1 hour"  # what is not chained by then was missed by the sealer
JOURNAL = ("history_entry", "history_chain", "history_seal")


@control("操作履歴の記録")
def journal_written(look: Look, system: str) -> Answer:
    """Whoever is signed in has left their log-in in the journal."""
    silent = look.rows(
        system,
        "SELECT u.login_id FROM accounts_user u WHERE u.session_mark <> '' AND NOT EXISTS"
        " (SELECT 1 FROM history_entry e WHERE e.actor_id = u.login_id AND e.event = 'session.started') ORDER BY 1",
    )
    last = look.one(system, "SELECT at FROM history_entry ORDER BY id DESC LIMIT 1")
    good = f"最後の記録 {last:%Y-%m-%d %H:%M}" if last else "まだ利用がない"
    return unless([name for (name,) in silent], "ログイン中なのに記録のない利用者", good=good)


@control("操作した個人の特定")
def journal_names_operator(look: Look, system: str) -> Answer:
    """Of the last thousand lines of staff, every one names an operator."""
    query = (
        "SELECT count(*), count(*) FILTER (WHERE actor_id = '' OR actor_name = '') FROM"
        " (SELECT actor_id, actor_name FROM history_entry WHERE actor_kind = 'staff' ORDER BY id DESC LIMIT 1000) last"
    )
    [(looked, bare)] = look.rows(system, query)
    return not_met(f"操作者のない記録が{bare}件") if bare else met(f"新しい職員の操作 {looked}件すべてに操作者がある")


@control("操作履歴を書き換える権限")
def journal_append_only(look: Look, system: str) -> Answer:
    """The role the application logs in with may neither change nor delete lines of the journal, chain and seals."""
    role = f"{system}_app"
    wrong = [
        table for table in JOURNAL
        if look.one(system, "SELECT has_table_privilege(%s, %s, 'UPDATE, DELETE, TRUNCATE')", [role, f"public.{table}"])
    ]  # fmt: skip
    return unless(wrong, f"{role} が書き換えられる表", good=f"{role} は操作履歴・鎖・封印を書き換えも消しもできない")


@control("操作履歴の保存期間")
def journal_period(look: Look, system: str) -> Answer:
    """Nothing is kept long past the period: what was due was listed, approved by another and taken away."""
    today = look.now.date()
    oldest, due = look.one(system, "SELECT min(at) FROM history_entry"), before(today)
    said = f"操作履歴は書いた年度の翌年度から{PERIOD.on(today)}年度残す"
    if oldest is None:
        return met(f"{said}。まだ記録がない")
    if oldest.date() < due - timedelta(days=DAYS_TO_REMOVE):
        return not_met(f"{said}が、{oldest:%Y-%m-%d} の記録がまだ消去されていない")
    gone = look.rows(system, "SELECT count(*), coalesce(sum(entries), 0) FROM removals_removal WHERE state = 'confirmed'")
    return met(f"{said}。最も古い記録 {oldest:%Y-%m-%d}、確かめた消去 {gone[0][0]}回 {int(gone[0][1]):,}件")


@control("操作履歴の封印")
def journal_sealed(look: Look, system: str) -> Answer:
    """The sealer goes on, and the last seal in the database stands in the file outside as well."""
    behind = look.one(
        system,
        "SELECT count(*) FROM history_entry e WHERE e.at < clock_timestamp() - %s::interval AND e.id >"
        " coalesce((SELECT max(entry_id) FROM history_chain), 0)",
        [OVERDUE],
    )
    if behind:
        return not_met(f"封印の処理が止まっている（1時間以上前の {behind}件が鎖に入っていない）")
    last = look.rows(system, "SELECT segment, line, at FROM history_seal ORDER BY segment DESC LIMIT 1")
    if not last:
        return met("封印するものがまだない")
    segment, line, at = last[0]
    file = look.home.path / "seals" / f"{system}.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    if len(lines) < segment or json.loads(lines[segment - 1]) != json.loads(line):
        return not_met(f"データベースの外の封印が、区間{segment}の封印と合わない")
    return met(f"最後の封印 区間{segment}（{at:%Y-%m-%d %H:%M}）、データベースの外にも同じ封印がある")


@control("アプリケーションの権限")
def app_role_limited(look: Look, system: str) -> Answer:
    """The serving role may not change the schema, make roles or pass row security."""
    query = (
        "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls OR"
        " has_schema_privilege(rolname, 'public', 'CREATE') FROM pg_roles WHERE rolname = %s"
    )
    role = f"{system}_app"
    return (
        not_met(f"{role} に余分な権限がある") if look.one(system, query, [role]) else met(f"{role} に余分な権限はない")
    )
