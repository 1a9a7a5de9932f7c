"""An application without a signature: accepted where its form needs none, by the log-in the portal states."""

from sasae.contracts.forms.definitions import AGENT, NoSuchForm, of_version
from sasae.formats.application_zip import ApplicationPackage
from sasae.intake.applications.models import Result
from sasae.intake.downloads.checked import Signed
from sasae.kernel.findings import error

HOW = "署名なし（申請機能へのカードでのログイン）"


def is_unsigned(package: ApplicationPackage) -> bool:
    """Whether it came with neither signature nor certificate."""
    return not package.signature and not package.certificate


def judge(package: ApplicationPackage, user_serial: str) -> Signed:
    """What stands in the place of a signature check. A form that must be signed is refused."""
    findings = []
    if needs_signature(package):
        findings.append(
            error("IK-206", "sign/signature.p7s", "電子署名の要る申請ですが、署名がありません。申請し直してください。")
        )
    if not user_serial:
        findings.append(error("IK-207", "sign/verify.csv", "ログインした利用者証明用電子証明書が示されていません。"))
    return Signed(
        result=Result.BAD if findings else Result.UNSIGNED, user_serial=user_serial, revocation=HOW, findings=findings
    )


def needs_signature(package: ApplicationPackage) -> bool:
    """By the form in the version it names, and whenever somebody sends it in another's place; also when in doubt."""
    form = package.application
    try:
        definition = of_version(str(form.get("form", "")), str(form.get("form_version", "")))
    except NoSuchForm:
        return True
    return definition.signed or bool(form.get(AGENT))
