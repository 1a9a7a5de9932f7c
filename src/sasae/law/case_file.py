"""The text of a case file. Numbers and dates stay as they were typed, so that 0012 keeps its zeros and 30 February its place."""

from typing import Any

import yaml


class DoubledKey(yaml.MarkedYAMLError):
    """A key written twice in one mapping: YAML would silently take the last."""


class _Loader(yaml.SafeLoader):
    pass


_KEPT_AS_TYPED = {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _KEPT_AS_TYPED]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    loader.flatten_mapping(node)
    seen: set[str] = set()
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode) and key.value in seen:
            raise DoubledKey(problem=f"「{key.value}」が二度書かれています。", problem_mark=key.start_mark)
        seen.add(str(key.value))
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def load(text: str) -> Any:
    """Raises yaml.YAMLError, RecursionError for what is nested without end."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader that resolves less


def reason_of(fault: Exception) -> str:
    """Why a file cannot be read, in Japanese, with the line where there is one."""
    if isinstance(fault, UnicodeDecodeError):
        return "文字コードは UTF-8 にしてください。"
    if isinstance(fault, FileNotFoundError):
        return "ファイルがありません。"
    if isinstance(fault, RecursionError):
        return "入れ子が深すぎます。"
    if isinstance(fault, yaml.MarkedYAMLError) and fault.problem_mark is not None:
        said = fault.problem if isinstance(fault, DoubledKey) else "書き方を確かめてください。"
        return f"{fault.problem_mark.line + 1}行目：{said}"
    if isinstance(fault, yaml.YAMLError):
        return "YAML の書き方を確かめてください（使えない文字など）。"
    return "ファイルを開けません。" if isinstance(fault, OSError) else str(fault)
