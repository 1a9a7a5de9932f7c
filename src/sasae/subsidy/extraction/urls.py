from django.urls import path

from sasae.subsidy.extraction import views

app_name = "extraction"
urlpatterns = [
    path("extraction/", views.extractions, name="extractions"),
    path("extraction/columns/", views.described, name="described"),
    path("extraction/new/<str:view>/", views.new, name="new"),
    path("extraction/definitions/<int:pk>/forget/", views.forget, name="forget"),
    path("extraction/<str:number>/", views.extraction, name="extraction"),
    path("extraction/<str:number>/decide/", views.decide, name="decide"),
    path("extraction/<str:number>/resume/", views.resume, name="resume"),
    path("extraction/<str:number>/file/", views.download, name="download"),
]
