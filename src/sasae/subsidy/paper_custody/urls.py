from django.urls import URLPattern

app_name = "paper_custody"
urlpatterns: list[URLPattern] = []
