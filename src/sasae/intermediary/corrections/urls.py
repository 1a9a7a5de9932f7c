from django.urls import path, re_path

from sasae.intermediary.corrections import views

app_name = "corrections"
urlpatterns = [
    path("corrections/", views.corrections, name="corrections"),
    path("corrections/new/", views.new, name="new"),
    path("corrections/<int:number>/", views.correction, name="correction"),
    path("corrections/<int:number>/again/", views.again, name="again"),
    re_path(r"^corrections/(?P<number>\d{1,18})/(?P<whom>\d{6}|core)/$", views.addressee, name="addressee"),
    re_path(
        r"^corrections/(?P<number>\d{1,18})/(?P<whom>\d{6}|core)/(?P<step>told|spared|undone)/$",
        views.mark,
        name="mark",
    ),
]
