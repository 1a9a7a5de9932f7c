from django.urls import path

from sasae.intake.applications import evidence_views, list_views, overview_views, paper_views, views

app_name = "applications"
urlpatterns = [
    path("overview/", overview_views.overview, name="overview"),
    path("lists/", list_views.take_out, name="take_out"),
    path("lists/<int:run>/", list_views.list_file, name="list_file"),
    path("lists/<int:run>/file/", list_views.fetch_list, name="fetch_list"),
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
