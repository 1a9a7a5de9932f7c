from django.urls import path

from sasae.subsidy.claims import folder_views, hold_views, insurer_views, paper_views, views, year_views

app_name = "claims"
urlpatterns = [
    path("claims/", views.claims, name="claims"),
    path("claims/folders/", folder_views.folders, name="folders"),
    path("claims/folders/new/", folder_views.new_folder, name="new_folder"),
    path("claims/folders/check/", folder_views.check, name="check"),
    path("claims/folders/decide/", folder_views.decide_many, name="decide_many"),
    path("claims/folders/<str:number>/", folder_views.folder, name="folder"),
    path("claims/folders/<str:number>/compare/", folder_views.compare, name="compare"),
    path("claims/folders/<str:number>/send-back/", folder_views.send_back, name="send_back"),
    path("claims/folders/<str:number>/decide/", folder_views.decide_folder, name="decide_folder"),
    path("claims/folders/<str:number>/attach/", folder_views.attach, name="attach"),
    path("claims/folders/<str:number>/attachments/<int:attachment>/", folder_views.attachment, name="attachment"),
    path("claims/folders/<str:number>/papers/", paper_views.papers, name="papers"),
    path("claims/holds/", hold_views.holds, name="holds"),
    path("claims/holds/<int:hold>/", hold_views.follow_up, name="follow_up"),
    path("claims/insurers/", insurer_views.candidates, name="insurers"),
    path("claims/years/", year_views.years, name="years"),
    path("claims/years/<int:pk>/", year_views.year, name="year"),
    path("claims/<str:number>/", views.claim, name="claim"),
    path("claims/<str:number>/decide/", views.decide, name="decide"),
    path("claims/<str:number>/correct/", views.correct, name="correct"),
    path("claims/<str:number>/withdraw/", views.withdraw, name="withdraw"),
    path("claims/<str:number>/another-receipt/", views.confirm_twin, name="confirm_twin"),
    path("claims/<str:number>/anew/", views.anew, name="anew"),
    path("claims/<str:number>/notice/", hold_views.notice, name="notice"),
    path("claims/<str:number>/receipt/", views.receipt, name="receipt"),
]
