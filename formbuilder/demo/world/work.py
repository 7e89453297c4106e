"""Where people of the world work, and what they have learnt."""

from dataclasses import dataclass
from random import Random

from formbuilder.demo.world.timeline import FIVE_YEARS, Timeline, always, since

EMPLOYED_FROM, RETIRED_FROM, ADULT_FROM = 22, 60, 18
PROFESSIONAL, STUDENT, WITHOUT, RETIRED = "13", "31", "70", "80"


@dataclass(frozen=True, slots=True)
class Job:
    """What somebody does. `status`: GB/T 2261.4; `industry`: a section of GB/T 4754; empty: none."""

    status: str
    industry: str = ""
    employer: str = ""
    address: str = ""

    @property
    def major(self) -> str:
        """The major group of the occupation; empty without a job."""
        return {"11": "1", "13": "2", "17": "3", "21": "1", "24": "6", "54": "4", "51": "4"}.get(self.status, "")


#: Section, employment status of those who work there, employers, and where they are.
EMPLOYERS = (
    ("P", "13", ("云州市第三小学", "春晖街道中心幼儿园", "云州职业技术学院"), "云州市文教路8号"),
    ("Q", "13", ("临江区人民医院", "春晖街道社区卫生服务中心"), "云州市康宁路21号"),
    ("G", "24", ("云州公共交通集团有限公司", "云州快达物流有限公司"), "云州市车站路3号"),
    ("C", "24", ("临江纺织有限公司", "云州精密仪器厂", "云州江畔食品有限公司"), "云州市工业大道77号"),
    ("F", "17", ("春晖便民超市", "云州百汇商贸有限公司"), "云州市商贸街15号"),
    ("H", "24", ("望江酒家", "松涛早点铺"), "云州市望江路2号"),
    ("I", "13", ("云州云帆软件有限公司", "临江数据服务有限公司"), "云州市科创路5号"),
    ("J", "17", ("云州农村商业银行临江支行",), "云州市金融街1号"),
    ("E", "24", ("云州第二建筑工程有限公司",), "云州市建设路40号"),
    ("O", "17", ("云州安心家政服务部", "春晖物业服务有限公司"), "云州市便民巷6号"),
    ("S", "11", ("临江区人民政府", "春晖街道办事处"), "云州市临江大道1号"),
)
#: Share of people of working age without work; share who changed their job within five years.
JOBLESS, CHANGED_JOB = 0.1, 0.4


def working_life(age: int, chance: Random) -> Timeline[Job]:
    """Jobs of the last five years, of somebody of an age today."""
    if age < EMPLOYED_FROM:
        return always(Job(STUDENT))
    if age >= RETIRED_FROM:
        last = a_job(chance)
        retired = (age - RETIRED_FROM) * 365 + chance.randint(30, 300)
        return since([(retired, Job(RETIRED))], last) if retired < FIVE_YEARS else always(Job(RETIRED))
    today = Job(WITHOUT) if chance.random() < JOBLESS else a_job(chance)
    first = today
    if chance.random() < CHANGED_JOB:
        begun = chance.randint(20, FIVE_YEARS - 30)
        first = Job(STUDENT) if age - begun // 365 < EMPLOYED_FROM + 1 else a_job(chance)
        return since([(begun, today)], first)
    return always(first)


def a_job(chance: Random) -> Job:
    """Some job."""
    industry, status, employers, address = chance.choice(EMPLOYERS)
    return Job(status, industry, chance.choice(employers), address)


def education(age: int, job: Job, chance: Random) -> str:
    """What somebody of an age and a job has likely learnt; a code without children that are finer."""
    if age < 13:
        return "80"
    if age < 16:
        return "70"
    if age < EMPLOYED_FROM:
        return "60"
    if job.status in ("11", "13"):
        return chance.choice(("20", "20", "30", "10"))
    if age >= RETIRED_FROM:
        return chance.choice(("80", "70", "70", "60", "40"))
    return chance.choice(("70", "60", "40", "30", "20"))
