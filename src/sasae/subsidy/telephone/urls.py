from django.urls import path

from sasae.subsidy.telephone import views

app_name = "telephone"
urlpatterns = [
    path("telephone/", views.memos, name="memos"),
    path("telephone/new/", views.write, name="write"),
    path("telephone/<int:pk>/", views.memo, name="memo"),
    path("telephone/<int:pk>/tie/", views.tie, name="tie"),
    path("telephone/<int:pk>/close/", views.close, name="close"),
]
