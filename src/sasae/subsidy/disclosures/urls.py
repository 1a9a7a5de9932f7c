from django.urls import path

from sasae.subsidy.disclosures import views

app_name = "disclosures"
urlpatterns = [
    path("disclosures/", views.requests, name="requests"),
    path("disclosures/new/", views.receive, name="receive"),
    path("disclosures/<str:number>/", views.one_request, name="request"),
    path("disclosures/<str:number>/propose/", views.propose, name="propose"),
    path("disclosures/<str:number>/suspend/", views.suspend, name="suspend"),
    path("disclosures/<str:number>/steps/<str:step>/", views.step, name="step"),
    path("disclosures/<str:number>/gather/<str:what>/", views.gather, name="gather"),
    path("disclosures/<str:number>/receivers/<int:pk>/told/", views.told, name="told"),
    path("disclosures/<str:number>/packet/", views.packet_file, name="packet_file"),
]
