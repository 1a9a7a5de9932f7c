"""What one file says of another: every question is one statement over the staged rows, and every answer names its line."""

from collections.abc import Iterator

from django.db import connection

from sasae.kernel.findings import Finding, error, warning
from sasae.kernel.numbers import health
from sasae.subsidy.old_system.layouts import layouts
from sasae.subsidy.old_system.models import Migration, Purpose

MOST = 300  # findings of one question; the sentence of the last says that there are more
ROWS = "subsidy_old_system_stagedrow"

_TWICE = f"""
    SELECT kind, max(line), min(line)::text FROM {ROWS} WHERE migration_id = %(id)s
    GROUP BY kind, key HAVING count(*) > 1 ORDER BY 1, 2"""
_NOBODY = f"""
    SELECT r.kind, r.line, r.person FROM {ROWS} r WHERE r.migration_id = %(id)s AND r.kind NOT IN ('persons', 'control')
    AND NOT EXISTS (SELECT 1 FROM {ROWS} p WHERE p.migration_id = r.migration_id AND p.kind = 'persons' AND p.key = r.person)
    AND NOT EXISTS (SELECT 1 FROM subsidy_people_person q WHERE q.atena_no = r.person) ORDER BY 1, 2"""
_NO_FAMILY = f"""
    SELECT r.kind, r.line, r.values->>'applicant' FROM {ROWS} r
    WHERE r.migration_id = %(id)s AND r.kind IN ('children', 'entitlements') AND NOT EXISTS (
        SELECT 1 FROM {ROWS} f WHERE f.migration_id = r.migration_id AND f.kind = 'families' AND f.key = r.values->>'applicant')
    ORDER BY 1, 2"""
_NO_CHILD = f"""
    SELECT r.kind, r.line, r.key FROM {ROWS} r WHERE r.migration_id = %(id)s AND r.kind = 'families' AND NOT EXISTS (
        SELECT 1 FROM {ROWS} c WHERE c.migration_id = r.migration_id AND c.kind = 'children' AND c.values->>'applicant' = r.key)
    ORDER BY 1, 2"""
_OVERLAP = f"""
    SELECT b.kind, b.line, a.line::text FROM {ROWS} a JOIN {ROWS} b
      ON b.migration_id = a.migration_id AND b.kind = a.kind AND b.person = a.person AND b.id <> a.id
     AND (b.values->>'valid_from', b.id) > (a.values->>'valid_from', a.id)
     AND b.values->>'valid_from' <= a.values->>'valid_to'
    WHERE a.migration_id = %(id)s AND a.kind = 'entitlements' ORDER BY 1, 2"""
_BACKWARDS = f"""
    SELECT kind, line, values->>'valid_from' FROM {ROWS} WHERE migration_id = %(id)s
    AND values->>'valid_to' < values->>'valid_from' ORDER BY 1, 2"""
_NO_COVER = f"""
    SELECT c.kind, c.line, c.key FROM {ROWS} c WHERE c.migration_id = %(id)s AND c.kind = 'certificates' AND NOT EXISTS (
        SELECT 1 FROM {ROWS} e WHERE e.migration_id = c.migration_id AND e.kind = 'entitlements' AND e.person = c.person
        AND e.values->>'recipient_number' = c.values->>'recipient_number'
        AND e.values->>'valid_from' <= c.values->>'valid_to' AND c.values->>'valid_from' <= e.values->>'valid_to')
    ORDER BY 1, 2"""
_TWO_VALID = f"""
    SELECT max(kind), max(line), count(*)::text FROM (
        SELECT DISTINCT ON (c.id) c.id, c.kind, c.line, e.id AS cover FROM {ROWS} c JOIN {ROWS} e
            ON e.migration_id = c.migration_id AND e.kind = 'entitlements' AND e.person = c.person
            AND e.values->>'recipient_number' = c.values->>'recipient_number'
            AND e.values->>'valid_from' <= c.values->>'valid_to' AND c.values->>'valid_from' <= e.values->>'valid_to'
        WHERE c.migration_id = %(id)s AND c.kind = 'certificates' AND c.values->>'state' = '1'
        ORDER BY c.id, e.values->>'valid_from'
    ) held GROUP BY cover HAVING count(*) > 1 ORDER BY 1, 2"""
