from django.urls import path

from sasae.simulators.card_authority import views

urlpatterns = [
    path("crl/<str:kind>", views.revocation_list, name="crl"),
    path("ca/<str:kind>.cer", views.root, name="root"),
    path("time-stamp", views.time_stamp, name="time_stamp"),
    path("ocsp", views.ocsp, name="ocsp"),
    path("ocsp/<path:question>", views.ocsp_by_address, name="ocsp_by_address"),
]
