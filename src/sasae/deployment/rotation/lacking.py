"""Which keys the values of a service's database need and the installation does not have.

    python -m sasae.deployment.rotation.lacking SERVICE       (what a restore and `sasae keys lacking` run, as the owner)

Of the data key every value is asked for the name of its key, and one of each name is opened. Fingerprints, sealed values
and seals are looked at from both ends, where a key that is lacking shows.
"""

import base64
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from psycopg import sql

from sasae.deployment.rotation.addressed import Addressed, addressed, sealed_in
from sasae.deployment.rotation.columns import BINARY, JSON, TEXT, Column, Indexed, columns, indexed
from sasae.foundation import sealing
from sasae.foundation.history.seals import read_line
from sasae.kernel.findings import Finding, error, warning
from sasae.wire import sealing as wire_sealing

EACH = 50  # rows looked at from either end
_NAME = re.compile(rb"[0-9a-f]{4}")
_STARTS = {
    BINARY: "SELECT encode(substring({value} from 1 for 6), 'base64'), count(*), max(ctid)::text FROM {table}"
    " WHERE octet_length({value}) > 0 GROUP BY 1",
    TEXT: "SELECT left({value}, 8), count(*), max(ctid)::text FROM {table} WHERE {value} <> '' GROUP BY 1",
    JSON: "SELECT left(found[1], 8), count(*), max(t.ctid)::text FROM {table} t,"
    """ regexp_matches({value}::text, '"([A-Za-z0-9+/]{{40,}}={{0,2}})"', 'g') found GROUP BY 1""",
}


def findings() -> list[Finding]:
    """Everything that is lacking; errors where what was kept cannot be read, warnings where somebody else may hold the key."""
    found = [one for column in columns() for one in _of_data_key(column)]
    found += [one for column in indexed() for one in _of_index(column)]
    found += [one for column in addressed() if column.sure is not None for one in _of_sealing(column)]
    found += [*_of_seals(), *_of_codes(), *_of_bodies()]
    return found


def _of_data_key(column: Column) -> Iterator[Finding]:
    ring = sealing.key_ring()
    lacking: dict[str, int] = {}
    for name, count, place in _names(column):
        if name not in ring.names:
            lacking[name] = lacking.get(name, 0) + count
        elif column.kind != JSON and not _opens(column, place):
            said = f"鍵 {name} は secrets/{_file()} にありますが、値を開けません。別の設置の鍵のファイルか、値が壊れています。"
            yield error("KY-102", column.place, f"{said}元の鍵のファイルに戻してください。")
    for name, count in sorted(lacking.items()):
        said = f"{count:,}件の値を暗号化した鍵 {name} が、secrets/{_file()} にありません。"
        yield error("KY-101", column.place, f"{said}その鍵の入った鍵のファイルを、控えから戻してください。")


def _names(column: Column) -> Iterator[tuple[str, int, str]]:
    """Each key's name, how many values under it, and where one of them lies."""
    query = sql.SQL(_STARTS[column.kind]).format(value=sql.Identifier(column.name), table=sql.Identifier(column.table))
    for start, count, place in _fetched(query):
        raw = base64.b64decode(str(start) + "=" * (-len(start) % 4))
        if _NAME.fullmatch(raw[: sealing.KEY_ID]):
            yield raw[: sealing.KEY_ID].decode(), count, place


def _opens(column: Column, place: str) -> bool:
    query = sql.SQL("SELECT {key}, {value} FROM {table} WHERE ctid = {place}::tid").format(
        key=sql.Identifier(str(column.model._meta.pk.column)), value=sql.Identifier(column.name),
        table=sql.Identifier(column.table), place=sql.Literal(place),
    )  # fmt: skip
    ((pk, value),) = _fetched(query)
    try:
        sealing.decrypt(value if column.kind == BINARY else base64.b64decode(value), column.contexts_of([pk])[pk])
    except (sealing.CannotOpen, ValueError):
        return False
    return True


