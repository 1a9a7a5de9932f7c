from django.urls import path

from sasae.linkage.non_residents import views

app_name = "non_residents"
urlpatterns = [
    path("oauth/token", views.token, name="token"),
    path("app_submit/v10/jutogaishaatenabangofuban", views.numbering, name="numbering"),
]
