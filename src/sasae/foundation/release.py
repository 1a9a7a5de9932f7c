"""The one way out for what a protected person's life may hang on: address, telephone, whereabouts.

`GuardedText` holds such a text and does not turn into one: str(), format(), repr(), JSON and pickle give the mask or
refuse. `release` is the only way to the text, for screen, print, file or contract; for protected persons (DV等支援措置)
each release is journaled, and on screen and in files two persons are needed: one who holds the right `protected.view`, and
another who holds it and permits it for this person (`showings`).
"""

import base64
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from django import forms
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from sasae.foundation import sealing
from sasae.foundation.history import Actor, record, refuse
from sasae.kernel import clock

if TYPE_CHECKING:
    from sasae.foundation.gate import Gate

MASK = "［非公開］"
Way = Literal["screen", "print", "file", "contract"]
WAYS: dict[Way, str] = {"screen": "画面", "print": "印刷", "file": "ファイル", "contract": "システム連携"}


class ReleaseRefused(PermissionError):
    """The text may not leave this way; the journal says why."""


class GuardedText:
    """A text that shows only its mask. Equality compares the texts, so that changes are seen without being read."""

    __slots__ = ("__text",)

    def __init__(self, text: "str | GuardedText") -> None:
        self.__text: str = text.__text if isinstance(text, GuardedText) else text

    def __str__(self) -> str:
        return MASK if self.__text else ""

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __bool__(self) -> bool:
        return bool(self.__text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GuardedText) and self.__text == other.__text

    def __hash__(self) -> int:
        return hash((GuardedText, self.__text))

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("GuardedText is not written out; use release().")

    def __copy__(self) -> "GuardedText":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "GuardedText":
        return self


def _open(value: GuardedText) -> str:
    """The text itself, for this module alone: `release` and the database field."""
    text: str = value._GuardedText__text  # type: ignore[attr-defined]
    return text


def release(
    value: GuardedText, *, actor: Actor, way: Way, person: str, protected: bool, reason: str, gate: "Gate | None" = None,
    procedure: str | None = None,
) -> str:  # fmt: skip
    """The text, when it may leave this way; every release of a protected person's text is journaled.

    On screen a user without the right, or without another's permission for this person, gets the mask. Into a file they get
    nothing: raises ReleaseRefused, as does a release without a reason. `gate` of a request knows both (asked once), and
    offers to ask for the permission; `procedure` is the one the right must reach.
    """
    if not value:
        return ""
    if not protected:
        return _open(value)
    if not reason:
        raise ReleaseRefused("A protected person's text leaves for a reason; give it.")
    if way in ("screen", "file") and actor.kind == "staff" and not _sees(actor, person, gate, procedure):
        if way == "screen":
            return MASK
        refuse(actor, "protected.refused", person, reason, [person], way=WAYS[way])
        raise ReleaseRefused(f"{actor.id} may not take out a protected person's text: right and permission are needed.")
    permission = gate.permitted.permission(person) if gate and way in ("screen", "file") else None
    known = {"permission": permission} if permission else {}
    record(actor, "protected.released", person, [person], way=WAYS[way], reason=reason, **known)
    return _open(value)


def _sees(actor: Actor, person: str, gate: "Gate | None", procedure: str | None) -> bool:
    if gate is not None:
        return gate.actor == actor and gate.sees(person, procedure=procedure)
    from sasae.foundation.accounts.models import User
    from sasae.foundation.showings.queries import RIGHT, Permitted

    user = User.objects.filter(login_id=actor.id).first()
    return user is not None and user.may(RIGHT, procedure=procedure) and Permitted(user, clock.now()).sees(person)


class GuardedWidget(forms.TextInput):
    """An input that never shows what is stored: it is typed anew or left alone."""

    def format_value(self, value: Any) -> str | None:
        return None if isinstance(value, GuardedText) else super().format_value(value)


class GuardedFormField(forms.CharField):
    """Reads a new text; what is stored is not shown, and an empty input says nothing about it."""

    widget = GuardedWidget

    def prepare_value(self, value: Any) -> Any:
        return "" if isinstance(value, GuardedText) else value

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, GuardedText) else GuardedText(super().to_python(value) or "")

    def run_validators(self, value: Any) -> None:
        super().run_validators(_open(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)


class GuardedAttribute(DeferredAttribute):
    """Guards a text the moment it is assigned, not only when it comes back from the database."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        plain = value is None or hasattr(value, "resolve_expression")
        instance.__dict__[self.field.attname] = value if plain else GuardedText(value)


class GuardedTextField(models.TextField):
    """A column whose value is a GuardedText in Python. Assign a str or a GuardedText."""

    descriptor_class = GuardedAttribute

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> GuardedText | None:
        return None if value is None else GuardedText(value)

    def to_python(self, value: Any) -> GuardedText | None:
        return None if value is None else GuardedText(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else _open(GuardedText(value))

    def value_to_string(self, obj: models.Model) -> str:
        """Fixtures and dumps get the mask."""
        return str(self.value_from_object(obj) or "")

    def get_default(self) -> Any:
        default = super().get_default()
        return GuardedText(default) if isinstance(default, str) else default

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        guarded = self.to_python(value)
        if not guarded and not self.blank:
            super().clean("", model_instance)
        return guarded

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        field = GuardedFormField(required=not self.blank, label=self.verbose_name, help_text=self.help_text)
        for name, value in kwargs.items():
            setattr(field, name, value)
        return field


class SealedTextField(GuardedTextField):
    """A guarded text that lies encrypted in the database too, its row versions included. It cannot be searched."""

    def get_prep_value(self, value: Any) -> str | None:
        text = super().get_prep_value(value)
        return base64.b64encode(sealing.encrypt(text, self._context)).decode("ascii") if text else text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> GuardedText | None:
        if not value:
            return super().from_db_value(value, expression, connection)
        return GuardedText(sealing.decrypt(base64.b64decode(value), self._context).decode())

    @property
    def _context(self) -> str:
        return f"sealed_text/{self.attname}"
