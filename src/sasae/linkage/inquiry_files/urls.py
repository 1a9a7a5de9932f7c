from django.urls import path

from sasae.linkage.inquiry_files import views

app_name = "inquiry_files"
urlpatterns = [
    path("inquiry-files/", views.files, name="files"),
    path("inquiry-files/new/", views.new, name="new"),
    path("inquiry-files/<str:number>/", views.file, name="file"),
    path("inquiry-files/<str:number>/again/", views.again, name="again"),
    path("inquiry-files/<str:number>/consents/", views.consents, name="consents"),
    path("inquiry-files/<str:number>/results/<str:information>/", views.result, name="result"),
]
