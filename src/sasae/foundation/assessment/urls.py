from django.urls import path

from sasae.foundation.assessment import views

app_name = "assessment"
urlpatterns = [
    path("assessment/", views.states, name="states"),
    path("assessment/<str:clause>/", views.clause, name="clause"),
]
