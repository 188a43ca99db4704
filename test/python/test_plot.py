"""plotsim_plot as XML, and the pictures of the README."""

import importlib.util
import xml.etree.ElementTree

import pytest

SUBJECTS = [
    ("template:saas", None),
    ("template:ecommerce", "metric:visits"),
    ("template:hr", "column:dim_date.date"),
    ("template:retail_analytics", "column:orders.status"),
]


@pytest.mark.parametrize(("config", "of"), SUBJECTS)
@pytest.mark.parametrize("dark", [False, True])
def test_a_picture_is_xml_with_a_title_and_no_script(connection, config, of, dark):
    svg, = connection.execute("FROM plotsim_plot(?, of := ?, dark := ?, scale := 0.05)", [config, of, dark]).fetchone()
    root = xml.etree.ElementTree.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.find("{http://www.w3.org/2000/svg}title").text
    assert not any("script" in element.tag or "href" in "".join(element.attrib) for element in root.iter())


def test_the_pictures_of_the_readme_are_up_to_date(connection, repository):
    spec = importlib.util.spec_from_file_location("pictures", repository / "scripts" / "pictures.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for path, svg in module.pictures(connection):
        assert path.read_text(encoding="utf-8") == svg, f"{path.name} is out of date: run make pictures"
