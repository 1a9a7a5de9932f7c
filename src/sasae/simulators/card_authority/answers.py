"""The contract: which user certificate belongs to a signing certificate (公的個人認証法18条5項)."""

from sasae.contracts import certificates
from sasae.simulators.card_authority.models import Card, Revocation


def correspondence(message: certificates.CorrespondenceRequest) -> certificates.Correspondence:
    """The user certificate's serial of the same card; null for a serial nobody has, or when that one was revoked."""
    card = Card.objects.filter(signing_serial=message.signing_serial).first() if message.signing_serial else None
    if card is None or Revocation.objects.filter(serial=card.user_serial).exists():
        return certificates.Correspondence(user_serial=None)
    return certificates.Correspondence(user_serial=card.user_serial)
