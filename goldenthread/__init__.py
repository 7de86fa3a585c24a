"""The machinery that the rooms share."""
