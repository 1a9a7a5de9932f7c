from django.urls import path

from sasae.subsidy.statistics import views

app_name = "statistics"
urlpatterns = [
    path("statistics/", views.year, name="year"),
    path("statistics/years/<int:year>/", views.sides, name="sides"),
    path("statistics/<str:month>/", views.month, name="month"),
    path("statistics/<str:month>/close/", views.close, name="close"),
]
