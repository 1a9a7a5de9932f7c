from django.urls import path

from sasae.portal.forms import views

app_name = "forms"
urlpatterns = [
    path("apply/<slug:code>/start/", views.start, name="start"),
    path("apply/<slug:code>/", views.begin, name="begin"),
    path("apply/<uuid:draft_id>/applicant/", views.applicant, name="applicant"),
    path("apply/<uuid:draft_id>/children/", views.children, name="children"),
    path("apply/<uuid:draft_id>/children/<int:index>/remove/", views.remove_child, name="remove_child"),
    path("apply/<uuid:draft_id>/situation/", views.situation, name="situation"),
    path("apply/<uuid:draft_id>/account/", views.account, name="account"),
    path("apply/<uuid:draft_id>/attachments/", views.attachments, name="attachments"),
    path("apply/<uuid:draft_id>/review/", views.review, name="review"),
]
