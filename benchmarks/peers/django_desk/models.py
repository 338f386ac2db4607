from django.db import models

WAITING = "awaiting Control"
UNDER_WAY = ("en route", "on site")
ENDED = ("completed", "closed")


class Site(models.Model):
    name = models.CharField(max_length=80, blank=True)
    address_line_1 = models.CharField(max_length=120)
    town = models.CharField(max_length=80)
    post_code = models.CharField(max_length=10)
    telephone_number = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.address_line_1}, {self.town}"


class Operative(models.Model):
    forename = models.CharField(max_length=80)
    surname = models.CharField(max_length=80)
    home_area = models.CharField(max_length=80)
    is_off_duty = models.BooleanField()

    class Meta:
        ordering = ("surname", "forename")

    open_works: "list[Work]"
    """Those that are not finished, where they were asked for."""

    def __str__(self) -> str:
        return f"{self.forename} {self.surname}"

    @property
    def current(self) -> "Work | None":
        return next((work for work in self.open_works if work.stage in UNDER_WAY), None)

    @property
    def queued(self) -> int:
        return sum(work.stage == "queued" for work in self.open_works)

    @property
    def stage(self) -> str:
        if self.current:
            return str(self.current.stage)
        return "off duty" if self.is_off_duty else "free"


class Work(models.Model):
    number = models.AutoField(primary_key=True)
    title = models.CharField(max_length=120)
    description = models.TextField(max_length=4_000)
    priority = models.CharField(
        max_length=10,
        choices={"emergency": "Emergency", "urgent": "Urgent", "routine": "Routine"},
    )
    raised_at = models.DateTimeField()
    arrive_by = models.DateTimeField()
    complete_by = models.DateTimeField()
    due = models.DateTimeField(null=True)
    caller_name = models.CharField(max_length=80, blank=True)
    caller_telephone = models.CharField(max_length=40, blank=True)
    stage = models.CharField(max_length=20, default=WAITING)
    operative = models.ForeignKey(
        Operative, null=True, on_delete=models.PROTECT, related_name="works"
    )
    assigned_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    eta = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=40, blank=True)
    sites = models.ManyToManyField(Site)

    class Meta:
        indexes = (models.Index(fields=("stage", "due")),)

    def __str__(self) -> str:
        return f"W-{self.number}"

    @property
    def last_visit(self) -> "Visit | None":
        visits = list(self.visits.all())
        return visits[-1] if visits else None


class Visit(models.Model):
    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="visits")
    operative = models.ForeignKey(Operative, on_delete=models.PROTECT)
    ending = models.CharField(max_length=20)
    code = models.CharField(max_length=40)
    remark = models.TextField()
    ended_at = models.DateTimeField()

    class Meta:
        ordering = ("ended_at",)
