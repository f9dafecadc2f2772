"""What the rules have to know about Kazakh, in Cyrillic and in the Latin letters of 2021.

A Kazakh clause closes with its verb, so a year, a century or an amount is all but never the last
thing in a sentence, and its abbreviation no end.
"""

from __future__ import annotations

import re

from baikonur_align.segmentation.rules import Rules

_CYRILLIC = "аәбвгғдежзийкқлмнңоөпрстуұүфхһшыі"
_LATIN = "aäbvgğdejziikqlmnñoöprstuūüfhhşyi"
_ROMANISED = str.maketrans(_CYRILLIC + _CYRILLIC.upper(), _LATIN + _LATIN.upper())

# Years and centuries, places, ranks and titles before names, editions, "see", telephone.
NEVER = """
    ж жж ғ ғғ қ г гг б.з.д б.з.б б.э.д ж.с
    обл ауд окр көш даңғ мкр ш.а респ мем мемл
    проф акад доц инж ген полк м.а мыс имп мәс қар салыст ред құраст
    т.ғ.к т.ғ.д ф.ғ.к ф.ғ.д т.ғ.м э.ғ.к э.ғ.д п.ғ.к п.ғ.д з.ғ.к з.ғ.д
    тел факс кв шаршы мек
"""

# Amounts, which want a noun after them, and the learned abbreviations of encyclopaedias.
SELDOM = """
    млн млрд трлн долл ауысп аум орт макс солт оңт шығ бат биікт ұз тереңд темп
    әкімш ат экон геол хим физ биол мат тех ист лат ағыл
"""

# Units and closing formulas: a sentence can well end with them.
OFTEN = """
    т.б ж.т.б т.с.с т.т с.с б с п бб т тг теңг см мм км м кг г.м га ц л квт сағ мин сек пайд
"""

NUMBERED = "ст тар сур рис кесте бап тарм"

INITIALS = "дж дз сх жю ю я эл"

OPENERS = """
    Ол Олар Олардың Оларды Оның Оны Оған Онда Одан Бұл Бұлар Бұның Бұны Бұған Бұдан Мұны Мұның Мұнда
    Осы Осының Осыған Осыдан Осында Осындай Осылай Осылайша Сол Соның Соны Соған Сонда Содан Сондай
    Сондықтан Сонымен Сөйтіп Сонау Мен Менің Біз Біздің Сен Сіз Сіздің Бірақ Алайда Дегенмен Әйтсе
    Әйтпесе Ал Және Әрі Егер Өйткені Себебі Мысалы Демек Яғни Тек Міне Енді Қазір Бүгін Кеше Ертең
    Кейін Біріншіден Екіншіден Үшіншіден Жалпы Атап Тағы Қорыта Қорытындылай Бұрын Әрине Кейбір
    Көптеген Барлық Барлығы Әр Әрбір Неге Қалай Кім Не
"""

# A year opens many sentences: "… және т.б. 1991 жылы …".
DATE = re.compile(r"[12]\d{3}(?:\s?[–-]\s?\d{4})?\s?(?:жыл|жж?\.|jyl|jj?\.)")


def _both_scripts(words: str) -> frozenset[str]:
    return frozenset(words.split()) | frozenset(words.translate(_ROMANISED).split())


RULES = Rules(
    never=_both_scripts(NEVER),
    seldom=_both_scripts(SELDOM),
    often=_both_scripts(OFTEN),
    numbered=_both_scripts(NUMBERED),
    initials=_both_scripts(INITIALS) | {"sh", "zh", "ch", "kh", "yu", "ya", "ye"},
    openers=_both_scripts(OPENERS),
    date=DATE,
)
