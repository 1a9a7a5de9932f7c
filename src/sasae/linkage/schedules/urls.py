from django.urls import path

from sasae.linkage.schedules import views

app_name = "schedules"
urlpatterns = [
    path("schedules/", views.schedules, name="schedules"),
    path("schedules/<str:job>/", views.schedule, name="schedule"),
    path("schedules/<str:job>/run/", views.run, name="run"),
]
