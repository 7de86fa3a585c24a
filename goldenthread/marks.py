"""The three marks that stand where a number does not: those of the national statistics that councils already read."""

WITHHELD = "[c]"
MISSING = "[x]"
NOT_APPLICABLE = "[z]"
