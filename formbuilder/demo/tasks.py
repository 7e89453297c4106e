"""What four departments want to know of the street: the tasks that the demo publishes."""

from datetime import date, timedelta

from formbuilder.tasks.drafts import Draft, Window
from metadata.fields import Label
from metadata.forms import Item
from metadata.values import JSONObject

WINDOW_DAYS = 30

#: Residence registration: the eleven items that every street asks.
RESIDENCE_ITEMS = (
    "person_name",
    "ethnic_group",
    "marital_status",
    "hukou_address",
    "id_type",
    "id_number",
    "birth_date",
    "sex",
    "education_level",
    "work_industry",
    "employer_name",
)
#: Employment statuses of people who have somewhere to work.
AT_WORK: JSONObject = {
    "properties": {"employment_status": {"enum": ["11", "13", "17", "21", "24", "27", "54"]}},
    "required": ["employment_status"],
}


def born_until(day: date) -> JSONObject:
    """People born on or before a day."""
    return {"properties": {"birth_date": {"formatMaximum": day.isoformat()}}, "required": ["birth_date"]}


def born_until_or_unknown(day: date) -> JSONObject:
    """People born on or before a day, and those of whom nobody knows."""
    return {"anyOf": [born_until(day), {"not": {"required": ["birth_date"]}}]}


def years_before(day: date, years: int) -> date:
    """The first of January that lies so many years before."""
    return date(day.year - years, 1, 1)


def all_tasks(today: date, area: str) -> tuple[Draft, ...]:
    """The tasks as each department designs them for an area, open from today for a month."""
    window = Window(today.isoformat(), (today + timedelta(days=WINDOW_DAYS)).isoformat())
    areas = (area,)
    return (
        Draft(
            title=Label("居住登记信息核对", "Residence registration"),
            department="ga",
            entity="person",
            items=tuple(Item(code) for code in RESIDENCE_ITEMS),
            areas=areas,
            filter=born_until_or_unknown(years_before(today, 18)),
            window=window,
            purpose="居住登记和人口管理",
            basis="《居住证暂行条例》第六条",
        ),
        Draft(
            title=Label("就业状况调查", "Employment survey"),
            department="rs",
            entity="person",
            items=(
                Item("employment_status"),
                Item("employer_name", condition=AT_WORK),
                Item("work_industry", condition=AT_WORK),
            ),
            areas=areas,
            filter={
                "allOf": [
                    born_until(years_before(today, 18)),
                    {"not": born_until(years_before(today, 60))},
                ]
            },
            window=window,
            purpose="就业服务和失业帮扶",
            basis="《就业服务与就业管理规定》",
        ),
        Draft(
            title=Label("婚姻状况年度核对", "Yearly check of marital status"),
            department="mz",
            entity="person",
            items=(Item("marital_status"), Item("relation_to_head")),
            areas=areas,
            filter=born_until(years_before(today, 22)),
            window=window,
            purpose="婚姻登记信息校核",
            basis="《婚姻登记条例》",
        ),
        Draft(
            title=Label("老年人关爱走访", "Care visits to the elderly"),
            department="mz",
            entity="person",
            items=(
                Item("living_alone", section="生活"),
                Item("care_level", section="生活"),
                Item("elderly_allowance", section="生活"),
                Item("mobile_phone", section="联系"),
                Item("emergency_contact_name", section="联系"),
                Item("emergency_contact_phone", section="联系"),
            ),
            areas=areas,
            filter=born_until(years_before(today, 60)),
            window=window,
            purpose="独居、高龄老年人定期探访关爱",
            basis="《老年人权益保障法》第三十八条",
        ),
        Draft(
            title=Label("居住与联系方式更新", "Where people live and how to reach them"),
            department="jd",
            entity="person",
            items=(
                Item("current_address"),
                Item("population_type"),
                Item("mobile_phone"),
                Item("person_status"),
            ),
            areas=areas,
            window=window,
            purpose="社区服务和应急联络",
            basis="《城市居民委员会组织法》",
        ),
        Draft(
            title=Label("沿街单位走访", "Visits to shops and firms"),
            department="jd",
            entity="enterprise",
            items=(
                Item("on_site_status"),
                Item("business_address"),
                Item("ent_contact_name"),
                Item("ent_contact_phone"),
                Item("employee_count", required=False),
            ),
            areas=areas,
            window=window,
            purpose="经济普查底册更新",
            basis="《全国经济普查条例》",
        ),
    )
