"""The parts as CycloneDX 1.6 JSON."""

import platform
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sasae.deployment.parts.installed import OURSELVES, Part

SPECIFICATION = "1.6"


def bill(
    parts: Sequence[Part], version: str, direct: Sequence[str], made: datetime, number: uuid.UUID
) -> dict[str, Any]:
    """The whole document. `direct` are the parts we name ourselves, `number` is the document's own."""
    own = f"pkg:pypi/{OURSELVES}@{version}"
    names = {part.name: part.purl for part in parts}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {
            "timestamp": made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "lifecycles": [{"phase": "operations"}],
            "component": {
                "type": "application", "bom-ref": own, "name": OURSELVES, "version": version,
                "licenses": [{"license": {"id": "EUPL-1.2"}}],
            },
        },
        "components": [*(_component(part) for part in parts), _python()],
        "dependencies": [
            {"ref": own, "dependsOn": sorted(names[name] for name in direct if name in names)},
            *({"ref": part.purl, "dependsOn": sorted(names[need] for need in part.needs if need in names)} for part in parts),
        ],
    }  # fmt: skip


def _component(part: Part) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "library", "bom-ref": part.purl, "name": part.name, "version": part.version, "purl": part.purl,
        "properties": [{"name": "sasae:pinned", "value": "yes" if part.hashes else "no"}],
    }  # fmt: skip
    if part.hashes:  # of every file of this version that may be installed: one for each kind of machine
        found["scope"] = "required" if part.running else "optional"
        found["hashes"] = [{"alg": "SHA-256", "content": each} for each in part.hashes]
    if part.licence:
        found["licenses"] = [{"expression": part.licence} if part.expression else {"license": {"name": part.licence}}]
    return found


def _python() -> dict[str, Any]:
    version = platform.python_version()
    return {
        "type": "platform", "bom-ref": f"python@{version}", "name": platform.python_implementation(), "version": version,
        "scope": "required",
    }  # fmt: skip
