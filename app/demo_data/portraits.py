"""Drawings in place of photos: a round head on shoulders, which nobody will take for a person."""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

_BACKGROUNDS = ("#dfe7ee", "#efe6da", "#e3ecdf", "#ece1ea")
_SKINS = ("#f3d3b8", "#e2b48c", "#b98259", "#8a5a3c", "#5f3d28")
_HAIR = ("#2b2320", "#5b3a22", "#a2703f", "#7d7d82", "#1d1d24")
_CLOTHES = ("#35507a", "#7a3b3b", "#3f6b52", "#5d4a7a", "#444a50")


def portrait(random: Random) -> bytes:
    """A JPEG of 240 x 320."""
    image = Image.new("RGB", (240, 320), random.choice(_BACKGROUNDS))
    draw = ImageDraw.Draw(image)
    hair, skin = random.choice(_HAIR), random.choice(_SKINS)
    long_hair = random.randrange(0, 70)
    draw.rounded_rectangle((58, 62, 182, 190 + long_hair), 60, fill=hair)
    draw.ellipse((20, 236, 220, 420), fill=random.choice(_CLOTHES))
    draw.rectangle((100, 190, 140, 250), fill=skin)
    draw.ellipse((68, 84, 172, 214), fill=skin)
    for x in (98, 142):
        draw.ellipse((x - 6, 138, x + 6, 150), fill="#20242a")
    draw.arc((96, 150, 144, 188), 25, 155, fill="#7a2f2f", width=4)
    draw.text((8, 300), "DEMO", fill="#70757c")
    result = BytesIO()
    image.save(result, "JPEG", quality=80)
    return result.getvalue()
