"""A partner that answers: asked rightly, and in every wrong way. It must answer the first and refuse the others by findings."""

import gzip
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from pydantic import ValidationError

from sasae.contracts.catalog import AnyOperation, answered_by
from sasae.deployment.conformance.connecting import LINE, PATIENCE, Connecting
from sasae.deployment.conformance.report import Check, Verdict
from sasae.deployment.documentation.examples import example_of
from sasae.kernel import clock
from sasae.wire.identity import Identity, load
from sasae.wire.signing import IDEMPOTENCY_KEY, sign
from sasae.wire.tls import client_context

LARGE = 6 * 1024 * 1024


@dataclass(frozen=True)
class _Wrong:
    """A request that must be refused. `line`: whose connection it comes by."""

    id: str
    what: str
    statuses: set[int]
    request: httpx.Request
    line: str
    cure: str


@dataclass
class Asking:
    """One partner at one address, asked by the systems whose keys are in `pki`."""

    name: str
    url: str
    pki: Path
    lines: dict[str, httpx.Client] = field(default_factory=dict)

    def checks(self, only: str = "") -> Iterator[Check]:
        """Everything, the connection first. `only`: one operation by its full name."""
        reached = False
        caller = self.caller_of(answered_by(self.name)[0])
        if caller is None:
            yield Check(
                "K-001", LINE, "呼び出す側の鍵", Verdict.BAD, "なし", "--pki に、呼び出す側の鍵を置いてください。"
            )
            return
        for check in Connecting(self.name, self.url, self.pki, caller).checks():
            reached = reached or check.id == "K-001" and check.verdict is Verdict.GOOD
            yield check
        if not reached:
            return
        for operation in answered_by(self.name):
            if not only or operation.full_name == only:
                yield from self._of_operation(operation)
        for line in self.lines.values():
            line.close()
        self.lines.clear()

    def caller_of(self, operation: AnyOperation) -> str | None:
        """A system the operation names whose keys we have."""
        return next((name for name in sorted(operation.callers) if (self.pki / name / "signing.key").exists()), None)

    def _of_operation(self, operation: AnyOperation) -> Iterator[Check]:
        caller = self.caller_of(operation)
        if caller is None:
            yield Check(
                "K-101", operation.full_name, "正しい要求に答える", Verdict.LEFT_OUT, "呼び出す側の鍵がありません"
            )
            return
        yield self._answered(operation, caller)
        for wrong in (*self._badly_signed(operation, caller), *self._badly_written(operation, caller)):
            yield self._refused(wrong.id, operation, wrong.what, wrong.statuses, wrong.request, wrong.line, wrong.cure)
        yield self._replayed(operation, caller)
        if operation.effect:
            yield self._without_key(operation, caller)
            yield self._other_body(operation, caller)

    def _answered(self, operation: AnyOperation, caller: str) -> Check:
        what, at = "正しい要求に、契約の形で答える（または内容の指摘を返す）", operation.full_name
        response = self._send(self._request(operation, caller), caller)
        if response.status_code == 200:
            try:
                operation.response.model_validate_json(response.content)
            except ValidationError as wrong:
                places = "、".join(".".join(map(str, each["loc"])) for each in wrong.errors()[:5])
                return Check(
                    "K-101",
                    at,
                    what,
                    Verdict.BAD,
                    f"回答が契約と違います：{places}",
                    "回答をOpenAPIの形にしてください。",
                )
            return Check("K-101", at, what, Verdict.GOOD)
        if response.status_code in (404, 409, 422) and (ids := found(response)):
            return Check("K-101", at, what, Verdict.GOOD, f"指摘 {' '.join(ids)}")
        return Check("K-101", at, what, Verdict.BAD, f"HTTP {response.status_code} {' '.join(found(response))}".strip(), "署名の確かめ方と、操作の宛先を契約と照らしてください。")  # fmt: skip  # noqa: E501

    def _badly_signed(self, operation: AnyOperation, caller: str) -> Iterator[_Wrong]:
        """Requests nobody may believe."""
        good, now = self._body(operation), clock.real_now()
        signed = self._request(operation, caller)
        sure = "署名・時刻・一回限りの値を、本文を読む前に確かめ、合わないものは401で拒んでください。"

        def at(minutes: int) -> httpx.Request:
            return self._request(operation, caller, good, now=now + timedelta(minutes=minutes))

        altered = httpx.Request("POST", signed.url, content=good + b" ", headers=_without_length(signed))
        yield _Wrong("K-102", "署名のない要求を拒む", {401}, self._unsigned(operation, good), caller, sure)
        yield _Wrong("K-103", "署名の後で変わった本文を拒む", {401}, altered, caller, sure)
        yield _Wrong("K-105", "2分前の署名を拒む", {401}, at(-2), caller, sure)
        yield _Wrong("K-106", "2分先の署名を拒む", {401}, at(2), caller, sure)
        if other := self._stranger(operation):
            forged = replace(load(self.pki, caller), signing_key=load(self.pki, other).signing_key)
            by_other_key = self._request(operation, caller, good, identity=forged)
            yield _Wrong("K-107", "別のシステムの鍵による署名を拒む", {401}, by_other_key, caller, sure)
            named = "契約が名を挙げていないシステムは403で拒んでください。"
            asked = self._request(operation, other)
            yield _Wrong("K-108", "契約にない呼び出し元を拒む", {401, 403}, asked, other, named)

    def _badly_written(self, operation: AnyOperation, caller: str) -> Iterator[_Wrong]:
        """Well signed requests that are not the contract's words."""
        good = self._body(operation)
        told = json.loads(good)
        plain = "本文はJSONとして厳しく読み、契約にない形は指摘で拒んでください。"
        later = self._request(replace(operation, version=operation.version + 90), caller, good)
        yield _Wrong("K-109", "知らない版を拒む", {404}, later, caller, "知らない版は404で拒んでください。")
        limit = "大きさに上限を設け、413で拒んでください。"
        bodies = (
            ("K-110", "大きすぎる本文を拒む", {400, 413, 422}, json.dumps({**told, "x": "a" * LARGE}).encode(), limit),
            ("K-111", "契約にない項目を拒む", {400, 422}, json.dumps({**told, "remark": "x"}).encode(), plain),
            ("K-112", "JSONでない本文を拒む", {400, 422}, b"{", plain),
            ("K-113", "同じ名前の重なりを拒む", {400, 422}, b'{"x": 1, "x": 2}', plain),
            ("K-114", "深い入れ子を拒む", {400, 422}, b'{"x":' * 5000 + b"1" + b"}" * 5000, plain),
        )
        for id, what, statuses, body, cure in bodies:
            yield _Wrong(id, what, statuses, self._request(operation, caller, body), caller, cure)
        packed = self._unsigned(operation, gzip.compress(good), **{"content-encoding": "gzip"})
        sign(packed, load(self.pki, caller))
        cure = "Content-Encodingのある要求は415で拒んでください。"
        yield _Wrong("K-115", "圧縮した本文を拒む", {400, 415, 422}, packed, caller, cure)

    def _refused(
        self, id: str, operation: AnyOperation, what: str, statuses: set[int], request: httpx.Request, line: str, cure: str
    ) -> Check:  # fmt: skip
        response = self._send(request, line)
        ids, status = found(response), response.status_code
        if status in statuses and (ids or status == 404):
            return Check(id, operation.full_name, what, Verdict.GOOD, " ".join([str(status), *ids]))
        got = f"HTTP {status}" + ("" if ids or status < 400 else "、指摘の一覧がありません")
        return Check(id, operation.full_name, what, Verdict.BAD, got, cure)

    def _replayed(self, operation: AnyOperation, caller: str) -> Check:
        request = self._request(operation, caller)
        self._send(request, caller)
        cure = "一回限りの値（nonce）を2分あまり覚え、二度目は401で拒んでください。"
        return self._refused("K-104", operation, "同じ要求の再送を拒む", {401}, request, caller, cure)

    def _without_key(self, operation: AnyOperation, caller: str) -> Check:
        request = self._request(operation, caller, key="")
        cure = "変更のある操作は、冪等キーのない要求を400で拒んでください。"
        return self._refused("K-116", operation, "冪等キーのない要求を拒む", {400, 422}, request, caller, cure)

    def _other_body(self, operation: AnyOperation, caller: str) -> Check:
        """Only where the first call was carried out: a refused one leaves its key free."""
        what, key = "同じ冪等キーの2度目に、初めと同じ回答を返す", str(uuid.uuid4())
        first = self._send(self._request(operation, caller, key=key), caller)
        if first.status_code != 200:
            return Check("K-117", operation.full_name, what, Verdict.LEFT_OUT, "例の内容では行われないため試せません")
        again = self._send(self._request(operation, caller, key=key), caller)
        if (again.status_code, _told(again)) == (200, _told(first)):
            return Check("K-117", operation.full_name, what, Verdict.GOOD)
        cure = "冪等キーごとに回答を覚え、同じキーには同じ回答を返してください。"
        return Check("K-117", operation.full_name, what, Verdict.BAD, f"HTTP {again.status_code}、違う回答", cure)

    def _stranger(self, operation: AnyOperation) -> str | None:
        known = sorted(path.parent.name for path in self.pki.glob("*/signing.key"))
        return next((name for name in known if name not in {*operation.callers, operation.callee, "simulators"}), None)

    def _body(self, operation: AnyOperation) -> bytes:
        return json.dumps(example_of(operation.request), ensure_ascii=False).encode()

    def _unsigned(self, operation: AnyOperation, body: bytes, **more: str) -> httpx.Request:
        headers = {"content-type": "application/json", "accept": "application/json"} | more
        return httpx.Request("POST", f"{self.url.rstrip('/')}{operation.path}", content=body, headers=headers)

    def _request(
        self, operation: AnyOperation, caller: str, body: bytes = b"", *, key: str | None = None,
        identity: Identity | None = None, now: Any = None,
    ) -> httpx.Request:  # fmt: skip
        key = str(uuid.uuid4()) if key is None and operation.effect else key
        request = self._unsigned(operation, body or self._body(operation), **({IDEMPOTENCY_KEY: key} if key else {}))
        sign(request, identity or load(self.pki, caller), now=now)
        return request

    def _send(self, request: httpx.Request, caller: str) -> httpx.Response:
        if caller not in self.lines:
            context = client_context(load(self.pki, caller), self.pki, self.name)
            self.lines[caller] = httpx.Client(verify=context, trust_env=False, timeout=PATIENCE)
        try:
            return self.lines[caller].send(request)
        except httpx.TransportError as failed:  # a partner that hangs up answers nothing: that is a finding too
            return httpx.Response(599, text=type(failed).__name__, request=request)


def found(response: httpx.Response) -> list[str]:
    """The ids of a refusal; empty when it is not made of findings."""
    try:
        return [str(each["id"]) for each in response.json()["findings"]]
    except (ValueError, KeyError, TypeError):
        return []


def _told(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def _without_length(request: httpx.Request) -> dict[str, str]:
    return {name: value for name, value in request.headers.items() if name != "content-length"}
