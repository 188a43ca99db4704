"""The report: in a real browser, as a desk and a phone show it, and the ways of getting it into a file."""

import json
import os
import shutil

import pytest

from plotsim_data import TEMPLATES, names, one, quoted

# Fewer rows of the large ones: what is on the page stays the same.
OPTIONS = {template: "" for template in TEMPLATES} | {"retail_analytics": ", scale := 0.005", "web_analytics": ", scale := 0.005", "marketplace": ", scale := 0.1", "bank": ", scale := 0.1"}
DESK, PHONE = (1200, 900), (360, 740)
SECTIONS = {
    "plotsim": ["Diagram", "Tables", "Trajectories", "Metrics", "Correlations", "Lags", "Events", "Checks"],
    "datagen": ["Diagram", "Tables", "Columns", "Checks"],
}
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)

GYM = """
about: Members of a climbing gym
unit: member
window: ["2024-01", "2024-12", "monthly"]
metrics:
  - { name: energy, type: score, polarity: positive }
segments:
  - { name: regulars, count: 60, archetype: growth }
"""

# Names that would end a tag, an attribute, a style sheet or a script.
HOSTILE = """
seed: 7
datasets:
  - name: '<script>document.title="broken"</script>'
    output: a
    num_rows: 50
    columns:
      - { name: 'id"><img src="http://example.invalid/x.png">', generator: { type: sequential_id } }
      - { name: "</style><b>", generator: { type: weighted_choice, values: { "</svg><script>document.title='x'</script>": 1, "&amp;": 2 } } }
"""


def page(connection, config: str, options: str = "") -> str:
    return one(connection, f"FROM plotsim_report({quoted(config)}{options})")


