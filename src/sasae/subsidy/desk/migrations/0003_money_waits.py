from importlib import import_module

from django.db import migrations, models

from sasae.foundation.history.tables import AtOnce

KINDS = [
    ("application", "申請"), ("notification", "届出"), ("review", "家族の見直し"), ("consequence", "変更の影響"),
    ("claim", "償還払い"), ("appeal", "審査請求"), ("returned", "返戻郵便"), ("papers", "書類の督促"),
    ("receivable", "返還金"), ("injury", "第三者行為"), ("claim_hold", "償還払いの保留"), ("receipt", "レセプト明細"),
    ("transfer", "振込結果"), ("extraction", "自由抽出"),
]  # fmt: skip
STEPS = [
    ("compare", "照合待ち"), ("examine", "審査待ち"), ("examining", "審査中"), ("approve", "承認待ち"), ("review", "見直し待ち"),
    ("decide", "決定待ち"), ("failed", "振込不能"), ("appealed", "裁決待ち"), ("returned", "対応待ち"), ("papers", "書類待ち"),
    ("held", "確認待ち"), ("answer", "結果待ち"),
]  # fmt: skip
BEFORE = import_module("sasae.subsidy.desk.migrations.0001_tables").CASES
FURTHER = """
    UNION ALL
    SELECT 'claim_hold', d.id::text, c.number, c.number, c.person_id, p.ward_code, d.opened_on, d.follow_up_on, 'held'
    FROM subsidy_claims_hold d JOIN subsidy_claims_claim c ON c.id = d.claim_id
    JOIN subsidy_people_person p ON p.id = c.person_id
    WHERE d.released_on IS NULL
    UNION ALL
    SELECT 'receipt', l.id::text, 'RC' || lpad(l.id::text, 8, '0'), l.id::text, l.person_id, coalesce(p.ward_code, ''),
        (f.uploaded_at AT TIME ZONE 'Asia/Tokyo')::date, NULL, 'decide'
    FROM subsidy_receipts_receiptline l JOIN subsidy_receipts_receiptfile f ON f.id = l.file_id
    LEFT JOIN subsidy_people_person p ON p.id = l.person_id
    WHERE l.state = 'held'
    UNION ALL
    SELECT 'transfer', r.number, r.number, r.number, NULL, '', (coalesce(r.sent_at, r.built_at) AT TIME ZONE 'Asia/Tokyo')::date,
        r.answer_by, 'answer'
    FROM subsidy_payments_paymentrun r WHERE r.state = 'sent' AND r.answer_by IS NOT NULL
    UNION ALL
    SELECT 'extraction', x.number, x.number, x.number, NULL, '', (x.asked_at AT TIME ZONE 'Asia/Tokyo')::date, NULL, 'approve'
    FROM subsidy_extraction_extraction x WHERE x.state = 'asked'
"""
END = ") c LEFT JOIN"
CASES = BEFORE.replace("CREATE VIEW", "CREATE OR REPLACE VIEW").replace(END, f"{FURTHER.strip()}\n{END}".lstrip())


class Migration(AtOnce):
    dependencies = [
        ("subsidy_claims", "0001_tables"),
        ("subsidy_desk", "0002_notes_once"),
        ("subsidy_extraction", "0001_tables"),
        ("subsidy_payments", "0001_tables"),
        ("subsidy_receipts", "0001_tables"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="casehandling", name="subsidy_desk_handling_kind"),
        migrations.AddConstraint(
            model_name="casehandling",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [code for code, _ in KINDS])), name="subsidy_desk_handling_kind"
            ),
        ),
        *(
            migrations.AlterField(
                model_name=model,
                name="kind",
                field=models.CharField(choices=KINDS, max_length=12, verbose_name="種類", **told),
            )
            for model, told in (
                ("case", {}),
                ("casehandling", {"db_comment": "仕事の種類"}),
                ("casehandlingevent", {"db_comment": "仕事の種類"}),
            )
        ),
        migrations.AlterField(
            model_name="case",
            name="step",
            field=models.CharField(choices=STEPS, max_length=10, verbose_name="状態"),
        ),
        migrations.RunSQL(CASES, f"DROP VIEW subsidy_desk_case; {BEFORE}"),
    ]
