from django.urls import path

from sasae.subsidy.treasury import views

app_name = "treasury"
urlpatterns = [
    path("treasury/", views.files, name="files"),
    path("treasury/clear/", views.clear, name="clear"),
    path("treasury/cleared/", views.clearings, name="clearings"),
    path("treasury/cleared/<int:pk>/", views.cleared, name="cleared"),
    path("treasury/<int:pk>/", views.file, name="file"),
    path("treasury/<int:pk>/file/", views.download, name="download"),
]
