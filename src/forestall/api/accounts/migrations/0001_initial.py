"""The first tables of people, roles, tokens and looks."""

import django.core.validators
import django.db.models.deletion
import forestall.identifiers
import functools
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "username",
                    models.CharField(
                        max_length=40,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^[a-z0-9][a-z0-9_-]{1,39}\\Z")],
                    ),
                ),
                (
                    "pseudonym",
                    models.CharField(
                        default=functools.partial(forestall.identifiers.new_record_id, *("user",), **{}),
                        max_length=120,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator("^[a-z][a-z0-9_]{0,30}-[a-z0-9][a-z0-9.-]{0,79}\\Z")
                        ],
                    ),
                ),
                (
                    "organisation",
                    models.CharField(
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator("^[a-z][a-z0-9_]{0,30}-[a-z0-9][a-z0-9.-]{0,79}\\Z")
                        ],
                    ),
                ),
                ("clearance", models.CharField(default="low", max_length=10)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["username"],
            },
        ),
        migrations.CreateModel(
            name="Access",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True)),
                ("user", models.CharField(max_length=120)),
                ("organisation", models.CharField(max_length=120)),
                ("verb", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("was_shown", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("verbs", models.JSONField(default=list)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tokens", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RoleGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=40)),
                ("granted_by", models.CharField(max_length=120)),
                ("granted_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.CharField(blank=True, max_length=120)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grants", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account", "role"], name="people_role_account_c1764d_idx")],
            },
        ),
    ]
