"""SQuAD v1.1's files: what SQuAD, XQuAD and MLQA train on, so that the three share one training set and one fingerprint."""

from xtreme_eval.data.files import Files
from xtreme_eval.data.readers.squad_json import squad_json

SQUAD_TRAIN = Files(layouts=(("squad/train-v1.1.json",),), read=squad_json)
SQUAD_DEV = Files(layouts=(("squad/dev-v1.1.json",),), read=squad_json)
SQUAD_TRAIN_EXAMPLES = 87_599  # Rajpurkar et al. 2016, v1.1
