"""Which step of account administration a note is of; none, where somebody looked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_token_networks"),
    ]

    operations = [
        migrations.AddField(
            model_name="access",
            name="step",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
    ]
