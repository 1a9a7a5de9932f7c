"""The procedures this office takes applications for. What is not listed here is not taken in."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel

from sasae.contracts.forms import certificate_application


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


FORMS: dict[str, type[BaseModel]] = {
    certificate_application.PROCEDURE: certificate_application.CertificateApplication,
}


@lru_cache(maxsize=1)
def procedures() -> dict[str, Procedure]:
    """Every procedure by its code. Refuses to start when one has no form."""
    held = yaml.safe_load(files(__package__).joinpath("procedures.yaml").read_text(encoding="utf-8"))
    provider = {"provider_code": held["provider"]["code"], "provider_name": held["provider"]["name"]}
    found = {row["code"]: Procedure(**row, **provider) for row in held["procedures"]}
    if missing := found.keys() - FORMS.keys():
        raise ValueError(f"These procedures have no form: {sorted(missing)}")
    return found


def read_form(procedure: str, content: bytes) -> dict[str, Any]:
    """The form of a procedure, read strictly, in plain values. Raises pydantic's ValidationError."""
    return FORMS[procedure].model_validate_json(content, strict=True).model_dump(mode="json")