_TWO_NUMBERS = f"""
    SELECT max(kind), max(line), min(values->>'recipient_number') FROM {ROWS}
    WHERE migration_id = %(id)s AND kind = 'entitlements'
    GROUP BY person HAVING count(DISTINCT values->>'recipient_number') > 1 ORDER BY 1, 2"""
_TWO_PERSONS = f"""
    SELECT max(kind), max(line), values->>'recipient_number' FROM {ROWS}
    WHERE migration_id = %(id)s AND kind = 'entitlements'
    GROUP BY values->>'recipient_number' HAVING count(DISTINCT person) > 1 ORDER BY 1, 2"""
_TOO_LATE = f"""
    SELECT kind, line, values->>'paid_on' FROM {ROWS} WHERE migration_id = %(id)s AND kind = 'payments'
    AND values->>'paid_on' >= %(cutover)s ORDER BY 1, 2"""
_TOO_MUCH = f"""
    SELECT kind, line, values->>'yen' FROM {ROWS} WHERE migration_id = %(id)s AND (
        kind = 'payments' AND (values->>'yen')::bigint > (values->>'self_pay')::bigint
        OR kind = 'receivables' AND coalesce((values->>'paid')::bigint, 0) >= (values->>'yen')::bigint
        OR kind = 'payments' AND (values->>'yen')::bigint = 0) ORDER BY 1, 2"""
_SAME_TREATMENT = f"""
    SELECT max(kind), max(line), string_agg(line::text, '・' ORDER BY line) FROM {ROWS}
    WHERE migration_id = %(id)s AND kind = 'payments' AND values->>'scheme' = '2'
    GROUP BY person, values->>'treatment_month', lower(normalize(values->>'provider', NFKC))
    HAVING count(*) > 1 ORDER BY 1, 2"""
_FROM_CUTOVER = f"""
    SELECT kind, line, told FROM (
        SELECT kind, line, CASE kind WHEN 'families' THEN greatest(values->>'applied_on', values->>'decided_on')
            WHEN 'certificates' THEN values->>'issued_on' ELSE values->>'decided_on' END AS told
        FROM {ROWS} WHERE migration_id = %(id)s AND kind IN ('families', 'certificates', 'receivables')
    ) days WHERE told >= %(cutover)s ORDER BY 1, 2"""
_GRANTED_HERE = f"""
    SELECT r.kind, r.line, c.number FROM {ROWS} r JOIN subsidy_people_person p ON p.atena_no = r.person
    JOIN subsidy_claims_claim c ON c.person_id = p.id AND c.treatment_month = r.values->>'treatment_month'
        AND lower(regexp_replace(normalize(c.provider, NFKC), '[[:space:]]', '', 'g'))
            = lower(regexp_replace(normalize(r.values->>'provider', NFKC), '[[:space:]]', '', 'g'))
    WHERE r.migration_id = %(id)s AND r.kind = 'payments' AND r.values->>'scheme' = '2' AND c.amount > 0 ORDER BY 1, 2, 3"""
_BOOKED = f"""
    SELECT r.kind, r.line, o.number FROM {ROWS} r JOIN subsidy_old_system_pastpayment o ON o.number = r.key
    WHERE r.migration_id = %(id)s AND r.kind = 'payments' AND o.yen = (r.values->>'yen')::bigint ORDER BY 1, 2"""
_BOOKED_OTHERWISE = _BOOKED.replace("o.yen =", "o.yen <>")
_HALF_ACCOUNT = f"""
    SELECT kind, line, key FROM {ROWS} WHERE migration_id = %(id)s AND kind = 'persons'
    AND (values->>'bank' <> '' OR values->>'account_number' <> '')
    AND (values->>'bank' = '' OR values->>'branch' = '' OR values->>'account_number' = '' OR values->>'holder_kana' = '')
    ORDER BY 1, 2"""
_TAKEN = f"""
    SELECT e.kind, e.line, e.values->>'recipient_number' FROM {ROWS} e
    JOIN subsidy_entitlements_recipient r ON r.number = e.values->>'recipient_number'
    JOIN subsidy_people_person p ON p.id = r.person_id AND p.atena_no <> e.person
    WHERE e.migration_id = %(id)s AND e.kind = 'entitlements' ORDER BY 1, 2"""
_OTHERWISE = f"""
    SELECT r.kind, r.line, r.key FROM {ROWS} r JOIN subsidy_people_person p ON p.atena_no = r.key
    WHERE r.migration_id = %(id)s AND r.kind = 'persons'
    AND (p.birth_date::text <> r.values->>'birth_date' OR p.name <> r.values->>'name') ORDER BY 1, 2"""

