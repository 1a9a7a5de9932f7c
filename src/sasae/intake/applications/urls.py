from django.urls import path

from sasae.intake.applications import evidence_views, paper_views, views

app_name = "applications"
urlpatterns = [
    path("applications/", views.applications, name="applications"),
    path("applications/<str:receipt_number>/", views.application, name="application"),
    path("applications/<str:receipt_number>/form/", paper_views.printed_form, name="printed_form"),
    path("applications/<str:receipt_number>/form/<int:page>/", paper_views.printed_form_page, name="printed_form_page"),
    path("applications/<str:receipt_number>/evidence/", evidence_views.evidence, name="evidence"),
    path(
        "applications/<str:receipt_number>/attachments/<int:number>/", paper_views.attachment, name="attachment"
    ),
    path(
        "applications/<str:receipt_number>/attachments/<int:number>/<int:page>/", paper_views.attachment_page,
        name="attachment_page",
    ),
]  # fmt: skip
