"""Messages to other systems."""

from django.urls import path

from sasae.foundation.outbox import views

app_name = "outbox"
urlpatterns = [
    path("outbox/", views.sent, name="messages"),
    path("outbox/<int:pk>/", views.message, name="message"),
    path("outbox/<int:pk>/send-again/", views.send_again, name="send_again"),
]
