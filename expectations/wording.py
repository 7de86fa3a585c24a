"""What the rules of a file and of a row say to the person who sent it: the fault, and what to do."""

FILE = {
    "empty": ("The file is empty.", "Run the extract again and check that it found records."),
    "not_a_table": (
        "The file is not a table: it seems to be {what}.",
        "Send it as CSV, or as an Excel workbook (.xlsx).",
    ),
    "several_tables": (
        "The workbook has these columns on more than one sheet ({sheets}), so which one is meant cannot be known.",
        "Keep one of them, or send each as a file of its own.",
    ),
    "header_only": (
        "The file has a header and no rows.",
        "Run the extract again and check its dates and filters.",
    ),
    "wrong_file": (
        "The file's columns are not those of {title}: {known} of {expected} were found.",
        "Check that the right report was put in the right folder.",
    ),
    "missing_column": ("The column {header} is missing.", "Add the column, with a value where one is known."),
    "repeated_column": (
        "The column {header} appears more than once, so which one is meant cannot be known.",
        "Keep one of them.",
    ),
    "unknown_column": (
        "The column {header} is not part of {title} and was not loaded.",
        "Nothing, if it is the council's own; otherwise correct its name.",
    ),
    "cut_off": (
        "The file ends in the middle of the record that begins on {place}: it was cut off on its way.",
        "Send it again, and compare its size with the original's.",
    ),
    "row_count": (
        "The manifest promises {promised} rows and the file holds {found}.",
        "Send the whole file, or correct the manifest.",
    ),
    "other_council_file": (
        "No row carries the council code {council}.",
        "Check that the file is this council's, and GOLDENTHREAD_LA_CODES.",
    ),
    "other_council_said": (
        "The file is said to be of council {said}, and this installation is for {council}.",
        "Check that the file is this council's, the manifest, and GOLDENTHREAD_LA_CODES.",
    ),
    "unknown_council": (
        "Nobody says whose file this is: it has no column for the council, and no manifest names one.",
        "Put a manifest.csv beside the file, with its la_code, or set GOLDENTHREAD_LA_CODES to one council.",
    ),
    "assumed_receipt": (
        "When the file was received is not known; the file's own time, {at}, was taken.",
        "Put a manifest.csv beside the file, or deliver it with `goldenthread load --received-at`.",
    ),
}

ROW = {
    "fields": (
        "The row has {found} fields where the header has {expected}.",
        "Look for a delimiter or a quote inside a value.",
    ),
    "bytes": ("The row holds bytes that are no text in {encoding}.", "Export the file as UTF-8."),
    "too_long": (
        "The row is longer than a million bytes.",
        "Look for a quote that is opened and not closed.",
    ),
    "repeated_header": (
        "The row repeats the header.",
        "Nothing: the header is no record. Check how the files were joined.",
    ),
    "other_council": (
        "The row carries a council code other than {council}.",
        "Remove other councils' rows from the extract.",
    ),
    "no_council": (
        "The row's council code is not one: three digits, such as 501.",
        "Give the code that the council has in Client Level Data.",
    ),
}

COLUMN_MASKED = (
    "{count} values in coded columns looked like an identifier or free text and were hidden.",
    "Check that each column holds what its header says.",
)

UNMAPPED = (
    "The column {header} holds values that are in neither the map {map} nor the list: {values} of them. They load as they are, and count as unlisted.",
    "Add them to the map, withdraw this load and deliver the file again; `goldenthread check` lists them.",
)

SUBMISSIONS = {
    "one_submission": "Council {council} has one submission in use. Nothing it says can be held against an earlier or a later one.",
    "gap": "No submission in use by council {council} states that it covers {months}. Figures that need them are absent, which is not nought.",
    "overlap": "More than one submission states {months} of council {council}. Each is told by the newest that covers it; where two tell of one event, the newer word counts whole.",
    "replaced": "{times} of council {council} for a period that an earlier one had stated too. The later is believed.",
    "before_birth": "{part} of the events of council {council} start before the person's month of birth. They load, with an age below nought.",
    "after_death": "{part} of the events of council {council} start after the person's death on the same row. They load, and the national method leaves them out.",
    "no_nhs_number": "{part} of the people of council {council} are named without an NHS number. They are told apart by the council's own id, and cannot be followed to hospital.",
    "unknown_type": "{part} of the services of council {council} have a type that no list knows. They load, and belong to no measure.",
    "mixed": "{times} of council {council} with words of Release 1 and of Release 2. Both are understood; nationally, one service under both names is two events.",
}
"""What a reader of figures should know of the submissions behind them, as the quality report says it."""
