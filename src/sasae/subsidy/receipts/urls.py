from django.urls import path

from sasae.subsidy.receipts import correction_views, line_views, month_views, views

app_name = "receipts"
urlpatterns = [
    path("receipts/", views.files, name="files"),
    path("receipts/upload/", views.upload, name="upload"),
    path("receipts/files/<int:pk>/", views.file, name="file"),
    path("receipts/lines/", views.lines, name="lines"),
    path("receipts/lines/decide/", line_views.decide_many, name="decide_many"),
    path("receipts/lines/<int:pk>/", line_views.line, name="line"),
    path("receipts/lines/<int:pk>/undo/", line_views.undo, name="undo"),
    path("receipts/lines/<int:pk>/hold/", line_views.hold, name="hold"),
    path("receipts/lines/<int:pk>/together/", line_views.together, name="together"),
    path("receipts/lines/<int:pk>/ask/", line_views.ask, name="ask"),
    path("receipts/months/", month_views.months, name="months"),
    path("receipts/months/<int:pk>/", month_views.month, name="month"),
    path("receipts/months/<int:pk>/bill/", month_views.bill, name="bill"),
    path("receipts/months/<int:pk>/closing/", month_views.ask_closing, name="ask_closing"),
    path("receipts/months/<int:pk>/back/", month_views.send_back, name="send_back"),
    path("receipts/months/<int:pk>/close/", month_views.close, name="close"),
    path("receipts/months/<int:pk>/pay/", month_views.pay, name="pay"),
    path("receipts/months/<int:pk>/report/<str:kind>/", month_views.report, name="report"),
    path("receipts/corrections/", correction_views.corrections, name="corrections"),
    path("receipts/corrections/list/", correction_views.make_list, name="make_list"),
    path("receipts/corrections/lists/<int:pk>/", correction_views.taken_list, name="taken_list"),
    path("receipts/corrections/answers/", correction_views.take_answers, name="take_answers"),
    path("receipts/corrections/<int:pk>/answer/", correction_views.answer, name="answer"),
    path("receipts/corrections/<int:pk>/withdraw/", correction_views.withdraw, name="withdraw"),
]
