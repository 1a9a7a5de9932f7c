from django.urls import path

from sasae.subsidy.paper_custody import box_views, check_views, destruction_views, scan_views, views

app_name = "paper_custody"
urlpatterns = [
    path("paper-custody/", views.papers, name="papers"),
    path("paper-custody/new/", views.label, name="label"),
    path("paper-custody/unlabelled/", views.unlabelled, name="unlabelled"),
    path("paper-custody/labels/", views.labels, name="labels"),
    path("paper-custody/scan/", scan_views.scan, name="scan"),
    path("paper-custody/papers/<int:serial>/", views.paper, name="paper"),
    path("paper-custody/papers/<int:serial>/lend/", views.lend, name="lend"),
    path("paper-custody/boxes/", box_views.boxes, name="boxes"),
    path("paper-custody/boxes/new/", box_views.make, name="make_box"),
    path("paper-custody/boxes/<int:serial>/", box_views.box, name="box"),
    path("paper-custody/boxes/<int:serial>/steps/<str:step>/", box_views.take_box, name="take_box"),
    path("paper-custody/checks/", check_views.checks, name="checks"),
    path("paper-custody/checks/begin/", check_views.begin, name="begin_check"),
    path("paper-custody/checks/<int:number>/", check_views.check, name="check"),
    path("paper-custody/checks/<int:number>/see/", check_views.see, name="see"),
    path("paper-custody/checks/<int:number>/close/", check_views.close, name="close_check"),
    path("paper-custody/destructions/", destruction_views.destructions, name="destructions"),
    path("paper-custody/destructions/new/", destruction_views.prepare, name="prepare_destruction"),
    path("paper-custody/destructions/<int:number>/", destruction_views.destruction, name="destruction"),
    path("paper-custody/destructions/<int:number>/steps/<str:step>/", destruction_views.take, name="take_destruction"),
]
