"""Names, employers and numbers of people who do not exist, valid in form."""

from datetime import date
from random import Random

from formbuilder.demo.street import DISTRICT
from metadata.identities import citizens, organisations

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余"
BOYS = "伟强磊军勇涛超明刚平辉健俊峰波斌浩宇轩博文哲志远建国国庆光华家豪子涵天佑一鸣"
GIRLS = "芳娜敏静丽艳娟霞秀英桂兰玉梅雪琳欣怡佳慧思雨梦洁婷萍红燕玲诗涵语桐若曦"

#: Section of GB/T 4754, employers of it, and employment status of those who work there.
EMPLOYERS = (
    ("P", "23", ("云州市第三小学", "春晖街道中心幼儿园", "云州职业技术学院")),
    ("Q", "13", ("临江区人民医院", "春晖街道社区卫生服务中心")),
    ("G", "24", ("云州公共交通集团有限公司", "云州快达物流有限公司")),
    ("C", "24", ("临江纺织有限公司", "云州精密仪器厂", "云州江畔食品有限公司")),
    ("F", "17", ("春晖便民超市", "云州百汇商贸有限公司")),
    ("H", "24", ("望江酒家", "松涛早点铺")),
    ("I", "13", ("云州云帆软件有限公司", "临江数据服务有限公司")),
    ("J", "17", ("云州农村商业银行临江支行",)),
    ("E", "24", ("云州第二建筑工程有限公司",)),
    ("O", "17", ("云州安心家政服务部", "春晖物业服务有限公司")),
    ("S", "11", ("临江区人民政府", "春晖街道办事处")),
)
PROFESSIONAL = "13"


def a_name(chance: Random, sex: str, surname: str = "") -> str:
    """A name of two or three characters."""
    pool = BOYS if sex == "1" else GIRLS
    given = "".join(chance.sample(pool, 1 if chance.random() < 0.25 else 2))
    return (surname or chance.choice(SURNAMES)) + given


def citizen_number(born: date, sex: str, serial: int) -> str:
    """An identity number of the invented district: valid in form, nobody's.

    :param serial: 0 to 499, different for each person
    """
    first = f"{DISTRICT}{born:%Y%m%d}{serial * 2 + (1 if sex == '1' else 0):03d}"
    return first + citizens.check_digit(first)


def mobile_number(serial: int) -> str:
    """138 0000 1xxx: a number of the series that is used for examples."""
    return f"13800001{serial % 1000:03d}"


def credit_code(kind: str, serial: int) -> str:
    """A credit code of the invented district. `kind`: the first two characters (91 company, 92 sole trader)."""
    organisation = f"MADEM{serial:03d}"
    body = organisation + organisations.organisation_check(organisation)
    first = f"{kind}{DISTRICT}{body}"
    return first + organisations.check_character(first)
