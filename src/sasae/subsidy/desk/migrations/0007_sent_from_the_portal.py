from importlib import import_module

from django.db import migrations, models

from sasae.foundation.history.tables import AtOnce

# One kind more: what residents sent from the portal and staff have to look at. The view gets another part, and the rows it
# reads leave their marks; that somebody is found whom nobody found before is a change of the same row.
BEFORE = import_module("sasae.subsidy.desk.migrations.0006_years_above_the_cap")
LISTED = BEFORE.LISTED
KINDS = [*BEFORE.KINDS, ("sent", "電子申請")]
PART = """    UNION ALL
    SELECT 'sent', s.id::text, s.receipt_number::text, s.id::text, s.applicant_id, coalesce(p.ward_code, '')::text,
        s.received_on, s.due_on, 'held', s.id
    FROM subsidy_online_sent s LEFT JOIN subsidy_people_person p ON p.id = s.applicant_id
    WHERE s.state = 'waiting'
"""
NOW = BEFORE.NOW.replace(BEFORE.END, f"{PART}{BEFORE.END}")
if NOW == BEFORE.NOW:
    raise LookupError(BEFORE.END)
MARK = "subsidy_desk_mark_sent"
OPEN = "{row}.state = 'waiting'"
TRIGGERS = LISTED.MARK.format(name=MARK, kind="sent", column="id") + "".join(
    f"CREATE TRIGGER {MARK}_{event.lower()} AFTER {event} ON subsidy_online_sent FOR EACH ROW"
    f" WHEN ({' OR '.join(OPEN.format(row=row) for row in rows)}) EXECUTE FUNCTION {MARK}();\n"
    for event, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"]))
)


class Migration(AtOnce):
    dependencies = [
        ("subsidy_online", "0002_senders_and_claims"),
        ("subsidy_desk", "0006_years_above_the_cap"),
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
        migrations.RunSQL(NOW, f"DROP VIEW subsidy_desk_case; {BEFORE.NOW.replace('CREATE OR REPLACE', 'CREATE')}"),
        migrations.RunSQL(TRIGGERS, f"DROP FUNCTION {MARK}() CASCADE;"),
        migrations.RunSQL(
            "INSERT INTO subsidy_desk_casechange (kind, row_id) VALUES ('all', 0); SELECT subsidy_desk_settle();", ""
        ),
    ]
