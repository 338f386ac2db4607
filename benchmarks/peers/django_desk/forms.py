from django import forms
from django.core.validators import RegexValidator

from benchmarks.peers.django_desk.models import Work


class RaiseForm(forms.ModelForm):
    caller_telephone = forms.CharField(
        required=False, validators=[RegexValidator(r"^\+?[0-9 ()]{6,30}$", "That is no number.")]
    )

    class Meta:
        model = Work
        fields = (
            "sites",
            "caller_name",
            "caller_telephone",
            "priority",
            "title",
            "description",
        )
        widgets = {"priority": forms.RadioSelect}  # noqa: RUF012 (as everybody writes it)
