from django.urls import path

from sasae.subsidy.certificates import checking_views, pmh_views, recall_views, views

app_name = "certificates"
urlpatterns = [
    path("certificates/", views.certificates, name="certificates"),
    path("certificates/check/", checking_views.check, name="check"),
    path("certificates/pmh/", pmh_views.export, name="pmh"),
    path("certificates/pmh/<str:number>/", pmh_views.file, name="pmh_file"),
    path("certificates/pmh/<str:number>/content/", pmh_views.take, name="pmh_take"),
    path("certificates/pmh/<str:number>/state/", pmh_views.move, name="pmh_move"),
    path("certificates/names/", checking_views.names, name="names"),
    path("certificates/recalls/", views.recalls, name="recalls"),
    path("certificates/recalls/letters/", recall_views.write_letters, name="write_letters"),
    path("certificates/recalls/letters/<int:run>/", recall_views.letters, name="letters"),
    path("certificates/returned/", views.returned, name="returned"),
    path("certificates/returned/<int:pk>/", views.returned_mail, name="returned_mail"),
    path("certificates/<str:number>/", views.certificate, name="certificate"),
    path("certificates/<str:number>/reissue/", views.reissue, name="reissue"),
    path("certificates/<str:number>/returned/", views.take_returned, name="take_returned"),
    path("certificates/<str:number>/ask-back/", views.ask_back, name="ask_back"),
    path("certificates/<str:number>/letter/", recall_views.write_letter, name="write_letter"),
    path("certificates/<str:number>/remind/", views.remind, name="remind"),
    path("certificates/<str:number>/collect/", views.collect, name="collect"),
    path("certificates/<str:number>/give-up/", views.give_up, name="give_up"),
]
