from django.db import migrations


class Migration(migrations.Migration):
    """The list of a past day is leafed through and searched like the present one; the versions' table is pghistory's, so
    its indexes are told in SQL."""

    dependencies = [("subsidy_people", "0002_homes_of_versions")]

    operations = [
        migrations.RunSQL(
            """
            CREATE INDEX subsidy_people_version_kana ON subsidy_people_person_event (name_kana, pgh_id);
            CREATE INDEX subsidy_people_version_birth ON subsidy_people_person_event (birth_date);
            CREATE INDEX subsidy_people_version_search_key ON subsidy_people_person_event USING gin (search_key gin_trgm_ops);
            """,
            """
            DROP INDEX subsidy_people_version_kana;
            DROP INDEX subsidy_people_version_birth;
            DROP INDEX subsidy_people_version_search_key;
            """,
        )
    ]
