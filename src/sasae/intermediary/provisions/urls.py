from django.urls import path

from sasae.intermediary.provisions import views

app_name = "provisions"
urlpatterns = [path("provisions/", views.provisions, name="provisions")]
