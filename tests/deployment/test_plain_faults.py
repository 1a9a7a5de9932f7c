"""A fault in a log says what broke and where; what it broke on, it does not say."""

import io
import logging
from types import SimpleNamespace

import psycopg
import pytest

from sasae.foundation.plain_faults import PlainFaults

MARKER = "標識町九丁目"


def logged(fault: BaseException | None, message: str = "did not work") -> str:
    """What a logger with this formatter writes of a fault."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(PlainFaults("%(levelname)s %(message)s"))
    log = logging.Logger("of this test")
    log.addHandler(handler)
    log.error(message, exc_info=fault)
    return out.getvalue()


def broken(inner: Exception, *, outer: Exception | None = None, from_it: bool = True) -> Exception:
    """The fault as it arrives, raised for what it followed from."""
    try:
        try:
            raise inner
        except Exception as fault:
            if outer is None:
                raise
            raise outer from (fault if from_it else None)
    except Exception as fault:  # noqa: BLE001 - whatever was given is handed back
        return fault


@pytest.mark.clause("SEC-1")
@pytest.mark.parametrize(
    "inner",
    [
        ValueError(f"no day: {MARKER}"), KeyError(MARKER), OSError(2, "No such file", MARKER),
        psycopg.errors.CheckViolation(f"new row violates\nDETAIL:  Failing row contains (1, {MARKER})."),
    ],
)  # fmt: skip
def test_no_value_stands_in_a_fault_or_in_what_led_to_it(inner: Exception) -> None:
    for fault in (
        broken(inner),
        broken(inner, outer=RuntimeError(MARKER)),
        broken(inner, outer=TypeError(MARKER), from_it=False),
    ):
        said = logged(fault)
        assert MARKER not in said
        assert "test_plain_faults.py" in said
        assert type(fault).__name__ in said


def test_what_led_to_it_and_the_database_s_names_are_told() -> None:
    fault = broken(psycopg.errors.CheckViolation("x"), outer=RuntimeError("y"))
    said = logged(fault)
    assert said.index("CheckViolation sqlstate=23514") < said.index("that led to") < said.index("RuntimeError")
    assert "CheckViolation" not in logged(broken(ValueError("x"), outer=RuntimeError("y"), from_it=False))


@pytest.mark.parametrize("route", ["people/<str:atena_no>/", ""])
@pytest.mark.parametrize("escaped", [False, True])
def test_a_request_is_told_by_the_pattern_of_its_address(route: str, escaped: bool) -> None:
    request = SimpleNamespace(path=f"/people/{MARKER}/", resolver_match=SimpleNamespace(route=route) if route else None)
    path = request.path.encode("unicode_escape").decode() if escaped else request.path
    record = logging.makeLogRecord({"msg": "%s: %s", "args": ("Forbidden", path), "request": request})
    assert PlainFaults().format(record) == f"Forbidden: {'/' + route if route else 'an address there is not'}"
    assert record.getMessage() == f"Forbidden: {path}"  # other handlers see it as it was


def test_without_a_fault_the_line_is_the_line() -> None:
    assert logged(None) == "ERROR did not work\n"
