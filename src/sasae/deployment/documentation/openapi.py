"""One OpenAPI document a system and contract, in Japanese: from the services' own doors, and from the contracts of partners.

`x-sasae` of an operation says who calls whom, whether something changes, and which findings it may give.
"""

import json
import re
from collections import defaultdict
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

import yaml
from pydantic.json_schema import models_json_schema

from sasae.contracts.catalog import OPERATIONS, AnyOperation
from sasae.contracts.operation import LinkagePlatforms
from sasae.deployment.documentation.calls import common_to, findings_of
from sasae.deployment.documentation.error_catalogue import catalogue
from sasae.deployment.documentation.examples import example_of
from sasae.deployment.documentation.markup import table

Services = dict[str, dict[str, Any]]
_REFERENCE = "#/components/schemas/{model}"
_REFUSED = {
    "400": "本文を読めない", "401": "要求を信じられない（署名・証明書・時刻・再送）", "403": "認められていない操作", "404": "操作がない", "408": "本文が届かない",
    "409": "冪等キーの誤り", "413": "大きすぎる", "415": "圧縮されている", "422": "内容の指摘", "503": "先のシステムに届かない",
}  # fmt: skip
OTHER_PLATFORMS = "ほかの団体のシステム連携基盤（linkage_団体コード）"
_FINDINGS = {
    "type": "object", "required": ["findings"],
    "properties": {"findings": {"type": "array", "items": {
        "type": "object", "required": ["id", "severity", "at", "message"],
        "properties": {"id": {"type": "string", "title": "指摘の番号"}, "severity": {"type": "string", "title": "重さ（error・warning）"},
                       "at": {"type": "string", "title": "場所"}, "message": {"type": "string", "title": "文"}},
    }}},
}  # fmt: skip


@cache
def words() -> dict[str, dict[str, str]]:
    """The Japanese of `words.yaml`."""
    told: dict[str, dict[str, str]] = yaml.safe_load(files(__package__).joinpath("words.yaml").read_text("utf-8"))
    return told


def name_of(system: str) -> str:
    """A system as people call it."""
    return words()["systems"].get(system, system)


def callers_of(operation: AnyOperation) -> str:
    """Who may ask, as people call them."""
    others = [OTHER_PLATFORMS] if isinstance(operation.callers, LinkagePlatforms) else []
    return "、".join([*(name_of(each) for each in sorted(operation.callers)), *others])


def title_of(operation: AnyOperation, services: Services) -> str:
    """What an operation is for: the purpose its door states, or ours."""
    door = services.get(operation.callee, {}).get("openapi", {}).get("paths", {}).get(operation.path, {})
    said: str = door.get("post", {}).get("summary", "")
    return said or words()["operations"].get(operation.full_name, operation.full_name)


def places() -> dict[str, list[AnyOperation]]:
    """The documents: `system-conversation-vN`, with their operations."""
    found = defaultdict(list)
    for each in OPERATIONS:
        found[f"{each.callee}-{each.conversation}-v{each.version}"].append(each)
    return dict(sorted(found.items()))


def documents(services: Services) -> dict[str, dict[str, Any]]:
    """Every document, by its place."""
    return {place: document(operations, services) for place, operations in places().items()}


def document(operations: list[AnyOperation], services: Services) -> dict[str, Any]:
    """The OpenAPI of one contract at one system."""
    first = operations[0]
    if first.callee in services:
        schemas = dict(services[first.callee]["openapi"]["components"]["schemas"])
    else:
        schemas = _schemas(operations)
    paths = {each.path: {"post": _operation(each, services)} for each in operations}
    kept = _reachable(paths, schemas)
    for schema in kept.values():
        _in_japanese(schema)
    title = f"{name_of(first.callee)}：{words()['conversations'].get(first.conversation, first.conversation)}"
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title, "version": str(first.version),
            "description": "相互TLS 1.3（この設置の認証局の証明書）と、RFC 9421の署名で呼び出します。拒否は指摘の一覧で返します。",
        },
        "paths": paths,
        "components": {"schemas": {**kept, "Refusal": _FINDINGS}},
    }  # fmt: skip


def _operation(operation: AnyOperation, services: Services) -> dict[str, Any]:
    title, callers = title_of(operation, services), callers_of(operation)
    ids = [*common_to(operation), *findings_of(operation)]
    effect = "行ったことは冪等キーで一度だけになります。" if operation.effect else "何も変えません。"
    headers = [
        {"name": "Content-Digest", "in": "header", "required": True, "schema": {"type": "string"}, "description": "RFC 9530（sha-256）"},
        {"name": "Signature-Input", "in": "header", "required": True, "schema": {"type": "string"}, "description": "RFC 9421（ラベル sasae）"},
        {"name": "Signature", "in": "header", "required": True, "schema": {"type": "string"}, "description": "Ed25519"},
    ]  # fmt: skip
    if operation.effect:
        headers.append({"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string", "maxLength": 200}, "description": "冪等キー"})  # fmt: skip  # noqa: E501
    refused = {"application/json": {"schema": {"$ref": _REFERENCE.format(model="Refusal")}}}
    return {
        "operationId": operation.full_name,
        "summary": title,
        "description": f"呼び出す側：{callers}。答える側：{name_of(operation.callee)}。{effect}",
        "tags": [operation.conversation],
        "x-sasae": {"callers": sorted(operation.callers), "callee": operation.callee, "effect": operation.effect, "findings": ids},
        "parameters": headers,
        "requestBody": {"required": True, "content": _content(operation.request)},
        "responses": {
            "200": {"description": "回答", "content": _content(operation.response)},
            **{status: {"description": said, "content": refused} for status, said in _REFUSED.items()},
        },
    }  # fmt: skip


