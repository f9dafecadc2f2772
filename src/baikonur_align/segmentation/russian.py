"""What the rules have to know about Russian: laws, news and books.

The lists hold the abbreviations of laws (ст., п., гл., прил.), of amounts and units, of addresses,
titles and eras, as in the orthographic dictionaries and in GOST R 7.0.12.
"""

from __future__ import annotations

from baikonur_align.segmentation.rules import Rules

# References, titles before names, places before names, words that always go on.
NEVER = """
    т.е т.н т.к т.п.н т.о т.ч т.д.и напр см ср ст ст.ст гл прил п пп подп ч абз разд рис табл илл
    им род просп пр-т ул пер пл наб бул ш обл р-н пос с.п дер хут оз пгт д кв корп стр с сс кн вып
    проф акад доц канд д-р г-н г-жа гн тов св прп ген полк подполк майор кап лейт инж зам зав нач
    англ нем франц фр лат греч рус каз укр итал исп перев ред сост изд отв авт прим
    тел факс моб доб вн внутр ок около мин.зн т.наз так.наз наст соотв проч.и в.т.ч и.о врио гос
    ул.ш р.п а.л б куб кв.м погон тыс.экз до.н
"""

# Amounts, years and eras: a name may follow in the same sentence.
SELDOM = """
    млн млрд трлн тыс долл руб коп тенге.тг тг г гг в вв н.э до.н.э н э мес сут
    ун-т ин-т о-в м-р макс мин сек экз чел шт в.д з.д с.ш ю.ш а.о о.о
"""

# A sentence can well end with these.
OFTEN = "т.д т.п др пр проч км м см мм кг га л ц р"

NUMBERED = "рис табл с стр т тт вып кн № art"

INITIALS = "дж ж ю я э ё ш ч щ х ц"

OPENERS = """
    Он Она Оно Они Его Её Ее Их Ему Ей Им Этот Эта Это Эти Этого Этой Этих Тот Та То Те Такой Такая
    Такое Такие Я Мы Вы Ты Мой Наш Ваш Свой Но А И Да Или Однако Поэтому Потому Если Хотя Когда Где
    Куда Откуда Как Что Чтобы Кто Почему Зачем Сколько Какой Какая Какие Который Там Тут Здесь Тогда
    Теперь Сейчас Потом Затем Также Тоже Кроме Вместе Вот Ведь Уже Ещё Еще Так Таким В Во На По С Со
    К Ко Из От До За Для При Под Над О Об Обо У Без Через Перед После Между Среди Согласно Не Ни Нет
    Все Всё Весь Вся Каждый Многие Некоторые Другие Один Одна Первый Первая Второй Третий Сегодня
    Вчера Завтра Во-первых Во-вторых Наконец Например Кстати Конечно Впрочем Итак Значит
    Следовательно
"""

RULES = Rules(
    never=frozenset(NEVER.split()),
    seldom=frozenset(SELDOM.split()),
    often=frozenset(OFTEN.split()),
    numbered=frozenset(NUMBERED.split()),
    initials=frozenset(INITIALS.split()),
    openers=frozenset(OPENERS.split()),
    years=frozenset({"г", "гг"}),
)
