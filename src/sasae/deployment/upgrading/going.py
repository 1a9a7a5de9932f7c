"""Going to this version: everything ended, a backup made, the databases brought up to date, and begun again where it ran."""

import time
from collections.abc import Callable
from dataclasses import replace

from sasae import __version__
from sasae.deployment import control, database, migrate, supervisor
from sasae.deployment.backups.making import make
from sasae.deployment.backups.place import Place
from sasae.deployment.home import DATABASES, SIMULATORS, Home
from sasae.deployment.installation import prepare
from sasae.deployment.upgrading.checks import Change
from sasae.deployment.upgrading.log import Upgrade, last, note
from sasae.kernel import clock

Say = Callable[[str], None]


def go(home: Home, place: Place | None, found: list[Change], *, say: Say) -> Upgrade:
    """Killed anywhere, or stopped by a migration that fails, it is begun again and goes on from the same backup: what is
    done is not done twice. Raises NoBackup, NoServer, NotReady, DidNotStart.
    """
    start = time.monotonic()
    ran = supervisor.running(home) is not None
    simulators = any(name.startswith(SIMULATORS) for name in supervisor.state(home))
    if ran:
        say("すべてを終了しています")
        control.down(home)
    begun = last(home)
    if begun is None or begun.done:
        begun = _begun(home, place, found, say)
    say("データベースを移行しています")
    prepare(home.path)
    after = {service: migrate.said_by(service, home) for service in DATABASES}
    done = replace(begun, after=after, seconds=round(time.monotonic() - start, 1))
    note(home, done)
    if ran:
        say("起動しています")
        control.up(home, simulators=simulators, say=say)
    else:
        database.of_home(home).stop()
    return done


def _begun(home: Home, place: Place | None, found: list[Change], say: Say) -> Upgrade:
    """Written down before anything is changed."""
    begun = Upgrade(
        clock.real_now().isoformat(timespec="seconds"), __version__, _backed_up(home, place, say) if place else "",
        before={one.service: one.said for one in found},
        migrations={one.service: one.pending for one in found if one.pending},
    )  # fmt: skip
    note(home, begun)
    return begun


def _backed_up(home: Home, place: Place, say: Say) -> str:
    """With the server alone running: nobody writes between it and the first migration."""
    database.of_home(home).start()
    say("保存を作っています")
    made = make(home, place)
    say(f"  {made.name}（{made.size / 1e6:,.1f} MB、{made.seconds:.1f}秒）")
    return made.name
