"""The machinery that the rooms share."""

import gc

# Great Expectations, dbt and a pack's pages are a million objects that stay until the end. Python would look through them
# at every 700th new one: a sixth of the time that a pack takes.
gc.set_threshold(100_000, 20, 100)
