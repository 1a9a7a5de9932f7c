"""What the masters in force permit."""

from datetime import date

from sasae.contracts.information_network import Institution, Masters, PermittedUse
from sasae.intermediary.masters.models import MasterVersion


def in_force() -> Masters | None:
    """The newest distribution; None before the first."""
    newest = MasterVersion.objects.order_by("-version").first()
    return Masters.model_validate(newest.document) if newest else None


def permitted(
    masters: Masters, *, procedure: str, information: str, inquirer: str, provider: str, on: date
) -> PermittedUse | None:
    """The row of the 照会許可用照合リスト that allows this query on this day, or None."""
    for use in masters.permitted:
        if (
            use.procedure == procedure
            and use.information == information
            and use.inquirer in ("*", inquirer)
            and use.provider in ("*", provider)
            and use.valid_from <= on
            and (use.valid_to is None or on <= use.valid_to)
        ):
            return use
    return None


def institution(masters: Masters, code: str) -> Institution | None:
    """The institution of a code."""
    return next((each for each in masters.institutions if each.code == code), None)


def information_names() -> dict[str, str]:
    """What each 特定個人情報名コード stands for, by the masters in force."""
    masters = in_force()
    return {each.code: each.name for each in masters.information} if masters else {}
