from django.urls import path

from sasae.subsidy.recognitions import views

app_name = "recognitions"
urlpatterns = [
    path("recognitions/<str:number>/", views.recognitions, name="recognitions"),
    path("recognitions/<str:number>/<int:pk>/", views.take_back, name="take_back"),
]
