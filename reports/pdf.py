"""PDF: a page's HTML as a tagged PDF (PDF/UA-1) that is the same, to the byte, however often it is made.

WeasyPrint sets the pages; the style is the page's own with ``templates/pdf.css`` after it. Nothing is fetched: pictures
are given, and the font comes from a package of the lock. WeasyPrint asks the system for Pango, which no Python package
carries; where that is missing, ``missing`` says what to install and no PDF can be made.
"""

import contextlib
import datetime as dt
import functools
import importlib.util
import io
import logging
from html import escape
from pathlib import Path
from typing import Any

from reports import tagging

TEMPLATES = Path(__file__).parent / "templates"
PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")
FACES = {  # file of the package font-source-sans-pro to weight and slope
    "SourceSansPro-Regular.ttf": ("400", "normal"),
    "SourceSansPro-Semibold.ttf": ("600", "normal"),
    "SourceSansPro-Bold.ttf": ("700", "normal"),
    "SourceSansPro-It.ttf": ("400", "italic"),
}
FAMILIES = ("Paper", "Liberation Sans")  # ours, and the one that charts ask for
HERE = "file:///paper/"  # where what the page names is looked for; there is no such folder


@functools.cache
def missing() -> str | None:
    """What must be installed before a PDF can be made, as a sentence; None where nothing is missing."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            importlib.import_module("weasyprint")
    except OSError:
        return f"PDF needs Pango. Install it: apt-get install {' '.join(PACKAGES)}"
    return None


def document(
    html: str, pictures: dict[str, str], *, title: str, author: str, made: dt.date, header: str, footer: str
) -> bytes:
    """Turn HTML into a tagged PDF; ``pictures`` are the SVG of those that it shows, by the name in ``src``.

    ``made`` becomes the created and modified date; ``header`` and ``footer`` are printed on every page, the footer with
    the page's number. Raises OSError where Pango is missing, LookupError for a picture that was not given.
    """
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # what it says of properties for screens alone
    fetcher, fonts = _fetcher(pictures), FontConfiguration()
    styles = [
        weasyprint.CSS(string=style, base_url=HERE, url_fetcher=fetcher, font_config=fonts)
        for style in (_faces(), _style("style.css"), _style("pdf.css"))
    ]
    page = weasyprint.HTML(
        string=_headed(html, title, author, made, header, footer), base_url=HERE, url_fetcher=fetcher
    )
    return page.write_pdf(
        stylesheets=styles, font_config=fonts, pdf_variant="pdf/ua-1", finisher=tagging.finish
    )


def _headed(html: str, title: str, author: str, made: dt.date, header: str, footer: str) -> str:
    """Give the page its properties, and what is printed above and below as attributes, which the style reads."""
    said = {
        "dcterms.created": f"{made}T00:00:00Z",
        "dcterms.modified": f"{made}T00:00:00Z",
        "author": author,
    }
    metas = "".join(f'<meta name="{name}" content="{escape(words)}">' for name, words in said.items())
    html = html.replace("</head>", f"<title>{escape(title)}</title>{metas}</head>", 1)
    around = f'data-header="{escape(header)}" data-footer="{escape(footer)}"'
    return html.replace("<body>", f"<body {around}>", 1)


@functools.cache
def _style(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@functools.cache
def _faces() -> str:
    return "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {slope}; src: url({file}); }}\n'
        for family in FAMILIES
        for file, (weight, slope) in FACES.items()
    )


@functools.cache
def _font(file: str) -> bytes:
    found = importlib.util.find_spec("font_source_sans_pro")
    return (Path(found.origin).parent / "files" / file).read_bytes()


def _fetcher(pictures: dict[str, str]) -> Any:
    """What WeasyPrint asks for anything that the page names: the pictures and fonts alone, and no network."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Given(URLFetcher):
        def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
            name = url.removeprefix(HERE)
            if name in pictures:
                return URLFetcherResponse(url, pictures[name], {"Content-Type": "image/svg+xml"})
            if name in FACES:
                return URLFetcherResponse(url, _font(name), {"Content-Type": "font/ttf"})
            raise FatalURLFetchingError(f"the paper names {url}, which is no picture of it")

    return Given()
