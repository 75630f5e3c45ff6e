"""What the sample world is about: every concept, named by its English stem, and the names all languages share."""

from dataclasses import dataclass

CLASSES: dict[str, tuple[str, ...]] = {
    "animal": ("dog", "cat", "horse", "goat", "bear", "lion"),
    "person": ("teacher", "farmer", "sailor", "baker", "lawyer", "doctor"),
    "fruit": ("apple", "pear", "plum", "lemon"),
    "tool": ("hammer", "ladder", "rope", "drill"),
    "seat": ("chair", "stool", "bench", "sofa"),
    "vessel": ("basket", "bucket", "bottle", "barrel"),
}
"""Class name -> its members; "the dog" may be called "the animal"."""

CLASS_OF = {member: name for name, members in CLASSES.items() for member in members}
ANIMATES = CLASSES["animal"] + CLASSES["person"]
OBJECTS = CLASSES["fruit"] + CLASSES["tool"] + CLASSES["seat"] + CLASSES["vessel"]

OPPOSITE_ADJECTIVES = (
    ("big", "small"),
    ("old", "new"),
    ("strong", "weak"),
    ("bright", "dark"),
    ("fast", "slow"),
    ("rough", "smooth"),
)
OPPOSITE_VERBS = (
    ("push", "pull"),
    ("help", "attack"),
    ("follow", "avoid"),
    ("clean", "stain"),
    ("lift", "lower"),
    ("mend", "smash"),
)
ADJECTIVES = tuple(word for pair in OPPOSITE_ADJECTIVES for word in pair)
VERBS = (*(word for pair in OPPOSITE_VERBS for word in pair), "watch", "paint")
OPPOSITE = {word: other for one, two in OPPOSITE_ADJECTIVES + OPPOSITE_VERBS for word, other in ((one, two), (two, one))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What people do in a state: the hungry cook rice."""

    state: str
    verb: str
    object: str


SCRIPTS = (
    Script(state="hungry", verb="cook", object="rice"),
    Script(state="tired", verb="enter", object="tent"),
    Script(state="lost", verb="check", object="map"),
    Script(state="thirsty", verb="fill", object="cup"),
    Script(state="sick", verb="need", object="pill"),
    Script(state="cold", verb="light", object="fire"),
    Script(state="bored", verb="play", object="flute"),
    Script(state="late", verb="board", object="train"),
    Script(state="poor", verb="borrow", object="coin"),
    Script(state="wet", verb="fetch", object="towel"),
    Script(state="scared", verb="lock", object="door"),
    Script(state="angry", verb="kick", object="wall"),
    Script(state="sad", verb="visit", object="friend"),
    Script(state="proud", verb="hoist", object="flag"),
)
STATES = tuple(script.state for script in SCRIPTS)
SCRIPT_OF = {script.state: script for script in SCRIPTS}

WORK, OWN, HAIL, WAS, IS, DO = "work", "own", "hail", "was", "is", "do"
"""The verbs of the clauses that are not events: work for, own so many, hail from, was in a state, is of a class; and "do"."""

FUNCTION_WORDS = ("the", "in", "for", "from", "not", "who", "what", "where", "when", "why", "how", "many", "so", "because", "and")
SUPPORT = "did"
"""Only English asks and denies with it."""

NOUNS = (*ANIMATES, *OBJECTS, *CLASSES, *(script.object for script in SCRIPTS))
CONTENT_WORDS = (
    *NOUNS,
    *ADJECTIVES,
    *STATES,
    *VERBS,
    *(script.verb for script in SCRIPTS),
    WORK,
    OWN,
    HAIL,
    DO,
)
STEMS = (*CONTENT_WORDS, WAS, IS, *FUNCTION_WORDS)
"""Every stem that each language has its own word for."""

NOUN_STEMS = frozenset(NOUNS)

PERSONS = (
    "Ana", "Boris", "Clara", "David", "Elena", "Felix", "Greta", "Hugo", "Irina", "Jonas", "Karla", "Leo",
    "Maria", "Nils", "Olga", "Pavel", "Rosa", "Simon",
    "Tara Lind", "Ulf Berg", "Vera Holm", "Walter Lind", "Xenia Berg", "Yuri Holm",
)  # fmt: skip
PLACES = (
    "Altburg", "Denburg", "Falkburg", "Grimburg", "Kelburg", "Carton", "Milton", "Norton", "Walton", "Belia",
    "Doria", "Livia", "Port Samia", "Port Velia", "New Ashton", "New Hamburg",
)  # fmt: skip
ORGANISATIONS = (
    "Agricorp", "Maricorp", "Solcorp", "Unicorp", "Datatek", "Novatek", "Veltek", "Citybank", "Goldbank", "Landbank",
    "Medicorp Group", "Ventek Group",
)  # fmt: skip
YEARS = tuple(range(1950, 1998, 3))
NUMBERS = tuple(range(2, 14))
