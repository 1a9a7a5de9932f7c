from importlib import import_module

from django.db import migrations, models

BEFORE: str = import_module("sasae.subsidy.desk.migrations.0002_cases").CASES
END = ") c LEFT JOIN"
# Debts that wait for a decision, or have a step that waits for approval; injuries with treatments nobody has judged.
MORE = """    UNION ALL
    SELECT 'receivable', r.number, r.number, r.number, r.debtor_id, coalesce(p.ward_code, ''),
        coalesce((SELECT min(o.proposed_on) FROM subsidy_recovery_order o WHERE o.receivable_id = r.id AND o.state = 'proposed'),
            r.proposed_on), NULL, CASE WHEN r.state = '05' THEN 'decide' ELSE 'approve' END
    FROM subsidy_recovery_receivable r LEFT JOIN subsidy_people_person p ON p.id = r.debtor_id
    WHERE r.state = '05'
        OR r.id IN (SELECT o.receivable_id FROM subsidy_recovery_order o WHERE o.state = 'proposed')
    UNION ALL
    SELECT 'injury', i.number, i.number, i.number, i.person_id, p.ward_code, i.notified_on, NULL, 'decide'
    FROM subsidy_third_parties_injurycase i JOIN subsidy_people_person p ON p.id = i.person_id
    WHERE i.state IN ('received', 'claiming') AND EXISTS (
        SELECT 1 FROM subsidy_third_parties_treatment t WHERE t.case_id = i.id AND t.judgement = 'open')
"""
DROP = "DROP VIEW subsidy_desk_case"
KINDS = [
    ("application", "申請"),
    ("notification", "届出"),
    ("review", "家族の見直し"),
    ("consequence", "変更の影響"),
    ("claim", "償還払い"),
    ("appeal", "審査請求"),
    ("returned", "返戻郵便"),
    ("papers", "書類の督促"),
    ("receivable", "返還金"),
    ("injury", "第三者行為"),
]


def kind(**more: object) -> models.CharField:
    """The column as it is from now on."""
    return models.CharField("種類", max_length=12, choices=KINDS, **more)  # type: ignore[arg-type]


class Migration(migrations.Migration):
    dependencies = [
        ("subsidy_desk", "0002_cases"),
        ("subsidy_recovery", "0001_initial"),
        ("subsidy_third_parties", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint("casehandling", "subsidy_desk_handling_kind"),
        migrations.AlterField("case", "kind", kind()),
        migrations.AlterField("casehandling", "kind", kind(db_comment="仕事の種類")),
        migrations.AlterField("casehandlingevent", "kind", kind(db_comment="仕事の種類")),
        migrations.AddConstraint(
            "casehandling",
            models.CheckConstraint(
                condition=models.Q(("kind__in", [value for value, _ in KINDS])), name="subsidy_desk_handling_kind"
            ),
        ),
        migrations.RunSQL([DROP, BEFORE.replace(END, MORE + END)], [DROP, BEFORE]),
    ]
