from django.urls import path

from sasae.intermediary.bodies import views

app_name = "bodies"
urlpatterns = [path("bodies/", views.bodies, name="bodies")]
