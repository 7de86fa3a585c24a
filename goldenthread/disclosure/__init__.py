"""Disclosure control: what may not be printed because it says something about somebody, proved by attacking it.

``profiles`` says what is small, ``figures`` how figures add up, ``bounds`` what anybody can work out of what is
printed, ``choosing`` what is withheld, ``earlier`` what releases before this one told, and ``attack`` tries to undo it.
"""
