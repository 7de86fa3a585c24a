"""Pages in a browser: judged by axe at every width and in print, walked with the keyboard alone, without a network."""

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import sync_playwright

WIDTHS = {"320": 320, "768": 768, "1280": 1280, "print": 794}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = ("scrutiny", "figures", "leicester", "highlights", "index", "quality", "assurance")
REACHED = "a[href], [tabindex='0'], summary, button, input, select, textarea"
FOCUSED = """() => {
    const now = document.activeElement;
    if (!now || now === document.body) return null;
    const style = getComputedStyle(now), box = now.getBoundingClientRect();
    return {
        place: [...document.querySelectorAll(REACHED)].indexOf(now),
        outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
        what: now.outerHTML.slice(0, 120),
    };
}""".replace("REACHED", f'"{REACHED}"')


@pytest.fixture(scope="module")
def paths(demo, demo_pack) -> dict[str, Path]:
    """Every kind of page that the product writes, of a synthetic council."""
    from reports import render

    released = demo / "published" / "current"
    (internal,) = [
        path for path in render.pack("improvement_highlights", "2025-26Q4", demo) if path.suffix == ".html"
    ]
    leicester, *_ = render.pack("six_monthly", "2025-26Q4", demo, committee="leicester")
    return {
        "scrutiny": demo_pack["html"],
        "leicester": leicester,
        "figures": sorted(demo_pack["html"].parent.glob("*-figures/*.html"))[0],
        "highlights": internal,
        "index": released / "public" / "index.html",
        "quality": released / "public" / "quality.html",
        "assurance": released / "internal" / "assurance.html",
    }


@pytest.fixture(scope="module")
def browser(program):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium"))
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=PAGES)
def opened(browser, paths, request):
    """A page in a browser, and what it asked for beyond itself."""
    address, asked = paths[request.param].as_uri(), []
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()

    def judge(route):
        if route.request.url == address:
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    page.route("**/*", judge)
    page.goto(address)
    yield page, asked
    page.context.close()


@pytest.mark.parametrize("how", WIDTHS)
def test_axe_finds_no_violation_and_nothing_is_wider_than_the_screen(opened, how):
    page, _ = opened
    page.emulate_media(media="print" if how == "print" else "screen")
    page.set_viewport_size({"width": WIDTHS[how], "height": 900})
    page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": STANDARDS}}
    found = page.evaluate("options => axe.run(document, options)", options)
    told = [f"{each['id']}: {node['html'][:200]}" for each in found["violations"] for node in each["nodes"]]
    assert len(found["passes"]) > 10
    assert told == []
    beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert how == "print" or page.evaluate(beyond) <= 0


def test_axe_notices_what_is_wrong(opened):
    page, _ = opened
    page.evaluate(AXE_SCRIPT)
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<p id=spoilt><img src=\"data:,\"></p>')"
    )
    found = page.evaluate("axe.run('#spoilt')")
    page.evaluate("document.getElementById('spoilt').remove()")
    assert "image-alt" in {each["id"] for each in found["violations"]}


def test_a_keyboard_reaches_everything_in_order_sees_where_it_is_and_gets_out_again(opened):
    page, _ = opened
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 900})
    there = page.evaluate(f'document.querySelectorAll("{REACHED}").length')
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    reached = []
    while len(reached) <= there:
        page.keyboard.press("Tab")
        now = page.evaluate(FOCUSED)
        if now is None:
            break
        assert now["outline"] >= 2 and now["seen"], f"focus is not seen on {now['what']}"
        reached.append(now["place"])
    assert there > 1 and reached == list(range(there))


def test_the_first_key_skips_to_the_content(opened):
    page, _ = opened
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_nothing_is_asked_of_a_network(opened):
    assert opened[1] == []
