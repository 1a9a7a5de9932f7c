from django.urls import path

from sasae.simulators.software_card import views

urlpatterns = [
    path("", views.start, name="card_start"),
    path("sign", views.sign_page, name="sign"),
    path("unlock", views.unlock, name="unlock"),
    path("card.css", views.style, name="card_style"),
    path("card.otf", views.font, name="card_font"),
]
