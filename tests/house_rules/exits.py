"""Where bytes could leave a service: read from the source itself, so that nobody has to remember to say so."""

import ast
from functools import cache
from pathlib import Path

import sasae

SOURCE = Path(sasae.__file__).parent
Place = tuple[str, str]  # module, function

# A call of one of these writes outside the database, starts a program or opens a line.
WRITERS = {
    "write_bytes", "write_text", "NamedTemporaryFile", "TemporaryFile", "mkstemp", "mkdtemp", "fdopen", "create_connection",
    "sendall", "Popen", "system", "urlopen", "copyfile", "send_mail", "run_shell", "replace_whole",
}  # fmt: skip
WRITING_MODULES = {"subprocess", "socket", "smtplib", "ftplib", "shutil", "httpx", "requests", "urllib.request"}
ANSWERS = {"FileResponse", "StreamingHttpResponse"}


@cache
def modules(package: str) -> tuple[tuple[str, ast.Module], ...]:
    """Every module of a package below sasae, by its dotted name."""
    found = []
    for path in sorted((SOURCE / package.replace(".", "/")).rglob("*.py")):
        if "migrations" not in path.parts:
            parts = path.relative_to(SOURCE).with_suffix("").parts
            found.append((".".join(part for part in parts if part != "__init__"), ast.parse(path.read_text("utf-8"))))
    return tuple(found)


def files_answered(packages: list[str]) -> set[Place]:
    """The functions that answer with a file: themselves, or by calling one that does."""
    trees = [pair for package in packages for pair in modules(package)]
    marked = {(name, each.name) for name, tree in trees for each in _functions(tree) if _answers_a_file(each)}
    while True:
        more = {
            (name, each.name)
            for name, tree in trees
            for each in _functions(tree)
            if any(_reached(name, tree, called) in marked for called in _called(each))
        } - marked
        if not more:
            return marked
        marked |= more


def written_outside(packages: list[str]) -> set[Place]:
    """The functions that write a file, start a program or open a line."""
    found = set()
    for name, tree in (pair for package in packages for pair in modules(package)):
        for each in _functions(tree):
            if any(_writes(call) for call in ast.walk(each) if isinstance(call, ast.Call)):
                found.add((name, each.name))
        if any(module in WRITING_MODULES for module in _imported(tree)):
            found.add((name, "import"))
    return found


@cache
def _functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]


def _answers_a_file(function: ast.FunctionDef) -> bool:
    """It names a disposition, a streamed answer, or an answer of another kind than a page."""
    for each in ast.walk(function):
        if isinstance(each, ast.Constant) and str(each.value).lower() == "content-disposition":
            return True
        if isinstance(each, ast.Call):
            name = ast.unparse(each.func).rpartition(".")[2]
            if name in ANSWERS or (name == "HttpResponse" and any(one.arg == "content_type" for one in each.keywords)):
                return True
    return False


def _writes(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    if name.rpartition(".")[2] in WRITERS or name.split(".")[0] in WRITING_MODULES:
        return True
    modes = [*call.args[:2], *(one.value for one in call.keywords if one.arg == "mode")]
    return name.rpartition(".")[2] == "open" and any(
        isinstance(mode, ast.Constant) and isinstance(mode.value, str) and set(mode.value) & set("wax+") and len(mode.value) < 4
        for mode in modes
    )  # fmt: skip


def _imported(tree: ast.Module) -> list[str]:
    plain = [alias.name for each in ast.walk(tree) if isinstance(each, ast.Import) for alias in each.names]
    return [*plain, *(each.module or "" for each in ast.walk(tree) if isinstance(each, ast.ImportFrom))]


@cache
def _called(function: ast.FunctionDef) -> set[str]:
    return {_dotted(each.func) for each in ast.walk(function) if isinstance(each, ast.Call)}


def _dotted(called: ast.expr) -> str:
    """What is called, as it is written; `unparse` is slow, and nearly all calls are names with dots."""
    if isinstance(called, ast.Name):
        return called.id
    if isinstance(called, ast.Attribute):
        return f"{_dotted(called.value)}.{called.attr}"
    return ast.unparse(called)


@cache
def _names(tree: ast.Module) -> dict[str, Place]:
    """Where the names come from that a module imports from ours."""
    return {
        alias.asname or alias.name: ((each.module or "").removeprefix("sasae."), alias.name)
        for each in ast.walk(tree)
        if isinstance(each, ast.ImportFrom) and (each.module or "").startswith("sasae.")
        for alias in each.names
    }


def _reached(module: str, tree: ast.Module, called: str) -> Place:
    """What a call reaches: a function of the module, an imported one, or one of an imported module."""
    head, _, tail = called.rpartition(".")
    if not head:
        return _names(tree).get(called, (module, called))
    if head in _names(tree):
        parent, name = _names(tree)[head]
        return f"{parent}.{name}", tail
    return "", ""
