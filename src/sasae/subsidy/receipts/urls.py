from django.urls import path

from sasae.subsidy.receipts import views

app_name = "receipts"
urlpatterns = [
    path("receipts/", views.files, name="files"),
    path("receipts/upload/", views.upload, name="upload"),
    path("receipts/files/<int:pk>/", views.file, name="file"),
    path("receipts/lines/", views.lines, name="lines"),
    path("receipts/lines/<int:pk>/", views.line, name="line"),
]
