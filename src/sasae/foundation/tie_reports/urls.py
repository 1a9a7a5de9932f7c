from django.urls import path

from sasae.foundation.tie_reports import views

app_name = "tie_reports"
urlpatterns = [
    path("wrong-ties/", views.reports, name="reports"),
    path("wrong-ties/<str:number>/", views.report, name="report"),
    path("wrong-ties/<str:number>/again/", views.again, name="again"),
    path("wrong-ties/<str:number>/handle/", views.handle, name="handle"),
]
