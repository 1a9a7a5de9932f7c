"""The assessment's look at columns reaches the tables stamped for each body."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from sasae.deployment.assessment.columns import NEEDED, columns_classed, columns_of
from sasae.deployment.assessment.looking import Look, Met
from sasae.deployment.home import Home
from sasae.kernel import clock


@pytest.mark.clause("FIL-6")
def test_columns_of_the_bodies_tables_are_looked_at_and_each_has_its_class(bodies: Any, tmp_path: Path) -> None:
    connection.ensure_connection()
    look = Look(Home.load(tmp_path), clock.now(), {"intermediary": connection.connection})
    told = [column.place for column in columns_of(look, "intermediary") if column.kind == NEEDED]
    assert told.count("intermediary.copy.payload") == 1  # two bodies, one form
    answer = columns_classed(look, "intermediary")
    assert answer.met is Met.MET, answer.words
