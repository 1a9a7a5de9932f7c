from django.urls import path

from sasae.subsidy.duplicates import views

app_name = "duplicates"
urlpatterns = [
    path("duplicates/", views.duplicates, name="duplicates"),
    path("duplicates/<int:pk>/", views.decide, name="decide"),
    path("duplicates/<str:one>/<str:other>/", views.compare, name="compare"),
    path("duplicates/<str:one>/<str:other>/propose/", views.propose, name="propose"),
]