def _of_index(one: Indexed) -> Iterator[Finding]:
    rows = one.cipher.model._base_manager.exclude(**{one.cipher.name: None}).values_list("pk", one.cipher.name, one.name)
    looked = {pk: (cipher, index) for order in ("pk", "-pk") for pk, cipher, index in rows.order_by(order)[:EACH]}
    contexts = one.cipher.contexts_of(list(looked))
    count = 0
    for pk, (cipher, index) in looked.items():
        try:
            plain = sealing.decrypt(cipher, contexts[pk]).decode()
        except sealing.CannotOpen:
            continue  # told of the data key
        count += index not in sealing.blind_indexes(plain)
    if count:
        said = f"見た{len(looked)}件のうち{count}件の索引が、secrets/{_file()} の索引の鍵のものではありません。"
        yield error("KY-103", one.place, f"{said}個人番号で探しても見つかりません。その時点の鍵のファイルを戻してください。")


def _of_sealing(column: Addressed) -> Iterator[Finding]:
    """Of what was sealed by ourselves; what came from outside may never have opened."""
    if not (Path(settings.SASAE_PKI) / column.to / "sealing.key").exists():
        said = f"{column.to} あての封緘を開く鍵（pki/{column.to}/sealing.key）が、この機械にありません。"
        yield warning("KY-105", column.place, f"{said}{column.to} の機械で確かめてください。")
        return
    secrets = wire_sealing.all_of(settings.SASAE_PKI, column.to)
    shut = sum(
        any(not wire_sealing.opens(secrets, part) for part in sealed_in(content, secrets))
        for _, _, content in column.values(newest=EACH, only=column.sure)
    )
    if shut:
        said = f"{EACH}件まで見て、{shut}件の封緘を、pki/{column.to}/sealing.key の鍵では開けません。"
        yield error("KY-104", column.place, f"{said}その時点の sealing.key を、控えから戻してください。")


def _of_seals() -> Iterator[Finding]:
    last = apps.get_model("history.HistorySeal").objects.order_by("-segment").values_list("line", flat=True).first()
    if last is not None and read_line(last) is None:
        said = f"最後の封印に署名した鍵が、pki/{settings.SASAE_SERVICE}/signing.key にも pki/former.json にもありません。"
        yield error("KY-106", "history_seal", f"{said}その時点の pki フォルダーを、控えから戻してください。")


def _of_codes() -> Iterator[Finding]:
    """The key the list of void certificates was signed with last."""
    if settings.SASAE_SERVICE != "subsidy":
        return
    from sasae.subsidy.certificates.signing import signing_keys

    entries = apps.get_model("history.HistoryEntry").objects
    published = entries.filter(event="certificates.revocations_published", detail__has_key="key")
    key = published.order_by("-id").values_list("detail__key", flat=True).first()
    if key and key not in signing_keys().public.keys:
        said = f"医療証のコードに署名していた鍵 {key} がありません。その鍵で印刷した医療証のコードを検査できません。"
        yield error("KY-107", "secrets/certificates.keys.json", f"{said}その時点の鍵のファイルを、控えから戻してください。")


def _of_bodies() -> Iterator[Finding]:
    """A body's key may lie with its custodian alone."""
    if settings.SASAE_SERVICE != "intermediary":
        return
    from sasae.intermediary.keys.models import State

    versions = apps.get_model("intermediary_keys.KeyVersion").objects.filter(state__in=[State.CURRENT, State.OLD])
    for body, number in versions.order_by("body_id", "number").values_list("body_id", "number"):
        name = "key.pem" if number == 1 else f"key-{number}.pem"
        if not (Path(settings.SASAE_HOME) / "bodies" / str(body) / name).exists():
            said = f"団体 {body} の鍵の{number}版がありません。ないままでは、副本と回答を開けません。"
            yield warning("KY-108", f"bodies/{body}/{name}", f"{said}団体の鍵管理者の控えから戻してください。")


def _file() -> str:
    return Path(settings.SASAE_KEY_FILE).name


def _fetched(query: sql.Composed) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def main(service: str) -> int:
    """One line of JSON: the findings."""
    os.environ["SASAE_DB_ROLE"] = "owner"
    os.environ["DJANGO_SETTINGS_MODULE"] = f"sasae.deployment.settings.{service}"
    import django

    django.setup()
    print(json.dumps([one.as_dict() for one in findings()], ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
