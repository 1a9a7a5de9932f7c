from django.urls import path

from sasae.subsidy.print_runs import views

app_name = "print_runs"
urlpatterns = [
    path("print-runs/", views.runs, name="runs"),
    path("print-runs/new/", views.prepare, name="prepare"),
    path("print-runs/<str:number>/", views.run, name="run"),
    path("print-runs/<str:number>/approve/", views.approve, name="approve"),
    path("print-runs/<str:number>/scan/", views.scan, name="scan"),
    path("print-runs/<str:number>/pull/", views.pull, name="pull"),
    path("print-runs/<str:number>/close/", views.close, name="close"),
    path("print-runs/<str:number>/discard/", views.discard, name="discard"),
]
