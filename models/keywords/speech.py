"""Words said by espeak-ng: 16 kHz, float, without the silence before and after.

A voice is a language voice (how words are pronounced) with a variant (whose throat it is). Variants
are divided among the parts, so that no throat of the test is heard in any training.
"""

import io
import subprocess
import wave
from dataclasses import dataclass

import numpy as np
from scipy.signal import resample_poly

from models.keywords import throat

# Files and not languages: by the name of a language espeak-ng 1.51 does not find all of them, and
# says the words of "en-gb" in one voice whatever the variant.
ACCENTS = [
    "gmw/en",
    "gmw/en-US",
    "gmw/en-GB-scotland",
    "gmw/en-GB-x-gbclan",
    "gmw/en-GB-x-rp",
    "gmw/en-029",
    "gmw/en-US-nyc",
]
STRANGE_ACCENT = "gmw/en-GB-x-gbcwmd"  # in the test only

FEW_VARIANTS = (
    "m1 m2 m4 m5 f1 f3 f4 adam Alicia Andrea Andy Annie Denis Diogo Gene Gene2 Henrique Jacky Lee "
    "Marco antonio aunty belinda benjamin caleb edward edward2 john linda rob"
).split()
MORE_VARIANTS = (
    "m6 AnxiousAndy Hugo Mario Tweaky anika announcer boris ed grandma gustave iven iven2 iven3 "
    "iven4 klatt2 klatt3 klatt4 klatt5 marcelo max michel miguel norbert pablo paul RicishayMax "
    "RicishayMax2 RicishayMax3 shelby travis"
).split()
VALIDATION_VARIANTS = "Michael Mike kaukovalta quincy robert".split()
TEST_VARIANTS = (
    "m3 m7 m8 f2 f5 Nguyen Storm david grandpa pedro sandro steph steph2 steph3 victor zac"
).split()

WORDS = "yes no up down left right on off stop go".split()
# Unknown is what is none of the ten. The test's unknown words occur in no training.
OTHER_WORDS = (
    "zero one two three four five six seven eight nine ten bed bird cat dog happy house tree wow "
    "learn visual follow forward backward water table window paper music light dark open close "
    "start begin never always maybe please thank hello people number picture school money story "
    "garden letter river summer winter animal green yellow purple street bridge engine signal low "
    "show slow gold note town cup night list yet get often song step shop top not nor less lift "
    "gone long dawn coat under honest office offer alright rice ride lens sniff able about above "
    "across actor again agent air alarm album angle answer apple april arm arrow artist autumn "
    "baby bag balance ball banana band bank basket beach bean bear beauty bell belt bench berry "
    "better bicycle bike bill bishop blanket block blood blue board boat body bone book boot box "
    "boy brain branch brother brush bucket bus butter button cable cake camera candle car card "
    "castle chain chair chalk change cheese chicken child church cinema circle city class clean "
    "clever cloud club coal coast collar colour comb corner cotton country cousin cover cow crowd "
    "dance daughter deep desert dinner dish door double drawer dream dress drink drive drum dry "
    "dust eagle ear earth easy echo edge egg elephant empty energy evening every eye face factory "
    "family farm father feather fence field fire fish floor folder food foot forest fork fox free "
    "fresh friend frog fruit full game gate giant girl glass glove goat good grape grass guest "
    "guitar hair half hammer hand hat head heart heavy helmet help hill horse hotel hour hundred "
    "ice idea insect iron island jacket job juice jump key king kite knife ladder lake lamb lamp "
    "land language large laugh law leaf leather leg lemon level library line lion listen little "
    "lock lorry loud lunch machine man map mark match meal mean metal middle milk million mirror "
    "model monday monkey month moon morning mother mouse mouth mud museum nail narrow nature neck "
    "needle nest new nice noise north nose nurse ocean oil old onion orange order oven owl page "
    "paint pair palace park part path peace pear pen pencil pepper piano pig pilot pink pipe "
    "place plain plate play pocket poem point pond pony pool potato pound power price prince "
    "proud pull purse push quarter queen question quick quiet rabbit radio rail rain record red "
    "rest ribbon rich ring road rock roof root rope rose round rule run sad sail salad salt sand "
    "saturday saw scissors sea season seat second seed shadow shape sheep shelf shine ship shirt "
    "shoe short shoulder shower side sign simple sister skin sky sleep small smile smoke snow "
    "soap sock soft sound soup south space spider spoon spring square stage stairs star station "
    "steam stick storm strong sugar suit sun sweet swim sword tail tea teacher team ticket tiger "
    "time tired toast today toe tomato tongue tool tooth tower toy train travel triangle trouble "
    "truck true turn twelve unit valley van vegetable very village violin visit voice wagon wait "
    "walk wall war warm wash watch wave way wednesday week wet wheel whistle wide wild wind wing "
    "winner wire wolf woman wood wool word work world yard year yesterday young zebra"
).split()
TEST_OTHER_WORDS = (
    "kitchen doctor flower planet silver coffee bottle market finger mountain holiday breakfast "
    "computer white grow desk tall clock uncle around telephone bread cold stone"
).split()
PASSAGE = (
    "When the wind had gone down we walked along the shore and looked for the boats that came in "
    "with the tide, while the others stayed behind and talked about the weather and the harvest."
)
TEST_PASSAGE = (
    "Every morning the baker opens his shutters before sunrise, carries the flour from the cellar "
    "and listens to the news, because nobody else in the building is awake at such an hour."
)

