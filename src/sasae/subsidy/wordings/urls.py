from django.urls import path

from sasae.subsidy.wordings import change_views, views

app_name = "wordings"
urlpatterns = [
    path("wordings/", views.fields, name="fields"),
    path("wordings/calendar/<int:year>/", change_views.calendar, name="calendar"),
    path("wordings/changes/<int:pk>/", change_views.change, name="change"),
    path("wordings/changes/<int:pk>/sample.pdf", change_views.sample, name="sample"),
    path("wordings/changes/<int:pk>/before.pdf", change_views.before, name="before"),
    path("wordings/changes/<int:pk>/approve/", change_views.approve, name="approve"),
    path("wordings/changes/<int:pk>/send-back/", change_views.send_back, name="send_back"),
    path("wordings/changes/<int:pk>/withdraw/", change_views.withdraw, name="withdraw"),
    path("wordings/languages/new/", views.new_language, name="new_language"),
    path("wordings/<str:key>/", views.field, name="field"),
    path("wordings/<str:key>/propose/", views.propose, name="propose"),
    path("wordings/<str:key>/current.pdf", views.current, name="current"),
]
