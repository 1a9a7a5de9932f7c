"""From the draft's data to application.json: canonical bytes, built in the one request in which the numbers are known."""

import json
from datetime import date
from typing import Any

from sasae.contracts.forms.certificate_application import CertificateApplication

_INSURANCE = ("insurer_number", "symbol", "number", "insured_since")


def build(data: dict[str, Any], numbers: list[str], *, applied_on: date) -> CertificateApplication:
    """The application as the contract has it. Raises pydantic's ValidationError when the draft is not complete."""
    applicant = data["applicant"]
    situation = data["situation"]
    return CertificateApplication.model_validate(
        {
            "applied_on": applied_on,
            "applicant": {**_person(applicant), "individual_number": numbers[0]},
            "children": [
                {
                    **_person(child),
                    "individual_number": number,
                    "lives_with_applicant": child["lives_with_applicant"] == "yes",
                }
                for child, number in zip(data["children"], numbers[1:], strict=True)
            ],
            "has_partner": situation["has_partner"] == "yes",
            "child_support_yen": situation["child_support_yen"],
            "other_scheme": situation["other_scheme"] == "yes",
            "receives_child_allowance": situation["receives_child_allowance"] == "yes",
            "consent_to_inquiries": situation["consent_to_inquiries"] == "yes",
            "account": data.get("account") or None,
        }
    )


def _person(entry: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in entry.items() if key not in (*_INSURANCE, "another", "lives_with_applicant")}
    return {**kept, "insurance": {key: entry[key] for key in _INSURANCE}}


def canonical(application: CertificateApplication) -> bytes:
    """The bytes that are signed: UTF-8 JSON, keys sorted, one line."""
    return json.dumps(
        application.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
