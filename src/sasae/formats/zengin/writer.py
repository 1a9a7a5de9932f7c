"""Writing a transfer file (総合振込, kind 21): strict, all faults at once, totals computed from what is written."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from sasae.formats.fixed_width import DoesNotFit, Field, Layout, NotDigits
from sasae.formats.issues import Issues
from sasae.formats.zengin.checks import MAXIMUM
from sasae.formats.zengin.layouts import END, TRANSFER
from sasae.formats.zengin.model import Transfer, TransferBatch
from sasae.formats.zengin.rules import RULES
from sasae.formats.zengin.totals import LARGEST
from sasae.kernel.findings import Finding, Severity
from sasae.kernel.kana import ZenginText, zengin_text
from sasae.reference import closed_days

LINE_END = b"\r\n"
MOST = 999_999
HEADER_REQUIRED = ("client_code", "client_name", "bank", "branch", "type", "account")
DATA_REQUIRED = ("bank", "branch", "type", "account", "name")


class ZenginRefused(ValueError):
    """The batch cannot be written. `findings` names every fault, with the position of the transfer (1, 2, 3 …)."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(f"{finding.id} {finding.at} {finding.message}" for finding in findings))
        self.findings = list(findings)


def write(batch: TransferBatch) -> bytes:
    """The file: CP932, CRLF after every record, no 0x1A. Amounts are whole yen from 1 to 9,999,999,999.

    Raises ZenginRefused with everything that is wrong; nothing is ever cut to fit.
    """
    return b"".join(written(batch))


def written(batch: TransferBatch) -> Iterator[bytes]:
    """The same record by record, so that nobody has to hold the file. Raises ZenginRefused before the trailer."""
    return _Writer(batch).written()


@lru_cache(maxsize=4096)
def _place_name(name: str) -> ZenginText:
    """Bank and branch names, which a file repeats; names of people are not kept."""
    return zengin_text(name, "branch")


class _Writer:
    def __init__(self, batch: TransferBatch) -> None:
        self.batch = batch
        self.issues = Issues(RULES, each=10_000)

    def written(self) -> Iterator[bytes]:
        batch = self.batch
        self._check_batch()
        yield self._header() + LINE_END
        count = total = 0
        for count, transfer in enumerate(batch.transfers, start=1):
            yield self._transfer(count, transfer) + LINE_END
            total += transfer.yen if isinstance(transfer.yen, int) else 0
        self._check_count(count)
        if total > LARGEST:
            self.issues.add("Z-403", "トレーラー", counted=total)
        if self.issues.found:
            self.issues.seal()
            raise ZenginRefused(self.issues.found)
        yield TRANSFER.trailer.build({"count": str(count), "yen": str(total)}) + LINE_END
        yield END.build({}) + LINE_END

    def _check_batch(self) -> None:
        batch = self.batch
        if batch.kind != "21":
            self.issues.add("Z-606", "ヘッダー", value=batch.kind)
        try:
            if not closed_days.is_business_day(batch.day):
                self.issues.add("Z-609", "ヘッダー", day=f"{batch.day:%Y-%m-%d}")
        except LookupError:
            self.issues.add("Z-610", "ヘッダー", day=f"{batch.day:%Y-%m-%d}")

    def _check_count(self, count: int) -> None:
        if not count:
            self.issues.add("Z-605", "データ")
        if count > MOST:
            self.issues.add("Z-604", "データ", count=count)

    def _header(self) -> bytes:
        batch = self.batch
        values = {
            "kind": "21",
            "client_code": batch.client_code,
            "client_name": batch.client_name,
            "date": f"{batch.day:%m%d}",
            "bank": batch.bank,
            "bank_name": batch.bank_name,
            "branch": batch.branch,
            "branch_name": batch.branch_name,
            "type": batch.account_type,
            "account": batch.account,
        }
        return self._build(TRANSFER.header, values, HEADER_REQUIRED, "ヘッダー")

    def _transfer(self, number: int, transfer: Transfer) -> bytes:
        at = f"{number}件目"
        yen = transfer.yen
        if not isinstance(yen, int) or isinstance(yen, bool) or not 1 <= yen <= MAXIMUM:
            self.issues.add("Z-603", at, value=yen)
            yen = 1
        values = {
            "bank": transfer.bank,
            "bank_name": transfer.bank_name,
            "branch": transfer.branch,
            "branch_name": transfer.branch_name,
            "type": transfer.type,
            "account": transfer.account,
            "name": transfer.name,
            "yen": str(yen),
            "new_code": transfer.new_code,
            "designation": self.batch.designation,
        }
        for name, code in (
            ("customer_code1", transfer.customer_code1),
            ("customer_code2", transfer.customer_code2),
        ):
            values[name] = self._customer_code(TRANSFER.data[name], code, at)
        return self._build(TRANSFER.data, values, DATA_REQUIRED, at)

    def _customer_code(self, field: Field, code: str, at: str) -> str:
        """Blank, or ten digits: the field is numeric as long as we send no EDI text."""
        if code and not (code.isascii() and code.isdigit() and len(code) <= field.width):
            self.issues.add("Z-602", f"{at} {field.columns}", field=field.label, value=code, width=field.width)
            return ""
        return code.zfill(field.width) if code else ""

    def _build(self, layout: Layout, values: dict[str, str], required: Sequence[str], at: str) -> bytes:
        parts = []
        for field in layout.fields:
            value = values.get(field.name, field.default)
            place = f"{at} {field.columns}"
            if field.name in required and not value.strip():
                self.issues.add("Z-611", place, field=field.label)
            elif field.allowed and field.kind == "N" and value not in field.allowed:
                self.issues.add("Z-608", place, field=field.label, value=value, allowed="・".join(field.allowed))
            parts.append(self._encode(field, value, place))
        return b"".join(parts)

    def _encode(self, field: Field, value: str, place: str) -> bytes:
        if field.charset in ("branch", "name") and value.strip():
            value = self._kana(field, value, place)
        try:
            return field.encode(value)
        except DoesNotFit as fault:
            rule_id = "Z-602" if field.kind == "N" else "Z-601"
            self.issues.add(rule_id, place, field=field.label, value=value, needed=fault.needed, width=field.width)
        except NotDigits:
            self.issues.add("Z-602", place, field=field.label, value=value, width=field.width)
        return b" " * field.width

    def _kana(self, field: Field, value: str, place: str) -> str:
        """The name in the bank's characters; one that has none is refused under the kernel's own ids and left out."""
        made = _place_name(value) if field.charset == "branch" else zengin_text(value, "name")
        refused = [finding for finding in made.findings if finding.severity is Severity.ERROR]
        self.issues.found.extend(
            Finding(finding.id, finding.severity, place, f"{field.label}：{finding.message}") for finding in refused
        )
        return "" if refused else made.text
