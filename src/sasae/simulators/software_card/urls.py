from django.urls import path

from sasae.simulators.software_card import views

urlpatterns = [
    path("sign", views.sign_page, name="sign"),
    path("unlock", views.unlock, name="unlock"),
    path("card.css", views.style, name="card_style"),
]
