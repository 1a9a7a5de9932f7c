from django.urls import path

from sasae.subsidy.ledger import views

app_name = "ledger"
urlpatterns = [
    path("ledger/", views.lines, name="lines"),
    path("ledger/chart/", views.chart, name="chart"),
    path("ledger/accounts/<str:account>/", views.account, name="account"),
    path("ledger/postings/<int:pk>/", views.posting, name="posting"),
    path("ledger/audits/", views.audits, name="audits"),
    path("ledger/audits/<int:pk>/", views.audit, name="audit"),
]
