"""`sasae`: every verb is a module in `commands/` with NAME, HELP, add_arguments(parser) and run(args) -> exit code.

Modules are loaded for the verb that is called and no other, so that `sasae zengin` does not wait for Django.
"""

import argparse
import ast
import os
import sys
from importlib import import_module
from pathlib import Path

from sasae.deployment.home import BadHome

COMMANDS = Path(__file__).with_name("commands")


def main(arguments: list[str] | None = None) -> int:
    """Exit 0 good, 1 the thing itself is not good, 2 unusable call."""
    given = sys.argv[1:] if arguments is None else arguments
    if not given or given[0] in ("help", "-h", "--help"):
        print(overview())
        return 0
    if given[0] not in verbs():
        print(f"sasae: 「{given[0]}」という命令はありません。\n\n{overview()}", file=sys.stderr)
        return 2
    module = import_module(f"sasae.deployment.commands.{verbs()[given[0]]}")
    parser = argparse.ArgumentParser(prog=f"sasae {given[0]}", description=module.HELP)
    module.add_arguments(parser)
    try:
        code: int = module.run(parser.parse_args(given[1:]))
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except BadHome as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return code


def verbs() -> dict[str, str]:
    """Module by verb."""
    return {_said(path, "NAME"): path.stem for path in sorted(COMMANDS.glob("*.py")) if path.stem != "__init__"}


def overview() -> str:
    """Every verb with its line of help."""
    lines = [
        f"  {_said(path, 'NAME'):14}{_said(path, 'HELP')}"
        for path in sorted(COMMANDS.glob("*.py"))
        if path.stem != "__init__"
    ]
    return "\n".join(
        ["Sasae（ささえ）", "", "  ./sasae 命令 [引数]   （各命令の説明は ./sasae 命令 --help）", "", *lines]
    )


def _said(path: Path, name: str) -> str:
    """A constant of a module, read without importing it."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == name for target in node.targets
        ):
            return str(ast.literal_eval(node.value))
    raise LookupError(f"{path} says no {name}.")


if __name__ == "__main__":
    sys.exit(main())
