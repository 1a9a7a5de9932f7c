from django.urls import path

from sasae.portal.municipality import views

app_name = "municipality"
urlpatterns = [path("municipality/submissions/", views.submissions, name="submissions")]
