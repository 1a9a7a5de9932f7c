from django.urls import path

from sasae.subsidy.wordings import views

app_name = "wordings"
urlpatterns = [
    path("wordings/", views.fields, name="fields"),
    path("wordings/changes/<int:pk>/", views.change, name="change"),
    path("wordings/changes/<int:pk>/sample.pdf", views.sample, name="sample"),
    path("wordings/changes/<int:pk>/approve/", views.approve, name="approve"),
    path("wordings/changes/<int:pk>/send-back/", views.send_back, name="send_back"),
    path("wordings/changes/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("wordings/<str:key>/", views.field, name="field"),
    path("wordings/<str:key>/propose/", views.propose, name="propose"),
]