# In a browser


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """A headless Chromium. Without one the tests are skipped, unless PLOTSIM_NEEDS_BROWSER says that there must be one."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    try:
        from selenium import webdriver
    except ImportError:
        webdriver = None
    missing = [
        name
        for name, found in [("chromium", chromium), ("chromedriver", driver), ("Python's selenium", webdriver)]
        if not found
    ]
    if missing:
        reason = f"{', '.join(missing)} not found"
        (pytest.fail if os.environ.get("PLOTSIM_NEEDS_BROWSER") else pytest.skip)(reason)
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in [*FLAGS.split(), f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield browser
    browser.quit()


@pytest.fixture
def show(browser, tmp_path):
    """A function that opens a page at a size and gives the browser; afterwards nothing may have gone wrong."""

    def show(text: str, size: tuple[int, int]):
        (tmp_path / "report.html").write_text(text, encoding="utf-8")
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size == PHONE}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        browser.get_log("browser"), browser.get_log("performance")
        browser.get((tmp_path / "report.html").as_uri())
        return browser

    yield show
    assert browser.get_log("browser") == []
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    requests = [message["params"] for message in messages if message["method"] == "Network.requestWillBeSent"]
    # The browser opens with a page of its own.
    own = [request["request"]["url"] for request in requests if request["documentURL"].startswith("file:")]
    assert own and all(url.startswith(("file:", "data:")) for url in own)


def texts(browser, selector: str) -> list[str]:
    script = "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent.trim())"
    return browser.execute_script(script, selector)


def cells(browser, selector: str) -> list[list[str]]:
    script = (
        "return [...document.querySelectorAll(arguments[0])]"
        ".map(row => [...row.cells].map(cell => cell.textContent.trim()))"
    )
    return browser.execute_script(script, selector)


@pytest.fixture(params=OPTIONS)
def template(request):
    return request.param


def language(template: str) -> str:
    return "plotsim" if template in TEMPLATES else "datagen"


def test_it_shows_what_the_config_holds(connection, show, template):
    config, options = f"template:{template}", OPTIONS[template]
    browser = show(page(connection, config, options), DESK)
    assert texts(browser, "h2") == SECTIONS[language(template)]
    assert len(texts(browser, "h1")) == 1 and texts(browser, "h1")[0]
    assert texts(browser, "nav a") == texts(browser, "h2")
    listed = connection.execute(f"SELECT name, kind FROM plotsim_tables({quoted(config)}{options})").fetchall()
    shown = cells(browser, "table.tables tbody tr")
    assert [(row[0], row[1]) for row in shown] == listed
    function = "plotsim_table" if language(template) == "plotsim" else "smelt_datagen"
    for row in shown:
        rows = one(connection, f"SELECT count(*) FROM {function}({quoted(config)}, {quoted(row[0])}{options})")
        assert row[3] == f"{rows:,}", row[0]
    assert texts(browser, ".diagram .name title") == [name for name, _ in listed]
    checks = connection.execute(
        f"""SELECT status, "check", coalesce("table", '–') FROM plotsim_check({quoted(config)}{options})"""
    ).fetchall()
    assert sorted(tuple(row[:3]) for row in cells(browser, "table.checks tbody tr")) == sorted(checks)


def test_every_picture_is_drawn_and_named(connection, show, template):
    config, options = f"template:{template}", OPTIONS[template]
    browser = show(page(connection, config, options), DESK)
    pictures = browser.execute_script(
        "return [...document.querySelectorAll('svg')].map(svg => [svg.getAttribute('role'), "
        "svg.firstElementChild.tagName, svg.firstElementChild.textContent, svg.clientWidth, svg.clientHeight])"
    )
    for role, tag, text, width, height in pictures:
        assert (role, tag) == ("img", "title") and text and width > 150 and height > 60

    def charts(section: str) -> int:
        selector = f"section[aria-labelledby={section}] svg.chart"
        return browser.execute_script("return document.querySelectorAll(arguments[0]).length", selector)

    if language(template) == "datagen":
        days = one(connection, f"SELECT count(*) FROM plotsim_columns({quoted(config)}) WHERE source = 'partition'")
        assert charts("columns") > days
        columns = one(connection, f"SELECT count(*) FROM plotsim_columns({quoted(config)})")
        assert len(texts(browser, ".card")) == columns
        return
    archetypes = one(connection, f"SELECT count(DISTINCT archetype) FROM plotsim_trajectories({quoted(config)})")
    assert charts("trajectories") == archetypes
    metrics = one(
        connection,
        f"""
        SELECT count(*) FROM plotsim_columns({quoted(config)}) AS c
        JOIN plotsim_tables({quoted(config)}) AS t ON c."table" = t.name
        WHERE source LIKE 'metric:%' AND grain = 'per_entity_per_period'""",
    )
    # What only holds under a condition has no law over all rows, and no chart.
    manifest = json.loads(one(connection, f"SELECT manifest FROM plotsim_manifest({quoted(config)}, hashes := false)"))
    conditional = {metric["name"] for metric in manifest["metrics"] if metric.get("only_when") is not None}
    assert charts("metrics") == metrics - len(conditional)
    events = one(connection, f"SELECT count(*) FROM plotsim_tables({quoted(config)}) WHERE kind = 'event'")
    assert charts("events") == events
    assert charts("lags") > 0
    pairs = connection.execute(f"SELECT metric_a, metric_b FROM plotsim_correlations({quoted(config)})").fetchall()
    shown = cells(browser, "section[aria-labelledby=correlations] .wide > table:not(.matrix) tbody tr")
    assert sorted((row[0], row[1]) for row in shown) == sorted(pair for pair in pairs if not conditional & set(pair))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_it_fits_the_screen(connection, show, template, size):
    browser = show(page(connection, f"template:{template}", OPTIONS[template]), size)
    width = browser.execute_script("return document.documentElement.clientWidth")
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width <= size[0]
    # Only what says so may be wider than the page, and scrolls by itself.
    outside = browser.execute_script(
        "return [...document.querySelectorAll('body *')].filter(e => !e.closest('.wide') && !e.closest('svg') && "
        "e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 200))"
    )
    assert outside == []
    # Labels of charts stay legible.
    letters = browser.execute_script(
        "return Math.min(...[...document.querySelectorAll('svg.chart')]"
        ".map(svg => 11 * svg.clientWidth / (svg.viewBox.baseVal.width / 4)))"
    )
    assert letters >= 9


def test_text_keeps_its_distance_from_the_ground(connection, show):
    """Contrast of at least 4.5 (WCAG AA) for all text outside of pictures, by day and by night."""
    for scheme in "light", "dark":
        browser = show(page(connection, "template:saas"), DESK)
        feature = {"name": "prefers-color-scheme", "value": scheme}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
        low = browser.execute_script(
            """
            const parse = text => { const n = text.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n };
            const linear = v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
            const luminance = rgb => {
                const [r, g, b] = rgb.map(v => linear(v / 255));
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const over = (under, [r, g, b, a]) => under.map((v, i) => v * (1 - a) + [r, g, b][i] * a);
            const ground = e => {
                const layers = [];
                for (; e; e = e.parentElement) layers.unshift(parse(getComputedStyle(e).backgroundColor));
                return layers.reduce(over, [255, 255, 255]);
            };
            const contrast = e => {
                const [a, b] = [parse(getComputedStyle(e).color).slice(0, 3), ground(e)].map(luminance);
                return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            };
            const says = e => [...e.childNodes].some(node => node.nodeType == 3 && node.data.trim());
            return [...document.querySelectorAll('body *')].filter(e => !e.closest('svg') && says(e))
                .map(e => [contrast(e), e.outerHTML.slice(0, 100)]).filter(([c]) => c < 4.5);
            """
        )
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
        assert low == [], scheme


def test_hostile_names_stay_text(connection, show):
    browser = show(page(connection, HOSTILE), PHONE)
    assert browser.title.startswith("<script>document.title=")
    assert texts(browser, "script, img, main b") == []
    assert texts(browser, "h2") == SECTIONS["datagen"]


# In SQL


def test_a_page_becomes_a_file(connection, tmp_path):
    """The statements that docs/report.md gives."""
    wanted = page(connection, "template:saas")
    connection.execute(f"COPY (FROM plotsim_report('template:saas')) TO '{tmp_path}/text.html' (HEADER false, QUOTE '')")
    connection.execute(f"COPY (SELECT encode(html) FROM plotsim_report('template:saas')) TO '{tmp_path}/bytes.html' (FORMAT blob)")
    assert (tmp_path / "bytes.html").read_bytes() == wanted.encode()
    assert (tmp_path / "text.html").read_bytes() == wanted.encode() + b"\n"


def test_the_same_config_gives_the_same_page(connect, template):
    config, options = f"template:{template}", OPTIONS[template]
    one_thread, many = connect(), connect()
    one_thread.execute("SET threads = 1")
    many.execute("SET threads = 8")
    assert page(one_thread, config, options) == page(many, config, options)


def test_another_seed_gives_another_page(connection):
    assert page(connection, "template:saas") != page(connection, "template:saas", ", seed := 2")


def test_more_entities_do_not_make_a_larger_page(connection):
    small, large = page(connection, GYM), page(connection, GYM, ", scale := 500")
    assert abs(len(large) - len(small)) < len(small) / 10


def test_binding_reads_no_rows(connection):
    """EXPLAIN of an endless report is quick."""
    connection.execute(f"EXPLAIN FROM plotsim_report({quoted(GYM)}, scale := 10000000)")


def test_a_diagram_has_every_table_and_reference(connection, template):
    config = f"template:{template}"
    keys = one(connection, f"""SELECT count(*) FROM plotsim_columns({quoted(config)}) WHERE "references" IS NOT NULL""")
    mermaid = one(connection, f"FROM plotsim_diagram({quoted(config)})")
    dbml = one(connection, f"FROM plotsim_diagram({quoted(config)}, format := 'dbml')")
    assert mermaid.startswith("erDiagram\n") and mermaid.count("--") == keys
    for name in names(connection, config):
        assert f'    "{name}" {{\n' in mermaid and f'Table "{name}" {{\n' in dbml
    assert dbml.count("Ref: ") == keys
