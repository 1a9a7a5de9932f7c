"""The pages made from what the product knows of itself."""

import argparse
import json
from collections.abc import Iterator
from html import escape
from importlib import import_module
from typing import Any

from sasae.deployment.cli import overview, verbs
from sasae.deployment.documentation.markup import markdown, table
from sasae.law.rulebook import rulebook
from sasae.subsidy.old_system.causes import causes
from sasae.subsidy.old_system.layouts import layouts

WIDTH = 100  # columns of a command's help

Services = dict[str, dict[str, Any]]


def rules() -> str:
    """The rule book, as `sasae rulebook` prints it."""
    return markdown(rulebook())


def tables_index(services: Services) -> str:
    """The way to each service's tables."""
    items = "\n".join(
        f'<li><a href="tables/{service}.html">{escape(told["title"])}</a>（{len(told["tables"]) + len(told["of_bodies"])}表）</li>'
        for service, told in services.items()
    )
    return f"<h1>表と列</h1>\n<p>5つのシステムは、それぞれ自分のデータベースを持ちます。</p>\n<ul>\n{items}\n</ul>"


def tables(told: dict[str, Any]) -> str:
    """One service's tables."""
    parts = [f"<h1>{escape(told['title'])}の表と列</h1>"]
    parts += [_one_table(one) for one in told["tables"]]
    if told["of_bodies"]:
        parts.append("<h2>団体ごとのスキーマの表</h2>\n<p>団体ごとに別のスキーマとロールで、同じ形の表を持ちます。</p>")
        parts += [_one_table(one) for one in told["of_bodies"]]
    names = "、".join(f"<code>{escape(name)}</code>" for name in told["of_parts"])
    parts.append(f"<h2>部品が管理する表</h2>\n<p>{names}</p>")
    return "\n".join(parts)


def _one_table(one: dict[str, Any]) -> str:
    rows = []
    for column in one["columns"]:
        said = escape(column["comment"] or column["title"])
        refers = f"（<code>{escape(column['refers'])}</code> を指す）" if column["refers"] else ""
        rows.append(
            [
                f"<code>{escape(column['name'])}</code>", escape(column["type"] or ""),
                "可" if column["null"] else "", said + refers,
            ]
        )  # fmt: skip
    grows = "<p>追記だけができ、変更も削除もできない表です。</p>\n" if one["append_only"] else ""
    heading = f'<h3 id="{escape(one["name"])}"><code>{escape(one["name"])}</code>　{escape(one["title"])}</h3>'
    return f"{heading}\n{grows}{table(['列', '型', '空', '説明'], rows)}"


def commands() -> str:
    """Every verb with all its options, as `--help` prints them."""
    return f"<h1>命令</h1>\n<pre>{escape(overview())}</pre>\n" + "\n".join(_helps())


def old_system_files() -> str:
    """What the files of a coming-over look like, and why answers of the old system may differ."""
    parts = ["<h1>移行のファイルの形</h1>"]
    for layout in layouts().values():
        rows = [
            [
                escape(column.label), escape(column.words), "必須" if column.required else "",
                escape("、".join(f"{code}：{words}" for code, words in column.codes.items())),
                f"<code>{escape(column.example)}</code>",
            ]
            for column in layout.columns
        ]  # fmt: skip
        parts += [
            f'<h2 id="{layout.kind}">{escape(layout.label)}（{escape(layout.file)}）</h2><p>{escape(layout.about)}</p>',
            table(["列の見出し", "種類", "必須", "コード", "例"], rows),
        ]
    told = [
        [one.code, escape(one.label), escape(one.text), "説明がつく" if one.explained else "人が確かめる"]
        for one in causes().values()
    ]
    parts += ['<h2 id="causes">違いの原因</h2>', table(["コード", "原因", "説明", "確認"], told)]
    return "\n".join(parts)


def _helps() -> Iterator[str]:
    for verb, module_name in verbs().items():
        module = import_module(f"sasae.deployment.commands.{module_name}")
        parser = argparse.ArgumentParser(
            prog=f"sasae {verb}", description=module.HELP,
            formatter_class=lambda prog: argparse.HelpFormatter(prog, width=WIDTH),
        )  # fmt: skip
        module.add_arguments(parser)
        inner = [each for action in parser._actions for each in _subparsers(action)]
        text = "\n".join(each.format_help() for each in (parser, *inner))
        yield f'<h2 id="{verb}">{verb}</h2>\n<pre>{escape(text)}</pre>'


def _subparsers(action: argparse.Action) -> list[argparse.ArgumentParser]:
    if not isinstance(action, argparse._SubParsersAction):
        return []
    return list(action.choices.values())


def openapi(told: dict[str, Any]) -> str:
    """The description of a service's contracts."""
    return json.dumps(told["openapi"], ensure_ascii=False, indent=1) + "\n"


def index(written: list[tuple[str, str]]) -> str:
    """What there is. `written`: place and title of each page made from docs/."""
    made = [
        ("rules.html", "規定集（判定に使う規定と金額）"), ("contracts.html", "システム間の契約（OpenAPI）"), ("layouts.html", "ファイルの形"), ("findings.html", "指摘の一覧（番号・意味・直し方）"),
        ("two-persons.html", "二人で行う段階の一覧"), ("tables.html", "表と列"), ("commands.html", "命令"),
    ]  # fmt: skip
    decisions = [each for each in written if each[0].startswith("adr/")]
    others = [each for each in written if each not in decisions]
    return "\n".join(
        ["<h1>Sasae（ささえ）</h1>", "<h2>製品から作ったもの</h2>", _list(made), "<h2>文書</h2>", _list(others),
         "<h2>決定の記録</h2>", _list(decisions)]
    )  # fmt: skip


def _list(pages: list[tuple[str, str]]) -> str:
    items = "\n".join(f'<li><a href="{escape(place)}">{escape(title)}</a></li>' for place, title in pages)
    return f"<ul>\n{items}\n</ul>"
