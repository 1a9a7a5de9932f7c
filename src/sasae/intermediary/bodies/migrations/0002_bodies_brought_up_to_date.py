from django.db import migrations

from sasae.intermediary.bodies.schemas import bring_up_to_date


def each_body(apps, schema_editor):
    """Body by body, each in a transaction of its own; interrupted and begun again it changes nothing twice."""
    for code in apps.get_model("intermediary_bodies", "Body").objects.order_by("code").values_list("code", flat=True):
        bring_up_to_date(f"body_{code}")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("intermediary_bodies", "0001_initial")]
    operations = [migrations.RunPython(each_body, migrations.RunPython.noop)]
