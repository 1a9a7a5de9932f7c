from django.urls import path

from sasae.intake.examination import case_views, version_views, views

app_name = "examination"
urlpatterns = [
    path("examination/", views.progress, name="progress"),
    path("examination/assign/", views.assign_all, name="assign_all"),
    path("examination/searches/", views.keep_search, name="keep_search"),
    path("examination/all/<str:step>/", views.take_all, name="take_all"),
    path("examination/<str:receipt_number>/", case_views.case, name="case"),
    path("examination/<str:receipt_number>/register/", case_views.register, name="register"),
    path("examination/<str:receipt_number>/versions/", version_views.versions, name="versions"),
    path("examination/<str:receipt_number>/checklist/", case_views.mark, name="mark"),
    path("examination/<str:receipt_number>/steps/<str:step>/", case_views.take, name="take"),
    path("examination/<str:receipt_number>/withdraw/", views.withdraw, name="withdraw"),
    path(
        "examination/<str:receipt_number>/attachments/<int:number>/check/", views.check_document, name="check_document"
    ),
]
