"""Values a service holds that are sealed to a system: which rest on a key that was replaced, and sealing them again.

    python -m sasae.deployment.rotation.addressed SERVICE count|anew SYSTEM     (what `sasae keys` runs, as the database's owner)

A value's bytes do not tell to which key they were sealed, so the keys before are tried. Sealing again is one row's own
transaction that writes only where the row still holds what was read: killed at any moment and run again, it goes on with
what is left. What others keep the hash of is never sealed again; it goes by itself, and its key stays until then.
"""

import base64
import binascii
import io
import json
import os
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from sasae.deployment.rotation import columns as under_data_key
from sasae.deployment.rotation.anew import without_triggers
from sasae.deployment.rotation.listing import addressed_columns
from sasae.foundation import sealing as data
from sasae.foundation.history import SYSTEM, record
from sasae.foundation.history.versions import event_models
from sasae.wire import sealing

MAGIC = b"age-encryption.org/v1"
_ZIP = b"PK\x03\x04"
_SEALED_TEXT = re.compile(base64.b64encode(MAGIC) + rb"[A-Za-z0-9+/]+={0,2}")
_ZIP_TEXT = re.compile(rb"UEsDB[A-Za-z0-9+/]{40,}={0,2}")
DEEP = 4  # a file, of files, of members, each perhaps sealed


@dataclass(frozen=True)
class Addressed:
    """One column. `cipher`: how its values lie under the data key, None where they do not. `sure`: of which rows it is
    certain that they open (by their fields; of all when empty), None where none is."""

    model: type[models.Model]
    name: str
    to: str
    anew: bool
    stays: str
    sure: dict[str, str] | None
    cipher: under_data_key.Column | None

    @property
    def place(self) -> str:
        """`table.column`."""
        return f"{self.model._meta.db_table}.{self.name}"

    def values(
        self, *, newest: int | None = None, only: dict[str, str] | None = None
    ) -> Iterator[tuple[Any, Any, bytes]]:
        """Primary key, value as it lies there, what it holds in bytes; of all rows, or of the newest, of `only` some."""
        told = self.model._base_manager.filter(**(only or {})).exclude(**{self.name: None})
        rows = told.order_by("-pk").values_list("pk", self.name)
        for pk, value in rows[:newest] if newest else rows.iterator(chunk_size=50):
            if value:
                yield pk, value, self._content(pk, value)

    def _content(self, pk: Any, value: Any) -> bytes:
        """Empty where it does not open: the data keys are another question."""
        if self.cipher is None:
            return value.encode() if isinstance(value, str) else bytes(value)
        try:
            return data.decrypt(value, self.cipher.contexts_of([pk])[pk])
        except data.CannotOpen:
            return b""

    def as_it_lies(self, pk: Any, content: bytes) -> str | bytes:
        """The reverse of what `values` gives."""
        if self.cipher is not None:
            return data.encrypt(content, self.cipher.contexts_of([pk])[pk])
        return content.decode() if isinstance(self.model._meta.get_field(self.name), models.TextField) else content


def addressed() -> list[Addressed]:
    """Those of the running service; versions after the rows'."""
    ciphers = {(column.model, column.name): column for column in under_data_key.columns()}
    found = []
    for line in addressed_columns():
        if line["model"].partition(".")[0] in apps.app_configs:
            row = apps.get_model(line["model"])
            versions = [each for each in event_models(row._meta.app_label) if getattr(each, "pgh_tracked_model", None) is row]
            for model in (row, *versions):
                if line["column"] in {field.name for field in model._meta.concrete_fields}:
                    cipher = ciphers.get((model, line["column"]))
                    found.append(Addressed(model, line["column"], line["to"], line["anew"], line.get("stays", ""), line["sure"], cipher))
    return found


def sealed_in(content: bytes, secrets: list[str], deep: int = DEEP) -> Iterator[bytes]:
    """Every sealed value in some bytes: they themselves, texts in them, members of archives; also inside what these open."""
    if deep == 0:
        return
    if content.startswith(MAGIC):
        yield content
        if sealing.opens(secrets, content):
            yield from sealed_in(sealing.opened(secrets, content), secrets, deep - 1)
    elif content.startswith(_ZIP):
        for member in _members(content):
            yield from sealed_in(member, secrets, deep - 1)
    else:
        for kind in (_SEALED_TEXT, _ZIP_TEXT):
            for text in kind.findall(content):
                yield from sealed_in(_bytes_of(text), secrets, deep - 1)


def _members(content: bytes) -> Iterator[bytes]:
    """Of an archive of ours; one that is damaged holds nothing that could be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                yield archive.read(entry)
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, EOFError):
        return


def _bytes_of(text: bytes) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""


def resting(system: str) -> dict[str, dict[str, int]]:
    """By key that was replaced (its place among them, newest first), how many values of each column only it opens."""
    before = sealing.before(settings.SASAE_PKI, system)
    found: dict[str, dict[str, int]] = {str(place): {} for place in range(len(before))}
    for column in addressed() if before else []:
        if column.to in ("", system):
            for _, _, content in column.values():
                parts = list(sealed_in(content, sealing.all_of(settings.SASAE_PKI, system)))
                for place, secret in enumerate(before):
                    if any(sealing.opens([secret], part) for part in parts):
                        found[str(place)][column.place] = found[str(place)].get(column.place, 0) + 1
    return found


def seal_anew(system: str) -> int:
    """Every value that may change and rests on a key before, sealed to the present one. Returns how many."""
    before, count = sealing.before(settings.SASAE_PKI, system), 0
    for column in addressed() if before else []:
        if column.anew and column.to == system:
            count += sum(_sealed_anew(column, pk, value, content, system, before) for pk, value, content in column.values())
    if count:
        record(SYSTEM("keys"), "keys.sealed_anew", system, count=count)
    return count


def _sealed_anew(column: Addressed, pk: Any, value: Any, content: bytes, system: str, before: list[str]) -> int:
    fresh = _again(content, system, before)
    if fresh == content:
        return 0
    with transaction.atomic():
        without_triggers(column.model)
        same = column.model._base_manager.filter(pk=pk, **{column.name: value})
        return same.update(**{column.name: column.as_it_lies(pk, fresh)})


def _again(content: bytes, system: str, before: list[str]) -> bytes:
    """The same with what the keys before open sealed to the present key."""
    if content.startswith(MAGIC):
        if not sealing.opens(before, content):
            return content
        return sealing.seal(settings.SASAE_PKI, system, sealing.opened(before, content))
    return _SEALED_TEXT.sub(lambda found: _text_again(found[0], system, before), content)


def _text_again(text: bytes, system: str, before: list[str]) -> bytes:
    held = _bytes_of(text)
    fresh = _again(held, system, before) if held.startswith(MAGIC) else held
    return text if fresh == held else base64.b64encode(fresh)


def reasons() -> dict[str, str]:
    """Of each column that is not sealed again, why, and when its values go."""
    return {column.place: column.stays for column in addressed() if not column.anew}


def main(service: str, verb: str, system: str) -> int:
    """One line of JSON: what rests on the keys before, and why it is not sealed again; or how many were."""
    os.environ["SASAE_DB_ROLE"] = "owner"
    os.environ["DJANGO_SETTINGS_MODULE"] = f"sasae.deployment.settings.{service}"
    import django

    django.setup()
    said = {"resting": resting(system), "stays": reasons()} if verb == "count" else {"anew": seal_anew(system)}
    print(json.dumps(said, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
