"""Who may: users, their second factor, their rights, and the review of both."""

from importlib import import_module

from sasae.deployment.assessment.looking import Answer, Look, control, met, not_met, unless
from sasae.foundation.accounts.rights import FOUNDATION_EXCLUSIVE, FOUNDATION_RIGHTS, of_auditors
from sasae.kernel.dated import load_dated

INTERVAL = load_dated("sasae.foundation.accounts", "review.yaml", dict[str, int])

_LIVE = "u.is_active AND (u.ends_on IS NULL OR u.ends_on >= %(today)s)"
_HELD = "g.revoked_at IS NULL AND g.since <= %(today)s AND (g.until IS NULL OR g.until >= %(today)s)"


def _users(look: Look, system: str, wrong: str) -> list[str]:
    """The log-in IDs of users in force for whom `wrong` holds."""
    query = f"SELECT u.login_id FROM accounts_user u WHERE {_LIVE} AND {wrong} ORDER BY 1"  # noqa: S608
    return [name for (name,) in look.rows(system, query, {"today": look.now.date()})]


@control("利用者は、だれのIDかわかる")
def named_users(look: Look, system: str) -> Answer:
    """No ID in force without a name, and none without the staff number that ties it to one person."""
    wrong = _users(look, system, "(trim(u.name) = '' OR (u.staff_number = '' AND NOT u.contractor))")
    return unless(
        wrong,
        "職員番号か氏名のないID",
        good=f"有効なID {len(_users(look, system, 'true'))}件すべてに氏名と職員番号がある",
    )


@control("二要素認証")
def second_factor(look: Look, system: str) -> Answer:
    """Who has signed in has a confirmed device; there is none who could go on without."""
    device = "EXISTS (SELECT 1 FROM otp_totp_totpdevice d WHERE d.user_id = u.id AND d.confirmed)"
    wrong = _users(look, system, f"u.last_login IS NOT NULL AND NOT {device}")
    return unless(
        wrong,
        "認証アプリの登録がないID",
        good=f"認証アプリを登録したID {len(_users(look, system, device))}件、ログインしたことがあり登録のないID 0件",
    )


@control("兼ねられない権限")
def exclusive_pairs(look: Look, system: str) -> Answer:
    """Nobody in force holds both rights of a pair that excludes each other."""
    own = import_module(f"sasae.{system}.rights")
    pairs = [*own.EXCLUSIVE, *FOUNDATION_EXCLUSIVE, *of_auditors({*FOUNDATION_RIGHTS, *own.RIGHTS})]
    query = (
        "SELECT u.login_id, array_agg(DISTINCT g.right) FROM accounts_user u JOIN accounts_grant g ON g.user_id = u.id"  # noqa: S608
        f" WHERE {_LIVE} AND {_HELD} GROUP BY 1 ORDER BY 1"
    )
    held = look.rows(system, query, {"today": look.now.date()})
    wrong = [f"{name}（{a} と {b}）" for name, rights in held for a, b in pairs if {a, b} <= set(rights)]
    return unless(wrong, "兼ねられない権限を持つID", good=f"兼ねられない組 {len(pairs)}、両方を持つ利用者 0人")


@control("権限の付与の理由と付与した者")
def grants_have_reasons(look: Look, system: str) -> Answer:
    """Every right in force says who gave it and why."""
    query = (
        "SELECT count(*), count(*) FILTER (WHERE trim(g.reason) = '' OR g.granted_by = '') FROM accounts_grant g"  # noqa: S608
        f" WHERE {_HELD}"
    )
    [(every, bare)] = look.rows(system, query, {"today": look.now.date()})
    return (
        not_met(f"理由か付与した者のない権限が{bare}件")
        if bare
        else met(f"有効な権限 {every}件すべてに理由と付与した者がある")
    )


@control("委託先のIDの期限")
def contractors_end(look: Look, system: str) -> Answer:
    """An ID of a contractor's staff has its last day."""
    wrong = _users(look, system, "u.contractor AND u.ends_on IS NULL")
    return unless(wrong, "利用終了日のない委託先のID", good="委託先のIDには、すべて利用終了日がある")


@control("人事の知らせの反映")
def personnel_applied(look: Look, system: str) -> Answer:
    """No notice whose day has come waits longer than a day."""
    late = look.one(
        system, "SELECT count(*) FROM accounts_staff_notice WHERE applied_at IS NULL AND effective_on < %s::date - 1",
        [look.now.date()],
    )  # fmt: skip
    return (
        not_met(f"発令日を過ぎて反映していない知らせが{late}件")
        if late
        else met("発令日の来た知らせは、すべて反映した")
    )


@control("異動・退職した者のID")
def left_people_closed(look: Look, system: str) -> Answer:
    """Whoever personnel last said has left, or is away, has no ID in force."""
    told = (
        "SELECT DISTINCT ON (organisation, staff_number) organisation, staff_number, event, effective_on"
        " FROM accounts_staff_notice WHERE staff_number <> '' ORDER BY organisation, staff_number, sequence DESC"
    )
    gone = (
        f"EXISTS (SELECT 1 FROM ({told}) n WHERE n.staff_number = u.staff_number AND n.organisation IN ('', u.office_code)"
        " AND n.event IN ('退職', '休職') AND n.effective_on < %(today)s)"
    )
    return unless(
        _users(look, system, gone), "退職・休職の知らせがあるのに有効なID", good="退職・休職した者の有効なIDはない"
    )


@control("利用者IDの点検の署名")
def review_signed(look: Look, system: str) -> Answer:
    """The last review of IDs, rights and personnel is not older than its interval; in the intermediary, each body's own."""
    body = "EXISTS (SELECT 1 FROM intermediary_bodies_body b WHERE b.code = u.office_code)"
    whose = f"CASE WHEN {body} THEN u.office_code ELSE '' END" if system == "intermediary" else "''"
    today = look.now.date()
    query = (
        "SELECT who.code, max(r.reviewed_on), max(r.reviewed_on) + make_interval(months => %(months)s) >= %(today)s"  # noqa: S608
        f" FROM (SELECT DISTINCT {whose} AS code FROM accounts_user u WHERE {_LIVE}) who"
        " LEFT JOIN accounts_review r ON r.organisation = who.code GROUP BY 1 ORDER BY 1"
    )
    found = look.rows(system, query, {"today": today, "months": INTERVAL.on(today)["months"]})
    wrong = [
        f"{code or '全体'}（{f'最後の点検 {day}' if day else '点検の記録がない'}）"
        for code, day, fresh in found
        if not fresh
    ]
    return unless(
        wrong,
        "点検の期限を過ぎた",
        good="、".join(f"最後の点検 {day}" for _, day, _ in found[:3]) or "有効なIDがまだない",
    )
