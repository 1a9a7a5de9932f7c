from django.urls import path

from sasae.portal.looks import views

app_name = "looks"
urlpatterns = [
    path("looks/", views.looks, name="looks"),
    path("looks/packet/", views.packet, name="ask_packet"),
    path("looks/collect/", views.collect, name="collect"),
    path("looks/<uuid:question_id>/", views.question, name="question"),
    path("looks/<uuid:question_id>/packet.pdf", views.packet_file, name="packet"),
    path("looks/<uuid:question_id>/strange/<str:reference>/", views.strange, name="strange"),
]
