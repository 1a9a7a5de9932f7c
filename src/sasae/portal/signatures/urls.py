from django.urls import path

from sasae.portal.signatures import views

app_name = "signatures"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("signed/", views.returned, name="returned"),
]
