"""What runs: certificates, scanner, terminals, media, deletions, distributed masters, verifications."""

from datetime import timedelta

from sasae.contracts.catalog import connections
from sasae.deployment.assessment.looking import Answer, Look, control, met, not_met, unless
from sasae.deployment.backups.drills import last_drill
from sasae.deployment.backups.place import all_of, place_of
from sasae.kernel.dated import load_dated
from sasae.wire import authority

OF_ITS_OWN = ("linkage", "personnel")  # personnel tells of staff, not of persons in the file
INSPECTION_DAYS = load_dated("sasae.foundation.custody", "inspection_days.yaml", int)
MASTERS_OLD = timedelta(days=2)  # they are asked for every day
VERIFIED_OLD = timedelta(days=2)  # every night
BACKUP_OLD = timedelta(hours=36)  # every night; one left out is told the next noon
CONFIRM_WITHIN = 7  # days until what a deletion did is looked at


@control("接続先の限定")
def only_linkage_calls(look: Look, system: str) -> Answer:
    """By the contracts the subsidy system reaches persons' data through linkage alone, and linkage alone the intermediary."""
    pairs = connections()
    wrong = [
        f"subsidy→{callee}" for caller, callee in sorted(pairs) if caller == "subsidy" and callee not in OF_ITS_OWN
    ]
    wrong += [
        f"{system}→intermediary" for system in ("subsidy", "intake", "portal") if (system, "intermediary") in pairs
    ]
    return unless(wrong, "認められない接続", good=f"取り決めのある接続 {len(pairs)}組のほかはつながらない")


@control("証明書の期限")
def certificates_valid(look: Look, system: str) -> Answer:
    """The system's certificate, the authority and the revocation list are in force."""
    if not (look.home.pki_dir / "ca.pem").exists():
        return not_met("証明書がない")
    ends = {name: until for name, until in authority.expiry(look.home.pki_dir) if name in (system, "ca", "crl")}
    over = [f"{name}（{until:%Y-%m-%d}）" for name, until in ends.items() if until <= look.real]
    if system not in ends:
        return not_met("このシステムの証明書がない")
    return unless(over, "期限の切れた証明書", good=f"証明書は {ends[system]:%Y-%m-%d} まで")


@control("ウイルス検査の設定")
def scanner_on(look: Look, system: str) -> Answer:
    """What comes in is scanned; an installation that says it does without does not fulfil the clause."""
    place = look.home.settings.get("scanner", {})
    if "without" in place:
        return not_met(f"検査をしない設定（理由：{place['without']}）")
    if "clamd" not in place:
        return not_met("検査の設定がない。電子申請は取り込まれずに待つ")
    unscanned = look.one("intake", "SELECT count(*) FROM intake_downloads_download WHERE scan = 'without'")
    return (
        not_met(f"検査せずに取り込んだ申請が{unscanned}件")
        if unscanned
        else met(f"clamd（{place['clamd']}）で検査する")
    )


@control("端末の限定")
def terminals_limited(look: Look, system: str) -> Answer:
    """Only registered terminals; an installation that lets any in does not fulfil the clause."""
    place = look.home.settings.get("terminals", {})
    if "without" in place:
        return not_met(f"どの端末からも使える設定（理由：{place['without']}）")
    let_in = look.one("portal", "SELECT count(*) FROM terminals_terminal WHERE state = 'permitted'")
    return met(f"登録した端末だけが使える（許可中 {let_in}台）")


@control("端末に残るファイル")
def terminal_files_deleted(look: Look, system: str) -> Answer:
    """No file taken onto a terminal is still there after its day."""
    left = look.one(
        "portal",
        "SELECT count(*) FROM terminals_terminalfile WHERE state = 'there' AND delete_by < %s",
        [look.now.date()],
    )
    return (
        not_met(f"消す期限を過ぎて端末に残るファイルが{left}件")
        if left
        else met("期限を過ぎて端末に残るファイルはない")
    )


@control("媒体への書き出しの承認")
def media_approved_by_another(look: Look, system: str) -> Answer:
    """Nothing was handed over on a medium without the approval of another person."""
    query = (
        "SELECT count(*), count(*) FILTER (WHERE decided_by IN ('', asked_by)) FROM custody_takingout"
        " WHERE state NOT IN ('asked', 'refused')"
    )
    [(every, wrong)] = look.rows(system, query)
    return (
        not_met(f"別の者の承認のない書き出しが{wrong}件")
        if wrong
        else met(f"書き出し {every}件すべてを別の者が承認した")
    )


