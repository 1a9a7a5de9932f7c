from django.urls import path

from sasae.subsidy.payments import views

app_name = "payments"
urlpatterns = [
    path("payments/", views.runs, name="runs"),
    path("payments/new/", views.build, name="build"),
    path("payments/<str:number>/", views.run, name="run"),
    path("payments/<str:number>/approve/", views.approve, name="approve"),
    path("payments/<str:number>/discard/", views.discard, name="discard"),
    path("payments/<str:number>/send/", views.send, name="send"),
    path("payments/<str:number>/result/", views.result, name="result"),
    path("payments/<str:number>/files/<slug:kind>/", views.file, name="file"),
]
