"""Revocation over plain HTTP: CRL, OCSP and the roots themselves."""

from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp as x509_ocsp
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from sasae.kernel import clock
from sasae.simulators.card_authority.actions import authority
from sasae.simulators.card_authority.models import Card, Revocation

KINDS = {"signing", "user"}
FRESH = timedelta(hours=24)
REASONS = {"keyCompromise": x509.ReasonFlags.key_compromise, "affiliationChanged": x509.ReasonFlags.affiliation_changed}


@require_safe
def root(request: HttpRequest, kind: str) -> HttpResponse:
    """A root certificate, DER."""
    if kind not in KINDS:
        raise Http404
    return HttpResponse(authority(kind)[1].public_bytes(Encoding.DER), content_type="application/pkix-cert")


@require_safe
def revocation_list(request: HttpRequest, kind: str) -> HttpResponse:
    """The revocation list of a root, as of now."""
    if kind not in KINDS:
        raise Http404
    key, certificate = authority(kind)
    now = clock.now()
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(certificate.subject)
        .last_update(now - timedelta(minutes=5))
        .next_update(now + FRESH)
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    )
    for row in Revocation.objects.filter(kind=kind).order_by("id"):
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(int(row.serial, 16))
            .revocation_date(row.revoked_at)
            .add_extension(x509.CRLReason(REASONS.get(row.reason, x509.ReasonFlags.unspecified)), critical=False)
            .build()
        )
    signed = builder.sign(key, hashes.SHA256())
    return HttpResponse(signed.public_bytes(Encoding.DER), content_type="application/pkix-crl")


@csrf_exempt
@require_POST
def ocsp(request: HttpRequest) -> HttpResponse:
    """An OCSP answer for one certificate; a serial nobody has is unknown."""
    try:
        asked = x509_ocsp.load_der_ocsp_request(request.body)
    except ValueError:
        bad = x509_ocsp.OCSPResponseBuilder.build_unsuccessful(x509_ocsp.OCSPResponseStatus.MALFORMED_REQUEST)
        return HttpResponse(bad.public_bytes(Encoding.DER), content_type="application/ocsp-response")
    serial = f"{asked.serial_number:X}"
    card = Card.objects.filter(signing_serial=serial).first() or Card.objects.filter(user_serial=serial).first()
    if card is None:
        unknown = x509_ocsp.OCSPResponseBuilder.build_unsuccessful(x509_ocsp.OCSPResponseStatus.UNAUTHORIZED)
        return HttpResponse(unknown.public_bytes(Encoding.DER), content_type="application/ocsp-response")
    kind = "signing" if card.signing_serial == serial else "user"
    key, certificate = authority(kind)
    subject = x509.load_der_x509_certificate(
        bytes(card.signing_certificate if kind == "signing" else card.user_certificate)
    )
    revoked = Revocation.objects.filter(serial=serial).first()
    now = clock.now()
    builder = x509_ocsp.OCSPResponseBuilder().add_response(
        cert=subject,
        issuer=certificate,
        algorithm=asked.hash_algorithm,
        cert_status=x509_ocsp.OCSPCertStatus.REVOKED if revoked else x509_ocsp.OCSPCertStatus.GOOD,
        this_update=now - timedelta(minutes=5),
        next_update=now + timedelta(hours=1),
        revocation_time=revoked.revoked_at if revoked else None,
        revocation_reason=REASONS.get(revoked.reason, x509.ReasonFlags.unspecified) if revoked else None,
    )
    answer = builder.responder_id(x509_ocsp.OCSPResponderEncoding.HASH, certificate).sign(key, hashes.SHA256())
    return HttpResponse(answer.public_bytes(Encoding.DER), content_type="application/ocsp-response")
