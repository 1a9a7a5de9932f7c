from django.db import migrations

# Which bodies a line of the journal is about: those its persons belong to, the one it names, the one that asked. Kept as an
# index, so that an operator of one body never has every other body's lines read.
FUNCTION = """
CREATE FUNCTION bodies_of_history(kind text, subject text, persons text[], detail jsonb) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    found text[] := '{}';
    one text;
BEGIN
    FOREACH one IN ARRAY persons LOOP
        one := split_part(one, ':', 1);
        IF one <> ALL (found) THEN
            found := found || one;
        END IF;
    END LOOP;
    IF detail ? 'body' THEN
        found := found || coalesce(detail ->> 'body', '');
    ELSIF kind <> 'staff' AND found = '{}' AND subject ~ '^[0-9]{24}$' THEN
        found := found || left(subject, 6);
    END IF;
    IF length(subject) = 6 THEN
        found := found || subject;
    END IF;
    RETURN found;
END
$$;
CREATE INDEX history_entry_bodies ON history_entry USING gin (bodies_of_history(actor_kind, subject, persons, detail));
"""


class Migration(migrations.Migration):
    dependencies = [("intermediary_bodies", "0004_bodies_end"), ("history", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP INDEX history_entry_bodies; DROP FUNCTION bodies_of_history;"),
    ]
