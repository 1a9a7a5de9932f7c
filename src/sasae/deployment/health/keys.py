"""Whether every key and secret is within its term."""

from collections.abc import Iterator

from sasae.deployment.health.looks import Look, attention, well
from sasae.deployment.home import Home
from sasae.deployment.rotation.ages import keys_of
from sasae.kernel import clock
from sasae.wire.authority_files import FORMER_KEY, NEXT_KEY
from sasae.wire.renewing import NEXT

SHOWN = 5
BEGUN = (NEXT_KEY, FORMER_KEY, f"intermediary/{NEXT}")  # what lies in pki/ only while a key takes another's place


def terms(home: Home) -> Iterator[Look]:
    """Which keys should have been replaced, by the dated terms; the machine's real day counts."""
    if not (home.pki_dir / "ca.pem").exists():
        return
    begun = [name for name in BEGUN if (home.pki_dir / name).exists()]
    if begun:
        yield attention(
            "鍵の交替", f"途中です：{'、'.join(f'pki/{name}' for name in begun)}",
            "docs/operations/keys.md の手順の続きを行ってください。",
        )  # fmt: skip
    on = clock.real_now().astimezone(clock.TOKYO).date()
    there = keys_of(home, on)
    over = [key for key in there if key.overdue(on)]
    if over:
        named = [f"{key.kind.name} {key.system}（{key.due}まで）".replace(" （", "（") for key in over[:SHOWN]]
        yield attention(
            "鍵の期限",
            f"{len(over)}個の鍵が、替える日を過ぎています：{'、'.join(named)}{' ほか' if len(over) > SHOWN else ''}",
            f"./sasae keys で確かめ、動かしたまま ./sasae keys turn {over[0].kind.name} などで替えてください（docs/operations/keys.md）。",
        )
    else:
        ends = [key.due for key in there if key.due]
        if ends:
            yield well("鍵の期限", f"{len(there)}個すべて期限の内です（最初に替えるのは {min(ends)}）")
