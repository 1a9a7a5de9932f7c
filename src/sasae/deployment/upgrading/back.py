"""Back to the version before: the backup made before the last upgrade takes the place of the installation.

Done by the program of that version. The installation as it was until now is set aside whole, with what was entered since.
"""

from dataclasses import dataclass
from pathlib import Path

import pyrage

from sasae.deployment import database, migrate, supervisor
from sasae.deployment.backups.place import NoBackup, Place, all_of
from sasae.deployment.backups.restoring import restore
from sasae.deployment.home import DATABASES, Home
from sasae.deployment.upgrading.log import Upgrade, last
from sasae.kernel import clock


@dataclass(frozen=True)
class Back:
    """Which upgrade was taken back, and where the installation as it was until now lies."""

    upgrade: Upgrade
    aside: Path


def back(home: Home, place: Place, key: pyrage.x25519.Identity) -> Back:
    """Raises NoBackup and NoServer; until the last step, the change of names, nothing of the installation is touched."""
    upgrade = _upgrade(home)
    backup = next((one for one in all_of(place) if one.name == upgrade.backup), None)
    if backup is None:
        raise NoBackup(f"進む前の保存 {upgrade.backup} が {place.folder} にありません。あるところから戻してください。（UG-114）")
    stamp = f"{clock.real_now():%Y%m%dT%H%M%S}"
    into, aside = (home.path.with_name(f"{home.path.name}.{word}-{stamp}") for word in ("back", "aside"))
    restore(place, backup, key, into, later=False)
    database.of_home(home).stop()
    home.path.rename(aside)
    into.rename(home.path)
    return Back(upgrade, aside)


def _upgrade(home: Home) -> Upgrade:
    upgrade = last(home)
    if upgrade is None or not upgrade.backup:
        raise NoBackup("保存を作って進んだ記録（upgrades.jsonl）がありません。./sasae backup restore で戻してください。（UG-111）")
    if supervisor.running(home) is not None:
        raise NoBackup("動いています。./sasae down で終了してから戻してください。（UG-112）")
    other = [service for service in DATABASES if upgrade.before.get(service) != migrate.comment(service)]
    if other:
        said = f"このプログラムは、進む前の版ではありません（{'、'.join(other)}）。"
        raise NoBackup(f"{said}前の版のプログラムのフォルダーで、同じ命令を実行してください。（UG-113）")
    return upgrade
