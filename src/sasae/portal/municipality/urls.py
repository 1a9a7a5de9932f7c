from django.urls import path

from sasae.portal.municipality import views

app_name = "municipality"
urlpatterns = [
    path("municipality/submissions/", views.submissions, name="submissions"),
    path("municipality/statuses/", views.statuses, name="statuses"),
    path("municipality/submissions/<str:receipt_number>/", views.submission, name="submission"),
    path("municipality/submissions/<str:receipt_number>/status/", views.status, name="status"),
    path("municipality/submissions/<str:receipt_number>/file/", views.file, name="file"),
]
