from django.urls import path

from sasae.portal.inbox import reply_views, views, views_without_card

app_name = "inbox"
urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("receipt/", views_without_card.look, name="look"),
    path("receipt/<str:number>/", views.receipt, name="receipt"),
    path("receipt/<str:number>/slip/", views.slip, name="slip"),
    path("receipt/<str:number>/letters/<int:letter_number>/", views.letter, name="letter"),
    path("receipt/<str:number>/answer/", reply_views.answer, name="answer"),
    path("receipt/<str:number>/correct/", reply_views.correct, name="correct"),
    path("receipt/<str:number>/withdraw/", reply_views.withdraw, name="withdraw"),
]
