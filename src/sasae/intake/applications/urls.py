from django.urls import path

from sasae.intake.applications import evidence_views, views

app_name = "applications"
urlpatterns = [
    path("applications/", views.applications, name="applications"),
    path("applications/<str:receipt_number>/", views.application, name="application"),
    path("applications/<str:receipt_number>/form.pdf", views.printed_form, name="printed_form"),
    path("applications/<str:receipt_number>/evidence/", evidence_views.evidence, name="evidence"),
    path("applications/<str:receipt_number>/attachments/<int:number>/", views.attachment, name="attachment"),
]
