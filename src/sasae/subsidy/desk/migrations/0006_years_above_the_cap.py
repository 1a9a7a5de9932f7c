from importlib import import_module

from django.db import migrations, models

from sasae.foundation.history.tables import AtOnce

# One kind more: families above the year's cap. The view gets another part, and the rows it reads leave their marks.
MONEY = import_module("sasae.subsidy.desk.migrations.0003_money_waits")
LISTED = import_module("sasae.subsidy.desk.migrations.0005_listed_cases")
KINDS = [*MONEY.KINDS, ("claim_year", "年間上限の確認")]
PART = """    UNION ALL
    SELECT 'claim_year', y.id::text, 'NJ' || lpad(y.id::text, 8, '0'), y.id::text, y.payee_id, p.ward_code::text,
        y.opened_on, NULL::date, 'held', y.id
    FROM subsidy_claims_yearcheck y LEFT JOIN subsidy_people_person p ON p.id = y.payee_id
    WHERE y.closed_on IS NULL
"""
END = ") c LEFT JOIN LATERAL ("
NOW = LISTED.NOW.replace(END, f"{PART}{END}")
if NOW == LISTED.NOW:
    raise LookupError(END)
MARK = "subsidy_desk_mark_claim_year"
OPEN = "{row}.closed_on IS NULL"
TRIGGERS = LISTED.MARK.format(name=MARK, kind="claim_year", column="id") + "".join(
    f"CREATE TRIGGER {MARK}_{event.lower()} AFTER {event} ON subsidy_claims_yearcheck FOR EACH ROW"
    f" WHEN ({' OR '.join(OPEN.format(row=row) for row in rows)}) EXECUTE FUNCTION {MARK}();\n"
    for event, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"]))
)


class Migration(AtOnce):
    dependencies = [
        ("subsidy_claims", "0004_years_to_check"),
        ("subsidy_desk", "0005_listed_cases"),
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
                ("listedcase", {"db_comment": "仕事の種類"}),
                ("casehandling", {"db_comment": "仕事の種類"}),
                ("casehandlingevent", {"db_comment": "仕事の種類"}),
            )
        ),
        migrations.RunSQL(NOW, f"DROP VIEW subsidy_desk_case; {LISTED.NOW.replace('CREATE OR REPLACE', 'CREATE')}"),
        migrations.RunSQL(TRIGGERS, f"DROP FUNCTION {MARK}() CASCADE;"),
    ]
