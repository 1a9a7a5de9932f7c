from django.urls import path

from sasae.subsidy.online import views

app_name = "online"
urlpatterns = [
    path("notifications/sent/", views.all_sent, name="all_sent"),
    path("notifications/sent/<int:pk>/", views.sent, name="sent"),
    path("notifications/sent/<int:pk>/again/", views.again, name="again"),
    path("notifications/sent/<int:pk>/answer/", views.answer, name="answer"),
    path("notifications/sent/<int:pk>/<int:position>/", views.enter, name="enter"),
]
