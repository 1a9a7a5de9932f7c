"""Applications for questions in bench/: as residents of a made-up town send them, really signed, really sealed.

with installed(folder, ("intake", SIMULATORS)) as (home, server):
    cards = [issuer.card(person) for person in applicants(100)]
    sent = application(home, cards[0], 1)            # what lies at the portal then
"""

import hashlib
import io
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pikepdf
import psycopg
from PIL import Image

from sasae.contracts.forms.certificate_application import CertificateApplication
from sasae.deployment import database, keys, processes, roles
from sasae.deployment.benchmark import Failed
from sasae.deployment.benchmark_cards import Card
from sasae.deployment.doing_without import do_without_scanner
from sasae.deployment.home import SIMULATORS, Home, create, free_ports
from sasae.formats.application_zip import VERIFY_COLUMNS, Member, Verification, pack
from sasae.formats.application_zip.members import APPLICATION, CERTIFICATE, PDF, SIGNATURE, VERIFY, write_csv
from sasae.kernel import clock
from sasae.simulators.card_authority.profile import substituted
from sasae.simulators.town import build_town
from sasae.simulators.town.records import RESIDENT, Person
from sasae.wire import sealing

SEED = 1
GROWN_UP = date(2005, 1, 1)  # born before it
PICTURE = (200, 150)  # pixels; of noise, so that it is as large as a photograph shrunk for sending
INSURANCE = {"insurer_number": "01130012", "symbol": "12", "number": "3456", "insured_since": "2020-04-01"}
WAIT = 300.0  # seconds a process has to start


@dataclass(frozen=True)
class Sent:
    """One application as it lies at the portal."""

    receipt_number: str
    card: Card
    digest: str
    archive: bytes
    received_at: datetime

    @property
    def sha256(self) -> str:
        """Of the archive."""
        return hashlib.sha256(self.archive).hexdigest()


# ── residents, and what they send ───────────────────────────────────────────


def town_size(people: int) -> int:
    """How large a town must be to have so many who can apply."""
    return people * 3 // 2 + 400


def applicants(people: int, size: int | None = None) -> list[Person]:
    """Grown-up residents whose certificate says just what the register says. Raises Failed."""
    found = [
        person
        for person in build_town(size or town_size(people), SEED).persons
        if person.resident_class == RESIDENT and person.birth_date < GROWN_UP and not person.protected_until
        and person.address and not substituted(person.name)[1].strip("0")
    ]  # fmt: skip
    if len(found) < people:
        raise Failed(f"町に、申請できる人が{people}人いません。")
    return found[:people]


def application(home: Home, card: Card, number: int) -> Sent:
    """Its content signed by the card, everything in it sealed to intake, under the receipt number of today."""
    now, papers = clock.real_now(), _papers()
    content = _content(card.person, papers, now.date())
    digest = hashlib.sha256(content)
    person = card.person
    row = Verification(
        now.date().isoformat(), "有効", card.user_serial, person.name, person.birth_date.isoformat(), person.address,
        person.sex,
    ).row()  # fmt: skip
    hidden = {APPLICATION: content, PDF: _page(), **papers, VERIFY: write_csv(VERIFY_COLUMNS, [row])}
    members = [Member.plain(SIGNATURE, card.sign(digest.digest())), Member.plain(CERTIFICATE, card.der)]
    members += [_sealed(home, Member.plain(name, plain)) for name, plain in hidden.items()]
    return Sent(f"KW{now:%Y%m%d}{number:08d}", card, digest.hexdigest(), pack(members), now)


def _sealed(home: Home, plain: Member) -> Member:
    content = sealing.seal(home.pki_dir, "intake", plain.content)
    return Member(plain.name, content, plain.size, plain.sha256, sealed=True)


