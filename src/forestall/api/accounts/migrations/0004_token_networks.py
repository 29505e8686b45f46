"""From where a token is good; those made before are good from anywhere."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_webhook"),
    ]

    operations = [
        migrations.AddField(
            model_name="token",
            name="networks",
            field=models.JSONField(default=list),
        ),
    ]
