"""Which body an operator belongs to. No screen of a body opens without one, and none shows another body's rows."""

from django.http import HttpRequest

from sasae.foundation.gate import Refused
from sasae.intermediary.bodies.models import Body


def body_of(request: HttpRequest) -> Body:
    """The operator's body, by their office code. Raises Refused for operators of the platform."""
    user = request.gate.user  # type: ignore[attr-defined]
    body = Body.objects.filter(code=user.office_code).first()
    if body is None:
        raise Refused("団体の運用担当者ではありません")
    return body
