from django.urls import path

from sasae.intake.handover import views

app_name = "handover"
urlpatterns = [path("handover/", views.publications, name="publications")]