QUESTIONS = [
    ("OS-301", error, _TWICE, "同じ鍵の行が{0}行目にもあります。"),
    ("OS-302", error, _NOBODY, "宛名番号 {0} の人が、対象者のファイルにも本システムにもいません。"),
    ("OS-303", error, _NO_FAMILY, "申請者 {0} の行が、家族のファイルにありません。"),
    ("OS-304", warning, _NO_CHILD, "申請者 {0} の児童が、児童のファイルにありません。"),
    ("OS-305", error, _OVERLAP, "{0}行目の資格と期間が重なっています。"),
    ("OS-306", error, _BACKWARDS, "末日が初日（{0}）より前です。"),
    ("OS-307", error, _NO_COVER, "医療証 {0} の期間に、同じ人の資格がありません。"),
    ("OS-308", error, _TWO_VALID, "同じ資格に有効な医療証が{0}枚あります。"),
    ("OS-309", error, _TWO_NUMBERS, "一人に受給者番号が二つあります（{0} など）。"),
    ("OS-310", error, _TWO_PERSONS, "受給者番号 {0} が二人に付いています。"),
    ("OS-311", error, _TOO_LATE, "支払日（{0}）が切替日以後です。切替日からは本システムで支払います。"),
    ("OS-312", error, _TOO_MUCH, "金額（{0}円）が、自己負担額を超えるか、納め終わっているか、0円です。"),
    (
        "OS-313",
        warning,
        _SAME_TREATMENT,
        "同じ人・診療月・医療機関の償還払いが{0}行目にあります。二重の支給でないか確かめてください。",
    ),
    ("OS-314", error, _TAKEN, "受給者番号 {0} は、本システムで別の人に付いています。"),
    ("OS-318", error, _FROM_CUTOVER, "日付（{0}）が切替日以後です。切替日からは本システムで処理します。"),
    ("OS-319", warning, _GRANTED_HERE, "本システムの償還払い {0} と同じ人・診療月・医療機関です。二重の支給でないか確かめてください。"),
    ("OS-320", warning, _BOOKED, "支給番号 {0} は取込み済みです。もう一度は載せません。"),
    ("OS-321", error, _BOOKED_OTHERWISE, "支給番号 {0} は、別の金額で取込み済みです。"),
    ("OS-322", warning, _HALF_ACCOUNT, "宛名番号 {0} の口座の列がそろっていません。口座は取り込みません。"),
    ("OS-315", warning, _OTHERWISE, "宛名番号 {0} の氏名か生年月日が、本システムの登録と違います。登録を残します。"),
]


def findings_of(migration: Migration) -> Iterator[Finding]:
    """Every finding between the files, in the order of the questions."""
    known = layouts()
    for id, severity, question, words in QUESTIONS:
        with connection.cursor() as cursor:
            cursor.execute(question, {"id": migration.pk, "cutover": migration.cutover_on.isoformat()})
            rows = cursor.fetchmany(MOST + 1)
        for kind, line, told in rows[:MOST]:
            yield severity(id, f"{known[kind].file} {line}行目", words.format(told))
        if len(rows) > MOST:
            yield severity(id, known[rows[-1][0]].file, f"ほかにもあります（{MOST}件まで示しました）。")
    yield from missing_files(migration)
    yield from odd_numbers(migration)


def missing_files(migration: Migration) -> Iterator[Finding]:
    """Files that are needed and did not come. A comparison takes what there is."""
    here = set(migration.files.values_list("kind", flat=True))
    for layout in layouts().values():
        if layout.kind not in here:
            told = warning if layout.optional or migration.purpose == Purpose.PARALLEL else error
            yield told("OS-316", layout.file, f"「{layout.label}」のファイルがありません。")


def odd_numbers(migration: Migration) -> Iterator[Finding]:
    """受給者番号 whose check digit is another: they are kept, since they stand on certificates people hold."""
    rows = migration.rows.filter(kind="entitlements").values_list("line", "values__recipient_number").order_by("line")
    odd = [(line, number) for line, number in rows.iterator() if not health.is_valid(number)]
    for line, number in odd[:MOST]:
        yield warning(
            "OS-317", f"entitlements.csv {line}行目", f"受給者番号 {number} の検証番号が合いません。そのまま使います。"
        )
