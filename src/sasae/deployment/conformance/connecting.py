"""The connection to a partner that answers: TLS 1.3 both ways, our authority alone, nobody whose certificate was revoked."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from sasae.deployment.conformance.report import Check, Verdict
from sasae.wire import authority
from sasae.wire.identity import load
from sasae.wire.tls import WrongPeer, client_context

LINE = "接続"
PATIENCE = 90.0  # seconds


@dataclass
class Connecting:
    """One address, tried as `caller` and as others."""

    name: str
    url: str
    pki: Path
    caller: str

    def checks(self) -> Iterator[Check]:
        """Whom it lets in, and whom it does not."""
        identity = load(self.pki, self.caller)
        yield self._reached(client_context(identity, self.pki, self.name))
        cure = "相互TLS 1.3だけを受け、認証局の証明書を持つ相手だけを通してください。"
        bare = ssl.create_default_context(cafile=str(self.pki / "ca.pem"))
        yield self._closed("K-002", "証明書のない接続を拒む", bare, cure)
        with TemporaryDirectory(prefix="sasae-conformance-") as folder:
            yield self._closed("K-003", "別の認証局の証明書を拒む", self._foreign(Path(folder)), cure)
        older = ssl.create_default_context(cafile=str(self.pki / "ca.pem"))
        older.load_cert_chain(identity.tls_cert, identity.tls_key)
        older.maximum_version = ssl.TLSVersion.TLSv1_2
        yield self._closed("K-004", "TLS 1.2を拒む", older, cure)
        yield self._revoked(cure)

    def _reached(self, context: ssl.SSLContext) -> Check:
        what, cure = (
            "TLS 1.3で接続でき、証明書が自システムの名を示す",
            "証明書の別名（URI）を urn:sasae:system:名 にしてください。",
        )
        try:
            self._get(context)
        except httpx.TransportError as failed:
            wrong = isinstance(failed.__cause__, WrongPeer) or "reached" in str(failed)
            got = "別の名の証明書です" if wrong else f"接続できません：{type(failed).__name__}"
            return Check(
                "K-001",
                LINE,
                what,
                Verdict.BAD,
                got,
                cure if wrong else "宛先と、相手が動いているかを確かめてください。",
            )
        return Check("K-001", LINE, what, Verdict.GOOD)

    def _closed(self, id: str, what: str, context: ssl.SSLContext, cure: str) -> Check:
        try:
            status = self._get(context).status_code
        except httpx.TransportError:
            return Check(id, LINE, what, Verdict.GOOD)
        return Check(id, LINE, what, Verdict.BAD, f"HTTP {status} が返りました", cure)

    def _get(self, context: ssl.SSLContext) -> httpx.Response:
        with httpx.Client(verify=context, trust_env=False, timeout=PATIENCE) as line:
            return line.get(self.url)

    def _foreign(self, folder: Path) -> ssl.SSLContext:
        authority.create_authority(folder)
        authority.issue(folder, self.caller)
        context = ssl.create_default_context(cafile=str(self.pki / "ca.pem"))
        context.load_cert_chain(folder / self.caller / "tls.pem", folder / self.caller / "tls.key")
        return context

    def _revoked(self, cure: str) -> Check:
        what = "失効した証明書を拒む"
        if not (self.pki / "ca.key").exists():
            return Check("K-005", LINE, what, Verdict.LEFT_OUT, "認証局の鍵がないため試せません")
        authority.issue(self.pki, "conformance_revoked")
        context = ssl.create_default_context(cafile=str(self.pki / "ca.pem"))
        own = load(self.pki, "conformance_revoked")
        context.load_cert_chain(own.tls_cert, own.tls_key)
        authority.revoke(self.pki, "conformance_revoked")
        return self._closed("K-005", what, context, f"{cure}失効リスト（ca.crl）を接続のたびに確かめてください。")
