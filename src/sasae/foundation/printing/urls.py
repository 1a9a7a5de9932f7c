from django.urls import path

from sasae.foundation.printing import views

app_name = "printing"
urlpatterns = [path("documents/<uuid:pk>.pdf", views.document, name="document")]
