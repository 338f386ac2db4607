from django.urls import path

from benchmarks.peers.django_desk import views

urlpatterns = [
    path("hello", views.hello),
    path("control/", views.control, name="control"),
    path("control/assign", views.assign, name="assign"),
    path("work/", views.register, name="register"),
    path("work/W-<int:number>", views.work, name="work"),
    path("response/", views.response, name="response"),
]