def _content(kind: Any) -> dict[str, Any]:
    schema = {"$ref": _REFERENCE.format(model=kind.__name__)}
    return {"application/json": {"schema": schema, "example": example_of(kind)}}


def _schemas(operations: list[AnyOperation]) -> dict[str, Any]:
    kinds = [(kind, "validation") for each in operations for kind in (each.request, each.response)]
    _, found = models_json_schema(kinds, ref_template=_REFERENCE)  # type: ignore[arg-type]
    told: dict[str, Any] = found.get("$defs", {})
    return told


def _reachable(paths: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The schemas the paths need, and those these need."""
    kept: dict[str, Any] = {}
    waiting = _references(paths)
    while waiting:
        name = waiting.pop()
        if name not in kept and name != "Refusal":
            kept[name] = json.loads(json.dumps(schemas[name]))
            waiting |= _references(kept[name])
    return dict(sorted(kept.items()))


def _references(part: Any) -> set[str]:
    return set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(part)))


def _in_japanese(schema: dict[str, Any]) -> None:
    for name, told in schema.get("properties", {}).items():
        if name in words()["fields"]:
            told["title"] = words()["fields"][name]


def index(services: Services) -> str:
    """Every contract, system by system."""
    parts = [
        "<h1>システム間の契約</h1>\n<p>すべて相互TLSと署名の上で、JSONで尋ねてJSONで答えます。ここにない組合せの接続は拒まれます。"
        "接続の始め方は文書の「連携先のシステムの登録と鍵の交換」と「適合の検査」、番号は「指摘の一覧」にあります。</p>"
    ]
    by_callee = defaultdict(list)
    for place, operations in places().items():
        by_callee[operations[0].callee].append((place, operations))
    for callee, held in by_callee.items():
        rows = []
        for place, operations in held:
            for each in operations:
                link = f'<a href="contracts/{place}.html#{each.name}">{escape(title_of(each, services))}</a>'
                rows.append([link, f"<code>{escape(each.path)}</code>", escape(callers_of(each)), "あり" if each.effect else ""])
        parts.append(f'<h2 id="{callee}">{escape(name_of(callee))}（<code>{callee}</code>）</h2>')
        parts.append(table(["操作", "宛先（POST）", "尋ねてよい側", "変更"], rows))
    return "\n".join(parts)


def page(place: str, operations: list[AnyOperation], made: dict[str, Any]) -> str:
    """One contract for people: each operation with its messages, an example and its findings."""
    known = {each.id: each for each in catalogue()}
    parts = [f"<h1>{escape(made['info']['title'])}（v{made['info']['version']}）</h1>"]
    parts.append(
        f'<p><a href="{place}.openapi.json">OpenAPI（JSON）</a>　<a href="../contracts.html">契約の一覧</a></p>'
    )
    for each in operations:
        told = made["paths"][each.path]["post"]
        parts.append(
            f'<h2 id="{each.name}">{escape(told["summary"])}</h2>\n<p><code>POST {escape(each.path)}</code></p>'
        )
        parts.append(f"<p>{escape(told['description'])}</p>")
        for heading, kind in (("要求", each.request), ("回答", each.response)):
            example = json.dumps(example_of(kind), ensure_ascii=False, indent=1)
            parts.append(
                f"<h3>{heading}</h3>\n{_members(made['components']['schemas'].get(kind.__name__, {}))}\n<pre>{escape(example)}</pre>"
            )
        rows = [
            [f'<a href="../findings.html#{id}">{id}</a>', escape(known[id].meaning), escape(known[id].cure)]
            for id in told["x-sasae"]["findings"] if id in known
        ]  # fmt: skip
        parts.append(f"<h3>返ることのある指摘</h3>\n{table(['番号', '意味', '直し方'], rows)}")
    return "\n".join(parts)


def _members(schema: dict[str, Any]) -> str:
    required = set(schema.get("required", []))
    rows = [
        [f"<code>{escape(name)}</code>", escape(words()["fields"].get(name, "")), escape(_shape(told)), "必須" if name in required else ""]
        for name, told in schema.get("properties", {}).items()
    ]  # fmt: skip
    return table(["名前", "項目", "形", "要否"], rows) if rows else "<p>項目はありません。</p>"


def _shape(told: dict[str, Any]) -> str:
    if "$ref" in told:
        return str(told["$ref"]).rpartition("/")[2]
    if "anyOf" in told:
        return "・".join(_shape(each) for each in told["anyOf"])
    if told.get("type") == "array":
        return f"{_shape(told.get('items', {}))} の一覧"
    limits = [f"{word}{told[name]}" for name, word in (("pattern", ""), ("format", ""), ("maxLength", "最長"), ("minimum", "最小"), ("maximum", "最大")) if name in told]  # fmt: skip  # noqa: E501
    return " ".join([str(told.get("type", "")), *limits]).replace("null", "なし")
