from django.urls import path

from sasae.intake.questions import views

app_name = "questions"
urlpatterns = [
    path("looks/cases/", views.cases, name="cases"),
    path("looks/cases/<str:number>/", views.case, name="case"),
    path("looks/cases/<str:number>/<str:step>/", views.take_case, name="take_case"),
    path("disclosures/", views.requests, name="requests"),
    path("disclosures/<str:number>/", views.request_page, name="request"),
    path("disclosures/<str:number>/prepare/", views.prepare, name="prepare"),
    path("disclosures/<str:number>/packet.pdf", views.packet_file, name="packet"),
    path("disclosures/<str:number>/<str:step>/", views.take_request, name="take_request"),
]
