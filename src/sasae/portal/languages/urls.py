from django.urls import path

from sasae.portal.languages import views

app_name = "languages"
urlpatterns = [path("reading/<slug:code>/", views.choose, name="choose")]
