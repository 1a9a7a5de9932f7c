from django.urls import path

from sasae.subsidy.appeals import views

app_name = "appeals"
urlpatterns = [
    path("appeals/", views.appeals, name="appeals"),
    path("appeals/new/<int:examination>/", views.receive, name="receive"),
    path("appeals/new/claims/<str:number>/", views.receive_about_claim, name="receive_about_claim"),
    path("appeals/<str:number>/", views.appeal, name="appeal"),
    path("appeals/<str:number>/papers/", views.file_paper, name="file_paper"),
    path("appeals/<str:number>/move/", views.move, name="move"),
    path("appeals/<str:number>/ruling/", views.rule, name="rule"),
]
