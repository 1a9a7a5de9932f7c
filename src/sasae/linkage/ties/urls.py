from django.urls import path

from sasae.linkage.ties import correction_views, views

app_name = "ties"
urlpatterns = [
    path("ties/", views.case_list, name="cases"),
    path("ties/<int:number>/", views.case, name="case"),
    path("ties/<int:number>/decide/", views.decide, name="decide"),
    path("ties/corrections/", correction_views.correction_list, name="corrections"),
    path("ties/corrections/of/<str:atena_no>/", correction_views.propose, name="propose"),
    path("ties/corrections/uses/<int:use>/", correction_views.handle, name="handle"),
    path("ties/corrections/notices/<int:notice>/", correction_views.tell, name="tell"),
    path("ties/corrections/<str:number>/", correction_views.correction, name="correction"),
    path("ties/corrections/<str:number>/approve/", correction_views.approve, name="approve"),
    path("ties/corrections/<str:number>/withdraw/", correction_views.withdraw, name="withdraw"),
    path("ties/corrections/<str:number>/close/", correction_views.close, name="close"),
]