@control("媒体の点検")
def media_inspected(look: Look, system: str) -> Answer:
    """Every medium in use was looked at within the interval, counted from its registration."""
    query = (
        "SELECT code FROM custody_medium WHERE state = 'in_use'"
        " AND coalesce(inspected_on, registered_at::date) + %s < %s::date ORDER BY 1"
    )
    today = look.now.date()
    late = [code for (code,) in look.rows("portal", query, [INSPECTION_DAYS.on(today), today])]
    return unless(late, "点検の期限を過ぎた媒体", good="使用中の媒体は、期限までに点検してある")


@control("削除の結果の確認")
def deletion_finished(look: Look, system: str) -> Answer:
    """What a deletion did was looked at by a person within a week; none stands still half done."""
    query = "SELECT count(*) FROM retention_deletionrun WHERE state IN ('approved', 'done') AND listed_at < %s"
    late = look.one(system, query, [look.now - timedelta(days=CONFIRM_WITHIN)])
    last = look.one(system, "SELECT max(ended_at) FROM retention_deletionrun WHERE state = 'confirmed'")
    said = f"最後に結果を確かめた削除 {last:%Y-%m-%d}" if last else "削除の実施はまだない"
    return not_met(f"結果を確かめていない削除が{late}件") if late else met(said)


@control("移転の許可は二人で")
def permits_by_two(look: Look, system: str) -> Answer:
    """No permission in force was examined and permitted by the same person."""
    query = "SELECT number FROM subsidy_transfers_permission WHERE state = 'permitted' AND permitted_by IN ('', examined_by)"
    return unless(
        [f"{number}" for (number,) in look.rows("subsidy", query)],
        "一人で審査し許可した移転",
        good="移転の許可は、すべて審査した者とは別の者がした",
    )


@control("配信マスターの新しさ")
def masters_fresh(look: Look, system: str) -> Answer:
    """The distributed masters were confirmed within two days."""
    said = look.one("intermediary", "SELECT max(confirmed_at) FROM intermediary_masters_masterversion")
    if said is None:
        return not_met("配信マスターをまだ受け取っていない")
    fresh = said >= look.now - MASTERS_OLD
    return (met if fresh else not_met)(f"配信マスターを最後に確かめたのは {said:%Y-%m-%d %H:%M}")


@control("情報連携の記録の検証")
def exchange_verified(look: Look, system: str) -> Answer:
    """The nightly verification of records, permits, copies and codes ran, and found no error."""
    found = look.rows(
        "intermediary", "SELECT at, errors FROM intermediary_security_verification ORDER BY at DESC LIMIT 1"
    )
    if not found:
        return not_met("記録の検証をまだ行っていない")
    at, errors = found[0]
    if errors:
        return not_met(f"検証（{at:%Y-%m-%d %H:%M}）に誤りが{errors}件")
    return (met if at >= look.now - VERIFIED_OLD else not_met)(f"最後の検証 {at:%Y-%m-%d %H:%M}、誤りなし")


@control("団体ごとの区分")
def bodies_apart(look: Look, system: str) -> Answer:
    """Every body has a schema of its own that the serving role does not own, and no body's role reaches another's schema."""
    query = (
        "SELECT r.rolname, other.nspname FROM pg_namespace own JOIN pg_roles r ON r.rolname = own.nspname, pg_namespace other"
        " WHERE own.nspname LIKE 'body\\_%%' AND other.nspname LIKE 'body\\_%%' AND own.oid <> other.oid"
        " AND has_schema_privilege(r.oid, other.oid, 'USAGE') ORDER BY 1, 2"
    )
    wrong = [f"{role} が {schema} に届く" for role, schema in look.rows("intermediary", query)]
    bodies = look.one("intermediary", "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'body\\_%%'")
    return unless(wrong, "ほかの団体に届くロール", good=f"団体ごとのスキーマ {bodies}、ほかの団体に届くロールはない")


@control("バックアップ")
def backup_fresh(look: Look, system: str) -> Answer:
    """There is a place for backups, the newest is of last night, and the last drill restored what it should."""
    place = place_of(look.home)
    if place is None:
        return not_met("バックアップの場所が設定されていない")
    made = max((backup.moment for backup in all_of(place)), default=None)
    if made is None or made < look.now - BACKUP_OLD:
        return not_met(f"最後のバックアップが古い（{made:%Y-%m-%d %H:%M}）" if made else "バックアップがない")
    drill = last_drill(place)
    if drill is None:
        return not_met("復元の訓練を一度も行っていない")
    if not drill.good:
        return not_met(f"復元の訓練（{drill.at[:10]}）で、操作履歴の検証に所見があった")
    return met(f"最後のバックアップ {made:%Y-%m-%d %H:%M}、最後の復元の訓練 {drill.at[:10]}")
