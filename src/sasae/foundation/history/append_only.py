"""The second line of defence for append-only tables: triggers that refuse UPDATE, DELETE and TRUNCATE.

The first line is the grant: the application's role may only insert and read. The triggers stop the owner's slips too.
Rows past their retention period leave by the retention role alone, in an approved run.
"""

import pgtrigger

_REFUSE = """
    IF TG_OP = 'DELETE' AND session_user LIKE '%%\\_retention' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
""".replace("%%", "%")


def append_only() -> list[pgtrigger.Trigger]:
    """Triggers for `Meta.triggers` of a table that only grows. Name the table in the app's `append_only` list too."""
    return [
        pgtrigger.Trigger(
            name="append_only",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
            func=_REFUSE,
        )
    ]
