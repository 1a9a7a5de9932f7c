"""The platform's own view: which bodies take part. Nothing of what they hold."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import gate
from sasae.intermediary.bodies.models import Body


@gate(right="platform.view", purpose="プラットフォームの運用")
@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """Bodies with their connection and schema."""
    return render(request, "intermediary/bodies/bodies.html", {"bodies": Body.objects.order_by("code")})
