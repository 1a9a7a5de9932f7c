"""Why a partner could not be asked, in words for staff."""

from sasae.wire.client import Refused


def in_words(trouble: Exception) -> str:
    """Away, refused with its reasons, or what the step itself says."""
    if isinstance(trouble, Refused):
        return f"相手が断りました：{' '.join(f'{one.message}（{one.id}）' for one in trouble.findings)}"
    if isinstance(trouble, ValueError):
        return str(trouble)
    return "相手のシステムが応答しません。戻りしだい、続きから進みます。"
