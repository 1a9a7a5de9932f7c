"""What each version of each contract was: the hash of its messages' shape, and one message of each kind as it travelled.

    python -m tests.contracts.versions            which versions are not recorded, or are not as they were recorded
    python -m tests.contracts.versions record     record what is new (tests/contracts/recorded/*.json); never what changed
    python -m tests.contracts.versions record --again tax.incomes      a version nobody outside speaks yet

A recorded version does not change. A change of words is a new version; the one before stays in the catalogue and is
understood (`foundation.contract_api.understands`) until the next.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from sasae.contracts import catalog
from sasae.deployment.documentation.examples import example_of

FOLDER = Path(__file__).with_name("recorded_versions")
Operation = catalog.AnyOperation
Recorded = dict[str, Any]
_SAID_OF_A_SHAPE = {"title", "description"}  # words about a field are not the field


def place(operation: Operation) -> Path:
    """One file a conversation and version."""
    return FOLDER / f"{operation.conversation}.v{operation.version}.json"


def shape(operation: Operation) -> str:
    """The hash of everything a caller or callee must know of an operation's messages."""
    told = {
        "effect": operation.effect,
        "request": _bare(operation.request.model_json_schema(mode="validation")),
        "response": _bare(operation.response.model_json_schema(mode="serialization")),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _bare(part: Any, names: bool = False) -> Any:
    """A schema without what is only said of it; below `properties` and `$defs` stand names, which count."""
    if isinstance(part, list):
        return [_bare(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        name: _bare(each, name in ("properties", "$defs"))
        for name, each in part.items()
        if names or name not in _SAID_OF_A_SHAPE
    }


def entry(operation: Operation) -> Recorded:
    """As it is recorded."""
    return {
        "callee": operation.callee, "callers": sorted(operation.callers), "shape": shape(operation),
        "request": example_of(operation.request), "response": example_of(operation.response),
    }  # fmt: skip


def recorded() -> dict[tuple[str, int], Recorded]:
    """Everything recorded, by full name and version."""
    found = {}
    for path in sorted(FOLDER.glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        for name, each in told["operations"].items():
            found[f"{told['conversation']}.{name}", told["version"]] = each
    return found


def faults(operations: tuple[Operation, ...] = catalog.OPERATIONS, known: dict[tuple[str, int], Recorded] | None = None) -> list[str]:  # fmt: skip  # noqa: E501
    """What is not as it was recorded, not recorded, or gone too early."""
    known = recorded() if known is None else known
    now = {(each.full_name, each.version): each for each in operations}
    found = []
    for key, operation in now.items():
        if key not in known:
            found.append(f"{key[0]} v{key[1]}: not recorded; run: python -m tests.contracts.versions record")
        elif known[key]["shape"] != shape(operation):
            found.append(f"{key[0]} v{key[1]}: its words changed without a new version")
    for name in {name for name, _ in known}:
        versions = sorted((version for each, version in known if each == name), reverse=True)
        for version in versions[:2]:
            if (name, version) not in now and "ended" not in known[name, version]:
                found.append(f"{name} v{version}: no longer understood")
    return sorted(found)


def record(again: set[str]) -> list[str]:
    """Write what is not recorded yet, and what is named in `again`. Returns what was written."""
    written = []
    known = recorded()
    FOLDER.mkdir(exist_ok=True)
    for operation in catalog.OPERATIONS:
        key = (operation.full_name, operation.version)
        if key in known and operation.full_name not in again:
            continue
        path = place(operation)
        told = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"operations": {}}
        told |= {"conversation": operation.conversation, "version": operation.version}
        told["operations"][operation.name] = entry(operation)
        path.write_text(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        written.append(f"{operation.full_name} v{operation.version}")
    return written


def main(arguments: list[str]) -> int:
    """0 all as recorded, 1 not, 2 unusable call."""
    if arguments[:1] == ["record"] and (len(arguments) == 1 or arguments[1] == "--again"):
        for line in record(set(arguments[2:])):
            print("recorded", line)  # noqa: T201
    elif arguments:
        print(__doc__)  # noqa: T201
        return 2
    for line in (left := faults()):
        print(line)  # noqa: T201
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
