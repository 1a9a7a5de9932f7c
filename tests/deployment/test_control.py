"""What `sasae up` waits for."""

import json
import os
import threading

from sasae.deployment import control, supervisor
from sasae.deployment.home import create, free_ports
from sasae.deployment.processes import Process
from sasae.deployment.running import mark


def test_health_counts_only_once_a_supervisor_has_written_that_it_runs(tmp_path, monkeypatch):
    """What a killed supervisor left behind answers like a healthy installation, until the next one has ended it."""
    home = create(tmp_path / "home", free_ports())
    state = supervisor.state_file(home)
    asked = []

    def healthy():
        asked.append(state.exists())
        return True

    def begin():
        me = mark(os.getpid())
        draft = state.with_suffix(".new")
        draft.write_text(json.dumps({"supervisor": {"pid": me.pid, "started": me.started}, "children": {}}), "utf-8")
        draft.replace(state)

    monkeypatch.setattr(control, "table", lambda _, simulators: [Process("linkage-people", ["x"], healthy)])
    later = threading.Timer(1.0, begin)
    later.start()
    control._wait(home, None, simulators=False, say=lambda _: None)
    later.join()
    assert asked == [True]
