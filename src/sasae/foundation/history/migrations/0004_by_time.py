"""The viewer's indexes in the order of time, so that a period narrows each of them and ten million lines open as fast as ten."""

from django.db import migrations, models

from sasae.foundation.history.tables import AtOnce

_OF_ALL = {"history_entry_actor": "actor_id", "history_entry_actor_name": "actor_name", "history_entry_event": "event"}
_OF_SOME = {
    "history_entry_protected": models.Q(("detail__has_key", "protected")),
    "history_entry_past": models.Q(("detail__has_key", "past")),
    "history_entry_refused": models.Q(("outcome", "refused")),
}


class Migration(AtOnce):
    dependencies = [("history", "0003_refused")]

    operations = [
        *[migrations.RemoveIndex(model_name="historyentry", name=name) for name in (*_OF_ALL, *_OF_SOME)],
        *[
            migrations.AddIndex(model_name="historyentry", index=models.Index(fields=[field, "-at"], name=name))
            for name, field in _OF_ALL.items()
        ],
        *[
            migrations.AddIndex(
                model_name="historyentry", index=models.Index(condition=condition, fields=["-at"], name=name)
            )
            for name, condition in _OF_SOME.items()
        ],
    ]
