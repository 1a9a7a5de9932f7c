from django.urls import path

from sasae.intermediary.security import state_views, views

app_name = "security"
urlpatterns = [
    path("security/", views.alarms, name="alarms"),
    path("security/alarms/<int:number>/", views.alarm, name="alarm"),
    path("security/alarms/<int:number>/take/", views.take_up, name="take_up"),
    path("security/alarms/<int:number>/close/", views.close, name="close"),
    path("security/connections/", state_views.connections, name="connections"),
    path("security/verification/", state_views.verification, name="verification"),
]
