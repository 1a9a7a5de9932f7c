from django.urls import path

from sasae.portal.forms import cosign_views, views

app_name = "forms"
urlpatterns = [
    path("receipt/<str:number>/copy/", views.copy, name="copy"),
    path("apply/<slug:code>/start/", views.start, name="start"),
    path("apply/<slug:code>/", views.begin, name="begin"),
    path("apply/<uuid:draft_id>/attachments/", views.attachments, name="attachments"),
    path("apply/<uuid:draft_id>/attachments/<int:number>/remove/", views.detach, name="detach"),
    path("apply/<uuid:draft_id>/review/", views.review, name="review"),
    path("apply/<uuid:draft_id>/signers/", cosign_views.cosigners, name="cosigners"),
    path("apply/<uuid:draft_id>/<slug:name>/", views.step, name="step"),
    path("apply/<uuid:draft_id>/<slug:name>/<int:index>/remove/", views.remove, name="remove"),
]
