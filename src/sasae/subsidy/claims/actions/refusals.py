"""What is not done, and why."""

from sasae.kernel.findings import Finding, Refusal, error
from sasae.subsidy.claims.models import State

OPEN = (State.RECEIVED, State.EXAMINING)
STALE = "画面を開いた後に内容が変わりました。内容を確かめてから、もう一度決定してください。"


class CannotClaim(Refusal):
    """The claim cannot be taken or decided; `findings` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        said = "; ".join(f"{finding.message}（{finding.id}）" for finding in findings)
        super().__init__(said, at=findings[0].at if findings else "")
        self.findings = findings

    @classmethod
    def one(cls, id: str, at: str, message: str) -> "CannotClaim":
        """A refusal for a single reason."""
        return cls([error(id, at, message)])
