from django.urls import path

from sasae.intake.examination import views

app_name = "examination"
urlpatterns = [
    path("examination/", views.progress, name="progress"),
    path("examination/<str:receipt_number>/withdraw/", views.withdraw, name="withdraw"),
    path(
        "examination/<str:receipt_number>/attachments/<int:number>/check/", views.check_document, name="check_document"
    ),
]
