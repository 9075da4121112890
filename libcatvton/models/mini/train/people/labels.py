"""What is drawn, and the numbers that label it."""

WIDTH, HEIGHT = 192, 256  # canonical canvas; `scale` multiplies both
SIDES = (-1, 1)  # the person's right, at the left of the picture, and left; pairs below and in Body are in this order

# Bare neck and torso ("skin") are face in ATR and background in LIP, as the real parsers see them; LIP has no bag.
ATR = dict(
    background=0,
    hat=1,
    hair=2,
    glasses=3,
    upper=4,
    skirt=5,
    pants=6,
    dress=7,
    belt=8,
    lshoe=9,
    rshoe=10,
    face=11,
    lleg=12,
    rleg=13,
    larm=14,
    rarm=15,
    bag=16,
    scarf=17,
    skin=11,
)
LIP = dict(
    background=0,
    hat=1,
    hair=2,
    glove=3,
    glasses=4,
    upper=5,
    dress=6,
    coat=7,
    socks=8,
    pants=9,
    belt=9,
    jumpsuit=10,
    scarf=11,
    skirt=12,
    face=13,
    larm=14,
    rarm=15,
    lleg=16,
    rleg=17,
    lshoe=18,
    rshoe=19,
    bag=0,
    skin=0,
)
DENSEPOSE = dict(
    torso=2,
    hand=(3, 4),
    foot=(6, 5),
    upper_leg=(9, 10),
    lower_leg=(13, 14),
    upper_arm_inside=(16, 15),
    upper_arm_outside=(18, 17),
    lower_arm_inside=(20, 19),
    lower_arm_outside=(22, 21),
    head=(23, 24),
)

KINDS = ("tshirt", "longsleeve", "tank", "trousers", "skirt", "shorts", "dress")
CATEGORY = dict(
    tshirt="upper", longsleeve="upper", tank="upper", trousers="lower", skirt="lower", shorts="lower", dress="overall"
)
PATTERNS = ("plain", "hstripes", "vstripes", "dots", "checks", "logo")
