from django.urls import path

from sasae.subsidy.ledger import views

app_name = "ledger"
urlpatterns = [
    path("ledger/", views.lines, name="lines"),
    path("ledger/chart/", views.chart, name="chart"),
]
