"""Sections: pairs of files. The ``.py`` decides what is said, the ``.html.j2`` how it looks.

A section's ``build(paper)`` returns plain values for its template. None runs SQL: the paper's
release is the only way in, and by then small numbers have been withheld.
"""