ESPEAK_RATE = 22050
UP, DOWN = 320, 441  # 22050 to 16000
SILENT = 0.01  # of the loudest sample


@dataclass(frozen=True)
class Voice:
    accent: str
    variant: str
    words_per_minute: int
    pitch: int  # 0 .. 99


def say(text: str, voice: Voice) -> np.ndarray:
    """The text's sound, resampled and trimmed; its loudest sample is 1."""
    command = ["espeak-ng", "-v", f"{voice.accent}+{voice.variant}", "--stdout"]
    command += ["-s", str(voice.words_per_minute), "-p", str(voice.pitch), text]
    environment = throat.environment()
    spoken = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment).stdout
    with wave.open(io.BytesIO(spoken)) as file:
        if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (ESPEAK_RATE, 1, 2):
            raise ValueError(f"{voice}: not 16-bit mono at {ESPEAK_RATE} Hz")
        # To a pipe espeak-ng writes no true length into the header: take all that there is.
        sound = np.frombuffer(spoken[44 : len(spoken) // 2 * 2], "<i2").astype(np.float64)
    sound = resample_poly(sound, UP, DOWN)
    sound /= max(np.abs(sound).max(), 1.0)
    loud = np.flatnonzero(np.abs(sound) > SILENT)
    if len(loud) == 0:
        raise ValueError(f"{voice} says nothing to '{text}'")
    return sound[loud[0] : loud[-1] + 1]


def _heard_twice() -> list[str]:
    """A line for each variant that sounds like one before it."""
    wrong, heard = [], {}
    for name in FEW_VARIANTS + MORE_VARIANTS + VALIDATION_VARIANTS + TEST_VARIANTS:
        first = heard.setdefault(say(PASSAGE, Voice(ACCENTS[0], name, 150, 50)).tobytes(), name)
        if first != name:
            wrong.append(f"the variants {first} and {name} are one voice")
    return wrong


def alike() -> list[str]:
    """A line for each accent that does not change with the throat: espeak-ng says nothing when it
    passes over a variant."""
    wrong = _heard_twice()
    for accent in (*ACCENTS, STRANGE_ACCENT):
        throats = [FEW_VARIANTS[0], TEST_VARIANTS[0], *throat.ALL[:2]]
        said = {say(PASSAGE, Voice(accent, name, 150, 50)).tobytes() for name in throats}
        if len(said) < len(throats):
            wrong.append(f"{accent} is spoken by {len(said)} voices instead of {len(throats)}")
    return wrong
