"""Invented people: names put together at random from common ones. Nobody is meant."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who sits exams, named as statements print it."""

    family_name: str
    given_name: str
    native_name: str
    """'' where the printed name is the native one."""
    date_of_birth: date


def _words(text: str) -> list[str]:
    return text.split()


_ENGLISH_FAMILY = _words(
    "Ashdown Barlow Birchall Calloway Dunmore Eastwell Fairburn Greenhalgh "
    "Hartnell Illingworth Jessop Kirkbride Langford Merriweather Netherton "
    "O'Connell Pemberton Quayle Ravenscroft Smith-Hughes Thistlewood "
    "Underhill Vaughan Whitlock Yardley"
)
_ENGLISH_GIVEN = _words(
    "Abigail Benedict Cecily Daniel Eleanor Finlay Grace Hector Isla Jonah "
    "Kitty Leo Martha Nathaniel Olive Percy Queenie Rowan Sylvia Theodore Una "
    "Victor Winifred Zachary"
)
_JAPANESE_FAMILY = _words(
    "青木 Aoki 石田 Ishida 上野 Ueno 江藤 Eto 大西 Onishi 加藤 Kato 木村 Kimura 久保 Kubo 小林 "
    "Kobayashi 佐々木 Sasaki 清水 Shimizu 鈴木 Suzuki 高橋 Takahashi 千葉 Chiba 中村 "
    "Nakamura 西川 Nishikawa 橋本 Hashimoto 平野 Hirano 藤原 Fujiwara 松本 Matsumoto 宮崎 "
    "Miyazaki 森 Mori 山口 Yamaguchi 𠮷岡 Yoshioka 渡邉 Watanabe"
)
_JAPANESE_GIVEN = _words(
    "愛 Ai 蒼 Aoi 健一 Kenichi さくら Sakura 翔太 Shota 美咲 Misaki 直樹 Naoki 優花 Yuka 大輔 "
    "Daisuke ひなた Hinata 恵子 Keiko 涼 Ryo 陽菜 Hina 拓也 Takuya 真理 Mari ハンナ Hanna "
    "由美子 Yumiko 亮 Akira 舞 Mai 誠 Makoto"
)
_EUROPEAN_FAMILY = _words(
    "Ångström Björklund Çelik Dvořák Etxeberria Fernández Gößling Horváth "
    "Iñárritu Jørgensen Kovačević Łukasiewicz Müller Nuñez Öztürk "
    "Papadopoulou Quiñones Rossi Šimić Tkachenko Übelhör Verstraeten Wójcik "
    "Yıldız Żeromska"
)
_EUROPEAN_GIVEN = _words(
    "Amélie Bjørn Chloé Đorđe Elif Françoise Gülay Håkon Íris Jürgen "
    "Krzysztof Lucía Małgorzata Noël Özgür Paweł Renée Søren Tomáš Ursula "
    "Věra Władysław Zoë"
)
_KOREAN_FAMILY, _KOREAN_GIVEN = _words("김 이 박 최 정 강 조 윤"), _words("민준 서연 지우 하은 도윤 수아 예준 지민")
_CHINESE_FAMILY, _CHINESE_GIVEN = _words("王 李 張 劉 陳 楊 黃 趙"), _words("伟 芳 小明 秀英 建国 雨桐 子涵 思远")
_VIETNAMESE_FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng"]
_VIETNAMESE_GIVEN = ["Thị Lan", "Văn Minh", "Quỳnh Anh", "Đức Huy", "Thu Hà", "Ngọc Ánh"]
_RUSSIAN = (
    ("Sokolova", "Olga", "Ольга Соколова"),
    ("Belov", "Fyodor", "Фёдор Белов"),
    ("Zaytseva", "Yelena", "Елена Зайцева"),
    ("Gromov", "Pyotr", "Пётр Громов"),
)
_ARABIC = (
    ("Al-Harbi", "Noura", "نورة الحربي"),
    ("Haddad", "Karim", "كريم حداد"),
    ("Mansour", "Layla", "ليلى منصور"),
    ("Al-Zahrani", "Omar", "عمر الزهراني"),
)
_ONE_NAME = ["Sukarti", "Wibowo", "Suharti", "Gunawan"]

Name = tuple[str, str, str]


def _english(random: Random) -> Name:
    given = random.choice(_ENGLISH_GIVEN)
    if random.random() < 0.3:
        given += " " + random.choice(_ENGLISH_GIVEN)
    return random.choice(_ENGLISH_FAMILY), given, ""


def _japanese(random: Random) -> Name:
    """In their own script, or in Latin letters beside it: both are on statements."""
    family, given = 2 * random.randrange(len(_JAPANESE_FAMILY) // 2), 2 * random.randrange(len(_JAPANESE_GIVEN) // 2)
    native = _JAPANESE_FAMILY[family], _JAPANESE_GIVEN[given]
    if random.random() < 0.4:
        return *native, ""
    return _JAPANESE_FAMILY[family + 1], _JAPANESE_GIVEN[given + 1], " ".join(native)


def _european(random: Random) -> Name:
    return random.choice(_EUROPEAN_FAMILY), random.choice(_EUROPEAN_GIVEN), ""


def _korean(random: Random) -> Name:
    return random.choice(_KOREAN_FAMILY), random.choice(_KOREAN_GIVEN), ""


def _chinese(random: Random) -> Name:
    return random.choice(_CHINESE_FAMILY), random.choice(_CHINESE_GIVEN), ""


def _vietnamese(random: Random) -> Name:
    return random.choice(_VIETNAMESE_FAMILY), random.choice(_VIETNAMESE_GIVEN), ""


def _with_native_form(random: Random) -> Name:
    return random.choice(_RUSSIAN + _ARABIC)


def _one_name(random: Random) -> Name:
    return random.choice(_ONE_NAME), "", ""


_ORIGINS: dict[Callable[[Random], Name], int] = {
    _english: 30,
    _japanese: 30,
    _european: 24,
    _korean: 4,
    _chinese: 4,
    _vietnamese: 4,
    _with_native_form: 3,
    _one_name: 1,
}
_CHOICES, _WEIGHTS = list(_ORIGINS), list(_ORIGINS.values())


def person(random: Random, first_sat: date) -> Person:
    """Somebody who is ten to fifty at the first exam."""
    (origin,) = random.choices(_CHOICES, _WEIGHTS)
    days = int(365.25 * (10 + 40 * random.random() ** 2))
    return Person(*origin(random), first_sat - timedelta(days=days))
