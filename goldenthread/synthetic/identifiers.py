"""How people are named in the files: numbers, ids, names, addresses, practices and providers.

Nobody here is real, and nothing can be taken for real: names are "Synthetic", "Person 0000123"; NHS
numbers are of the 999 test range; postcodes are of an area that does not exist; practice codes have
two letters, real ones have one; CQC locations begin with 0-, real ones with 1-.
"""

import functools

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from goldenthread.synthetic.chance import BLANK, generator, salted
from goldenthread.synthetic.people import PRACTICES, People
from goldenthread.synthetic.submissions import LA_CODE
from goldenthread.synthetic.values import Texts, numbered

PROVIDERS = 60
NO_NHS_NUMBER, WRONG_NHS_NUMBER = 0.03, 0.003  # planted: missing; right but for the check digit
NO_ID, SECOND_ID = 0.001, 0.003  # planted: neither number nor id; half the events under another id
UNKNOWN_LINK = 0.05  # planted: a carer whose cared-for adult is called UNKNOWN


def texts(people: People, seed: int) -> dict[str, Texts]:
    """What is written of each person as text, by column; position 0 is the blank, then one for each person.

    The ids hold n second ids after the first n, and UNKNOWN at the end; postcodes n later ones.
    """
    ids = numbered(f"S{LA_CODE}", np.concatenate([people.number, people.number + 9_000_000]), 7)
    names = numbered("Person ", people.number, 7)
    homes = np.concatenate([people.salt, people.salt ^ np.uint32(0x5BD1E995)])
    return {
        "nhs_number": after_blank(_nhs_numbers(people, seed)),
        "la_person_unique_identifier": Texts(pa.array(["", *ids.to_pylist(), "UNKNOWN"])),
        "first_name": Texts(pa.array(["", "Synthetic"])),
        "last_name": after_blank(names),
        "postcode": after_blank(_postcodes(homes)),
        "gp_practice_name": Texts(
            pa.array(["", *(f"Synthetic Practice {each:02}" for each in range(1, PRACTICES + 1))])
        ),
        "gp_practice_code": Texts(pa.array(["", *(f"ZZ9{each:03}" for each in range(1, PRACTICES + 1))])),
        "provider_cqc_location_name": Texts(
            pa.array(["", *(f"Synthetic Provider {each}" for each in range(1, PROVIDERS + 1))])
        ),
        "provider_cqc_location_id": Texts(
            pa.array(["", *(f"0-{each:09}" for each in range(1, PROVIDERS + 1))])
        ),
    }


def after_blank(values: pa.Array) -> Texts:
    """The texts of a column of values: the blank first."""
    return Texts(pa.concat_arrays([pa.array([""]), values]))


def _postcodes(homes: np.ndarray) -> pa.Array:
    """Postcodes of the area ZZ, which does not exist (ZZ99, which stands for "none", left out)."""
    letters = "ABDEFGHJLN"
    inward = [f"{digit}{a}{b}" for digit in range(1, 10) for a in letters for b in letters]
    known = pa.array([f"ZZ{district} {each}" for district in range(1, 31) for each in inward])
    return known.take(pa.array((homes % np.uint32(len(known))).astype(np.int32)))


@functools.cache
def _valid_nhs_numbers() -> np.ndarray:
    """Every number of the 999 range whose check digit (modulus 11) is right: some 909,000."""
    stem = np.arange(999_000_000, 1_000_000_000, dtype=np.int64)
    total = sum((stem // 10**place % 10) * (place + 2) for place in range(9))
    check = (11 - total % 11) % 11
    return (stem * 10 + check)[check != 10]


def nhs_numbers(numbers: np.ndarray, seed: int) -> np.ndarray:
    """A valid NHS number for each of the council's people, by their number; BLANK when all are taken."""
    valid = _valid_nhs_numbers()
    step, offset = 600_011, int(generator(seed, 1).integers(len(valid)))  # a prime step: nobody shares one
    chosen = valid[(numbers.astype(np.int64) * step + offset) % len(valid)]
    return np.where(numbers < len(valid), chosen, BLANK)


def _nhs_numbers(people: People, seed: int) -> pa.Array:
    numbers = nhs_numbers(people.number, seed)
    wrong = salted(people.salt, "wrong_nhs_number") < WRONG_NHS_NUMBER
    told = np.where(wrong, numbers - numbers % 10 + (numbers + 1) % 10, numbers)
    missing = (salted(people.salt, "no_nhs_number") < NO_NHS_NUMBER) | (numbers == BLANK)
    missing |= salted(people.salt, "no_id") < NO_ID
    return pc.if_else(pa.array(missing), "", pc.cast(pa.array(told), pa.string()))


def id_positions(people: People, who: np.ndarray, ordinal: np.ndarray) -> np.ndarray:
    """Where in the ids those of ``who`` lie; every other event of some is under the second id."""
    double = (salted(people.salt, "second_id") < SECOND_ID)[who] & (ordinal % 2 == 0)
    none = (salted(people.salt, "no_id") < NO_ID)[who]
    return np.where(none, 0, 1 + who + len(people) * double)


def linked_positions(people: People, who: np.ndarray) -> list[np.ndarray]:
    """Where in the ids those of the first, second and third adult lie whom ``who`` cares for; 0 for nobody."""
    positions = []
    for place in range(people.linked.shape[1]):
        adult = people.linked[who, place]
        unknown = (salted(people.salt, f"unknown_link {place}") < UNKNOWN_LINK)[who]
        positions.append(np.where(adult < 0, 0, np.where(unknown, 1 + 2 * len(people), 1 + adult)))
    return positions
