"""What the distributed masters (配信マスター) let this body ask: procedure → information → provider, on a day (NET-1)."""

from datetime import date

from django.db import transaction

from sasae.contracts.body_gateway import BodyMasters
from sasae.contracts.information_network import PermittedUse
from sasae.foundation.history import SYSTEM, record
from sasae.kernel.findings import Finding, error
from sasae.linkage.inquiries.models import DistributedMasters


@transaction.atomic
def take_masters(told: BodyMasters) -> bool:
    """Keep a distribution; one that is here already changes nothing. Returns whether it was new."""
    _, new = DistributedMasters.objects.get_or_create(
        version=told.version,
        defaults={"distributed_on": told.distributed_on, "document": told.model_dump(mode="json")},
    )
    if new:
        record(SYSTEM("intermediary"), "masters.taken", str(told.version), rows=len(told.permitted))
    return new


def in_force() -> BodyMasters | None:
    """The newest distribution; None before the first."""
    newest = DistributedMasters.objects.order_by("-version").first()
    return BodyMasters.model_validate(newest.document) if newest else None


def uses(masters: BodyMasters, on: date) -> list[PermittedUse]:
    """The rows of the 照会許可用照合リスト that hold for this body on the day."""
    return [
        use
        for use in masters.permitted
        if use.inquirer in ("*", masters.inquirer)
        and use.valid_from <= on
        and (use.valid_to is None or on <= use.valid_to)
    ]


def permitted(
    masters: BodyMasters, *, procedure: str, information: str, provider: str, on: date
) -> PermittedUse | None:
    """The row that allows this question, or None."""
    for use in uses(masters, on):
        if use.procedure == procedure and use.information == information and use.provider in ("*", provider):
            return use
    return None


def objections(
    masters: BodyMasters | None, *, affair: str, procedure: str, information: str, provider: str, on: date
) -> list[Finding]:
    """Why the masters do not let this be asked; empty when they do."""
    if masters is None:
        return [error("L-109", "information", "配信マスターがまだ届いていないため、照会できません。")]
    found = []
    if affair not in {each.code for each in masters.affairs}:
        found.append(error("L-122", "affair", f"事務コード「{affair}」は配信マスターにありません。"))
    if procedure not in {each.code for each in masters.procedures}:
        found.append(error("L-122", "procedure", f"事務手続コード「{procedure}」は配信マスターにありません。"))
    if provider == masters.inquirer:
        found.append(
            error(
                "L-126", "provider", "自分の団体には、情報提供ネットワークで照会しません。庁内の連携を使ってください。"
            )
        )
    elif provider not in {each.code for each in masters.institutions}:
        found.append(error("L-127", "provider", f"提供者「{provider}」は配信マスターにありません。"))
    if information not in {use.information for use in uses(masters, on)}:
        found.append(
            error("L-101", "information", f"特定個人情報名コード「{information}」の照会は許可されていません。")
        )
    elif not found and not permitted(masters, procedure=procedure, information=information, provider=provider, on=on):
        message = f"この事務手続で「{information}」をこの提供者に照会することは、配信マスターで許可されていません。"
        found.append(error("L-108", "information", message))
    return found


def name_of_information(masters: BodyMasters | None, code: str) -> str:
    """What a 特定個人情報名コード stands for; the code itself when the masters do not say."""
    return next((each.name for each in masters.information if each.code == code), code) if masters else code
