from django.urls import path

from sasae.subsidy.claims import views

app_name = "claims"
urlpatterns = [
    path("claims/", views.claims, name="claims"),
    path("claims/new/", views.new, name="new"),
    path("claims/<str:number>/", views.claim, name="claim"),
    path("claims/<str:number>/decide/", views.decide, name="decide"),
    path("claims/<str:number>/correct/", views.correct, name="correct"),
    path("claims/<str:number>/withdraw/", views.withdraw, name="withdraw"),
    path("claims/<str:number>/receipt/", views.receipt, name="receipt"),
]
