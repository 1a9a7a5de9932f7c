"""The procedures this office takes applications for. What is not listed here is not taken in."""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from sasae.contracts.forms import definitions
from sasae.contracts.forms.messages import message_of


@dataclass(frozen=True)
class Procedure:
    """One procedure, in the words of the 申請内容ファイル. `business` is the system its applications go to."""

    code: str
    category: str
    scheme: str
    scheme_version: str
    name: str
    alias: str
    business: str
    provider_code: str
    provider_name: str


@lru_cache(maxsize=1)
def procedures() -> dict[str, Procedure]:
    """Every procedure by its code. Refuses to start when one has no form."""
    held = yaml.safe_load(files(__package__).joinpath("procedures.yaml").read_text(encoding="utf-8"))
    provider = {"provider_code": held["provider"]["code"], "provider_name": held["provider"]["name"]}
    found = {row["code"]: Procedure(**row, **provider) for row in held["procedures"]}
    if missing := found.keys() - definitions.procedures():
        raise ValueError(f"These procedures have no form: {sorted(missing)}")
    return found


def read_form(procedure: str, content: bytes) -> dict[str, Any]:
    """The form of a procedure in the version it names, read strictly, in plain values. Raises pydantic's ValidationError.

    A version that does not exist is refused by the newest one, which knows its own name alone.
    """
    known = definitions.versions(procedure)
    newest = list(known.values())[-1]
    definition = known.get(_version_named(content), newest)
    return message_of(definition).model_validate_json(content, strict=True).model_dump(mode="json")


def _version_named(content: bytes) -> str:
    told = json.loads(content)
    return str(told.get("form_version", "")) if isinstance(told, dict) else ""
