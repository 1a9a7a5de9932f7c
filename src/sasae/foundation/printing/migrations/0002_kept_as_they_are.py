from django.db import migrations

# What a PDF holds is compressed already: looking whether it can be made smaller costs more than keeping it.
AS_THEY_ARE = "ALTER TABLE printing_document ALTER COLUMN content SET STORAGE EXTERNAL"
SMALLER = "ALTER TABLE printing_document ALTER COLUMN content SET STORAGE EXTENDED"


class Migration(migrations.Migration):
    dependencies = [("printing", "0001_initial")]
    operations = [migrations.RunSQL(AS_THEY_ARE, SMALLER)]
