"""What the door knows of people: a sign-in name, a pseudonym, an organisation, roles that run out, tokens.

Not who somebody is: entries name people by pseudonym, and a name that identifies belongs in the sealed store.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models

from forestall.identifiers import RECORD_ID_PATTERN, new_record_id
from forestall.records.values.marking import Sensitivity

SIGN_IN_NAME = r"^[a-z0-9][a-z0-9_-]{1,39}\Z"
_is_name = RegexValidator(SIGN_IN_NAME)
_is_id = RegexValidator(RECORD_ID_PATTERN.replace("$", r"\Z"))


class Account(AbstractBaseUser):
    """Somebody who may sign in."""

    username: models.CharField[str, str] = models.CharField(max_length=40, unique=True, validators=[_is_name])
    pseudonym: models.CharField[str, str] = models.CharField(
        max_length=120, unique=True, validators=[_is_id], default=partial(new_record_id, "user")
    )
    organisation: models.CharField[str, str] = models.CharField(max_length=120, validators=[_is_id])
    clearance: models.CharField[str, str] = models.CharField(max_length=10, default=Sensitivity.LOW.word)
    is_active: models.BooleanField[bool, bool] = models.BooleanField(default=True)
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    USERNAME_FIELD = "username"
    objects: ClassVar[BaseUserManager[Account]] = BaseUserManager()

    class Meta:
        """Ordered as lists show them."""

        ordering: ClassVar[list[str]] = ["username"]


class RoleGrant(models.Model):
    """One role of one person, until it runs out or is ended; kept as a trace afterwards."""

    account: models.ForeignKey[Account, Account] = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="grants"
    )
    role: models.CharField[str, str] = models.CharField(max_length=40)
    granted_by: models.CharField[str, str] = models.CharField(max_length=120)
    granted_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    expires_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    ended_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    ended_by: models.CharField[str, str] = models.CharField(max_length=120, blank=True)

    objects: ClassVar[models.Manager[RoleGrant]] = models.Manager()

    class Meta:
        """Asked for by person."""

        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["account", "role"])]


class Token(models.Model):
    """A key for programs that speak for one person: its digest, what it is for, from where, and until when."""

    account: models.ForeignKey[Account, Account] = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="tokens"
    )
    name: models.CharField[str, str] = models.CharField(max_length=80)
    digest: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    verbs: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    networks: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    expires_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    ended_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Token]] = models.Manager()


class MailAddress(models.Model):
    """Where mail reaches one person; kept only for those whom no harm comes from being known here."""

    account: models.OneToOneField[Account, Account] = models.OneToOneField(
        Account, on_delete=models.CASCADE, related_name="mail"
    )
    address: models.EmailField[str, str] = models.EmailField()
    language: models.CharField[str, str] = models.CharField(max_length=10, default="en")
    added_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    objects: ClassVar[models.Manager[MailAddress]] = models.Manager()


class Webhook(models.Model):
    """A program's address that is called in one person's name; its secret is made anew each time, and kept nowhere."""

    account: models.ForeignKey[Account, Account] = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="webhooks"
    )
    address: models.URLField[str, str] = models.URLField(max_length=2000)
    salt: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    added_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    objects: ClassVar[models.Manager[Webhook]] = models.Manager()


class Access(models.Model):
    """One look or attempt at one: who, at what, whether it was shown; or one step of account administration."""

    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)
    user: models.CharField[str, str] = models.CharField(max_length=120)
    organisation: models.CharField[str, str] = models.CharField(max_length=120)
    verb: models.CharField[str, str] = models.CharField(max_length=40)
    name: models.CharField[str, str] = models.CharField(max_length=120)
    was_shown: models.BooleanField[bool, bool] = models.BooleanField()
    step: models.CharField[str, str] = models.CharField(max_length=20, default="", blank=True)

    objects: ClassVar[models.Manager[Access]] = models.Manager()