def _content(person: Person, papers: dict[str, bytes], on: date) -> bytes:
    told = CertificateApplication.model_validate(
        {
            "applied_on": on.isoformat(),
            "applicant": {
                "name": person.name, "name_kana": person.name_kana, "birth_date": person.birth_date.isoformat(),
                "sex": person.sex, "relation": "11", "postal_code": "2108577", "address": person.address,
                "telephone": "0442000000", "individual_number": person.individual_number, "insurance": INSURANCE,
            },
            "children": [
                {
                    "name": "川崎　一郎", "name_kana": "カワサキ　イチロウ", "birth_date": "2015-05-05", "sex": "1",
                    "individual_number": "987654321018", "insurance": INSURANCE, "reason": "02",
                    "reason_on": "2025-03-31", "lives_with_applicant": True,
                }
            ],
            "has_partner": False, "child_support_yen": 240000, "other_scheme": False,
            "receives_child_allowance": True, "consent_to_inquiries": True,
            "papers": [
                {"number": int(name[7:9]), "kind": name[10:].partition("_")[0], "sha256": hashlib.sha256(one).hexdigest()}
                for name, one in papers.items()
            ],
        }
    )  # fmt: skip
    return json.dumps(told.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@cache
def _papers() -> dict[str, bytes]:
    width, height = PICTURE
    noise = random.Random(SEED).randbytes(width * height * 3)  # noqa: S311 - a picture
    out = io.BytesIO()
    Image.frombytes("RGB", PICTURE, noise).save(out, "JPEG", quality=80)
    return {"attach/01_insurance_保険証.jpg": out.getvalue(), "attach/02_allowance_手当証書.pdf": _page()}


@cache
def _page() -> bytes:
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(out, static_id=True)
    return out.getvalue()


# ── the installation ────────────────────────────────────────────────────────


@contextmanager
def installed(folder: Path, services: Sequence[str]) -> Iterator[tuple[Home, database.Embedded]]:
    """Keys, a server and these services' databases, migrated; nothing but the server runs. Raises Failed."""
    home = do_without_scanner(create(folder / "home", free_ports()), "計測")
    os.environ["SASAE_HOME"] = str(home.path)
    server = database.of_home(home, durable=False)
    server.start()
    try:
        keys.issue_all(home)
        for service in services:
            if service != SIMULATORS:
                keys.make_data_keys(home, service)
            with psycopg.connect(server.superuser_dsn(), autocommit=True) as admin:
                roles.make(admin, home, service)
            command = [sys.executable, "-m", "sasae.deployment.migrate", service]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise Failed(f"データベースを用意できません：{done.stderr[-300:]}")
        yield home, server
    finally:
        server.stop()


@contextmanager
def running(home: Home, name: str, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """One process of the installation, from the moment it really works; ended at the end. Raises Failed."""
    one = next(each for each in processes.table(home, simulators=True) if each.name == name)
    log = folder / f"{name}.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            one.command, env=home.environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
            start_new_session=True,
        )  # fmt: skip
        try:
            end = time.monotonic() + WAIT
            while one.healthy is not None and not one.healthy():
                if process.poll() is not None or time.monotonic() > end:
                    raise Failed(f"{name} が起動しません。\n{log.read_text('utf-8', 'replace')[-800:]}")
                time.sleep(0.2)
            yield process
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(60)
            process.kill()
            process.wait()


def make_cards_known(dsn: str, cards: Iterable[Card]) -> None:
    """The simulated world knows whose they are, and which user certificate belongs to which signing certificate."""
    with psycopg.connect(dsn) as connection, connection.cursor() as cursor:
        columns = (
            "atena_no, signing_certificate, signing_serial, signing_pin, signing_tries, user_key, user_certificate,"
            " user_serial, user_pin, user_tries"
        )
        with cursor.copy(f"COPY simulators_card_authority_card ({columns}) FROM STDIN") as copy:
            for card in cards:
                row = (card.person.atena_no, card.der, card.serial, "", 5, b"", b"", card.user_serial, "", 3)
                copy.write_row(row)
        cursor.execute(
            "INSERT INTO simulators_registers_cardserial (serial, atena_no)"
            " SELECT user_serial, atena_no FROM simulators_card_authority_card ON CONFLICT DO NOTHING"
        )
        cursor.execute("ANALYZE simulators_card_authority_card")
        cursor.execute("ANALYZE simulators_registers_cardserial")


def family(pid: int) -> list[int]:
    """A process and those it started."""
    found = [pid]
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
            found += family(int(child))
    return found


def forget_peak(pid: int) -> None:
    """Begin to measure the highest memory of a process and those it started anew."""
    for one in family(pid):
        with suppress(OSError):
            Path(f"/proc/{one}/clear_refs").write_text("5", encoding="ascii")


def peak_of(pid: int) -> float | None:
    """The highest memory (resident set) of the largest of them since then; None where the system does not tell."""
    found = []
    for one in family(pid):
        with suppress(OSError):
            told = Path(f"/proc/{one}/status").read_text(encoding="ascii", errors="replace")
            found += [int(line.split()[1]) / 1024 for line in told.splitlines() if line.startswith("VmHWM:")]
    return round(max(found), 1) if found else None
