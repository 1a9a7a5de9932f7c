from django.urls import path

from sasae.subsidy.arrivals import views

app_name = "arrivals"
urlpatterns = [
    path("arrivals/", views.questions, name="questions"),
    path("arrivals/draw/", views.draw, name="draw"),
    path("arrivals/<str:serial>/", views.question, name="question"),
]
