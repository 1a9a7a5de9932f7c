"""The table of allowed moves, applied."""

from sasae.foundation.batch.models import ALLOWED_MOVES, BatchRun, RunState


class CannotMove(ValueError):
    """The run is not in a state that allows this; the text says which, in Japanese."""


def move(run: BatchRun, state: RunState) -> None:
    """Change the state of a locked run; the caller saves it. Raises CannotMove."""
    if state not in ALLOWED_MOVES[RunState(run.state)]:
        raise CannotMove(f"この処理は「{RunState(run.state).label}」のため、「{state.label}」にできません。")
    run.state = state
