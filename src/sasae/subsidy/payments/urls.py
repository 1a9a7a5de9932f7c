from django.urls import path, re_path

from sasae.subsidy.payments import payment_views, return_views, views

app_name = "payments"
urlpatterns = [
    path("payments/", views.runs, name="runs"),
    path("payments/new/", views.build, name="build"),
    path("payments/closures/", payment_views.closures, name="closures"),
    path("payments/closures/<int:pk>/withdraw/", payment_views.withdraw_closure, name="closure_withdraw"),
    path("payments/returns/", return_views.returns, name="returns"),
    path("payments/transfers/<str:serial>/", payment_views.payment, name="payment"),
    path("payments/transfers/<str:serial>/return/confirm/", return_views.confirm, name="return_confirm"),
    path("payments/transfers/<str:serial>/return/withdraw/", return_views.withdraw, name="return_withdraw"),
    path("payments/payees/<str:atena_no>/", payment_views.statement, name="statement"),
    re_path(
        r"^payments/payees/(?P<atena_no>\w+)/statement\.(?P<form>pdf|csv)$", payment_views.statement_file,
        name="statement_file",
    ),
    path("payments/<str:number>/", views.run, name="run"),
    path("payments/<str:number>/payees/", views.payees, name="payees"),
    path("payments/<str:number>/left-out/", views.left_out, name="left_out"),
    path("payments/<str:number>/approve/", views.approve, name="approve"),
    path("payments/<str:number>/discard/", views.discard, name="discard"),
    path("payments/<str:number>/send/", views.send, name="send"),
    path("payments/<str:number>/hand-over/", views.hand_over, name="hand_over"),
    path("payments/<str:number>/result/", views.result, name="result"),
    path("payments/<str:number>/files/<slug:kind>/", views.file, name="file"),
    path("payments/<str:number>/files/<slug:kind>/<int:part>/", views.file, name="file_part"),
]  # fmt: skip
