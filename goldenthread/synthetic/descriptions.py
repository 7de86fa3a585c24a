"""What stands in the event description: mostly nothing, now and then something awkward.

The national method reads from it whether a record is one of the "three conversations".
"""

import numpy as np
import pyarrow as pa

from goldenthread.synthetic import faults
from goldenthread.synthetic.chance import salted
from goldenthread.synthetic.values import Texts

_CONVERSATIONS = [
    "3 conversations - conversation 1",
    "Three conversations – Conversation 2",
    "conversation 3",
]
_PLAIN = [
    "Follow-up contact",
    "Home visit",
    "Phone contact",
    "Change of circumstances – reviewed",
    "£12.50 contribution agreed",
]
_AWKWARD = [
    "Home visit, then phone call",
    'Says they are "managing for now"',
    "Café, shopping and bathing support",
    "Asked about aids, adaptations",
]
_BROKEN = ["First line of the note\nSecond line of the note", "Seen at home\n\nTo be called back"]
_TEXTS = ["", *_CONVERSATIONS, *_PLAIN, *_AWKWARD, *_BROKEN]
_SHARE_PLAIN = 0.2


def texts(last_names: Texts) -> Texts:
    """The descriptions, and after them one for each person that mentions the name."""
    mentions = [f"Spoke to Synthetic {name} about transport" for name in last_names.raw.to_pylist()[1:]]
    return Texts(pa.array([*_TEXTS, *mentions]))


def positions(conversation: np.ndarray, who: np.ndarray, salt: np.ndarray) -> np.ndarray:
    """Which description each event has; ``conversation`` is 0 to 3, ``who`` the person's place."""
    luck, which = salted(salt, "event_description"), salt.astype(np.int64)
    bounds = np.cumsum([
        faults.RATES["name_in_description"],
        faults.RATES["line_break_in_description"],
        faults.RATES["comma_in_description"],
        _SHARE_PLAIN,
    ])  # fmt: skip
    plain = 1 + len(_CONVERSATIONS)
    awkward, broken = plain + len(_PLAIN), plain + len(_PLAIN) + len(_AWKWARD)
    said = [
        len(_TEXTS) + who,
        broken + which % len(_BROKEN),
        awkward + which % len(_AWKWARD),
        plain + which % len(_PLAIN),
    ]
    return np.where(conversation > 0, conversation, np.select([luck < bound for bound in bounds], said, 0))
