"""A conversation for tests of the wire alone: the contracts are not needed to try the line."""

from dataclasses import dataclass

from pydantic import BaseModel


class Question(BaseModel):
    text: str


class Answer(BaseModel):
    caller: str
    text: str
    key: str = ""


@dataclass(frozen=True)
class Ask:
    path: str = "/contracts/echo/v1/ask"
    full_name: str = "echo.ask"
    request: type[Question] = Question
    response: type[Answer] = Answer
    callers: frozenset[str] = frozenset({"linkage", "subsidy"})
    callee: str = "tax"
    effect: bool = False


ASK = Ask()
CHANGE = Ask(path="/contracts/echo/v1/change", full_name="echo.change", effect=True)
