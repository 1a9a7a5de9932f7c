from django.urls import path

from sasae.intermediary.copies import views

app_name = "copies"
urlpatterns = [path("copies/", views.copies, name="copies")]
