from django.urls import path

from sasae.foundation.incidents import person_views, views

app_name = "incidents"
urlpatterns = [
    path("incidents/", views.incidents, name="incidents"),
    path("incidents/new/", views.report, name="report"),
    path("incidents/<str:number>/", views.incident, name="incident"),
    path("incidents/<str:number>/reported/", views.reported, name="reported"),
    path("incidents/<str:number>/steps/<str:step>/", views.step, name="step"),
    path("incidents/<str:number>/closing/", views.ask_closing, name="ask_closing"),
    path("incidents/<str:number>/follow/<str:what>/<int:pk>/", views.follow, name="follow"),
    path("incidents/<str:number>/write/<str:part>/", person_views.write, name="write"),
    path("incidents/<str:number>/persons/", person_views.affected, name="affected"),
    path("incidents/<str:number>/persons/told/", person_views.settle, name="settle"),
    path("incidents/<str:number>/persons/letters/", person_views.notices, name="notices"),
]
