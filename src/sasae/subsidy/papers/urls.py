from django.urls import path

from sasae.subsidy.papers import although_views, views

app_name = "papers"
urlpatterns = [
    path("papers/", views.waiting, name="waiting"),
    path("papers/asked-although/", although_views.asked_although, name="asked_although"),
    path("papers/<str:number>/", views.papers, name="papers"),
    path("papers/<str:number>/list/", views.list_needed, name="list_needed"),
    path("papers/<str:number>/ask/", views.ask, name="ask"),
    path("papers/<str:number>/remind/", views.remind, name="remind"),
    path("papers/<str:number>/<int:paper>/", views.change, name="change"),
]
