"""What the national measures need besides a council's own extracts: residents, and hospital records.

Each is a table of the build's schema ``reference``, empty when it is not given: a measure that needs it is
then absent. Hospital records lose the NHS number on the way in, as CLD does at the front door.
"""

from pathlib import Path

import duckdb

from goldenthread import identity

DATE = "coalesce(try_cast({0} as date), cast(try_strptime({0}, '%d/%m/%Y') as date))"
TABLES = {
    "population": {
        "la_code": ("varchar", "LA_Code"),
        "age_band": ("varchar", "Age_Band"),
        "population": ("bigint", "Population"),
    },
    "hospital_episodes": {
        "patient_key": ("pseudonym", "Der_DHSC_Pseudo_NHS_Number"),
        "episode_id": ("varchar", "APCS_Ident"),
        "last_episode_indicator": ("varchar", "APCS_Last_Ep_Ind"),
        "admitted_on": ("date", "Admission_Date"),
        "discharged_on": ("date", "Discharge_Date"),
        "birth_month": ("integer", "Month_of_Birth_SUS"),
        "birth_year": ("integer", "Year_of_Birth_SUS"),
        "sex_code": ("varchar", "Sex"),
        "lsoa_2011": ("varchar", "Der_Postcode_LSOA_2011_Code"),
        "admission_method": ("varchar", "Admission_Method"),
        "discharge_method": ("varchar", "Discharge_Method"),
        "discharge_destination": ("varchar", "Discharge_Destination"),
        "management_type": ("varchar", "Der_Management_Type"),
        "treatment_function": ("varchar", "Treatment_Function_Code"),
    },
}
"""Table to column to its type and its header in the file."""

FILES = {"population": "population.csv", "hospital_episodes": "sus.csv"}


class BadReference(ValueError):
    """A reference file without a column it must have; the message names both."""


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables, empty, in a schema of their own."""
    connection.execute("create schema reference")
    for table, columns in TABLES.items():
        shape = ", ".join(
            f"{name} {'varchar' if type_ == 'pseudonym' else type_}" for name, (type_, _) in columns.items()
        )
        connection.execute(f"create table reference.{table} ({shape})")


def load(connection: duckdb.DuckDBPyConnection, folder: Path, secret: bytes) -> None:
    """Fill the tables from the files of a folder, as far as they are there.

    secret: the pseudonym key. Raises BadReference when a file lacks a column.
    """

    def hashed(value: str) -> str:
        text = value.rstrip().upper()
        return text.lower() if text in identity.LITERALS else identity.pseudonym(secret, "nhs_number", text)

    connection.create_function("hashed", hashed, ["varchar"], "varchar")
    for table, columns in TABLES.items():
        path = folder / FILES[table]
        if not path.is_file():
            continue
        sent = connection.read_csv(str(path), all_varchar=True, header=True)
        missing = [header for _, header in columns.values() if header not in sent.columns]
        if missing:
            raise BadReference(f"{path.name} has no column {', '.join(missing)}")
        read = ", ".join(_value(type_, header) for type_, header in columns.values())
        connection.execute(f"insert into reference.{table} select {read} from sent")
    connection.remove_function("hashed")


def _value(type_: str, header: str) -> str:
    """A column of a file as the table has it: right-trimmed, blank as null, what cannot be read as null."""
    text = f"nullif(rtrim(\"{header}\"), '')"
    if type_ == "pseudonym":
        return f"hashed({text})"
    if type_ == "date":
        return DATE.format(text)
    return text if type_ == "varchar" else f"try_cast({text} as {type_})"
