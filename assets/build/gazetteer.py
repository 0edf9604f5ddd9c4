"""The gazetteer: countries, states and cities with the keys under which a log may name them."""

import difflib
import json
import math

from . import names
from .fold import LETTERS, WORDS, fold, is_latin
from .wire import Writer

LARGE = 100_000  # inhabitants from which a city keeps many alternate names
MANY, FEW = 40, 6
SKIPPED = ("Lungsod", "Dakbayan", "Kota ", "Ciudad", "Cathair", "Cidade")
MIN_RADIUS_KM = 25
COVERED = 0.98  # share of the known inhabitants that a radius covers


def build(cities, towns, countries, admin1, labels):
    """The packed asset."""
    places = collect(json.loads(cities), json.loads(towns))
    lands = country_rows(json.loads(countries), labels, places)
    states = state_rows(json.loads(admin1), {land["code"]: i for i, land in enumerate(lands)}, places)
    return encode(lands, states, places)


def collect(cities, towns):
    """Every city and town, sorted by country, state, size, so that columns compress."""
    rows = []
    for key in {**towns, **cities}:
        row = cities.get(key) or towns[key]
        rows.append({
            "id": row["geonameid"], "name": row["name"], "country": row["countrycode"],
            "state": row["admin1code"], "lat": row["latitude"], "lon": row["longitude"],
            "population": row["population"],
            "keys": keys(row, key in cities),
        })
    rows.sort(key=lambda r: (r["country"], r["state"], -r["population"], r["id"]))
    return rows


def keys(row, with_alternates):
    """Folded names, the chief one first."""
    chief = fold(row["name"])
    out = [chief]
    if not with_alternates:
        return out
    found = {}
    for name in row["alternatenames"]:
        if is_worth_keeping(name):
            found.setdefault(fold(name), None)
    found.pop(chief, None)
    limit = MANY if row["population"] >= LARGE else FEW
    near = sorted(found, key=lambda k: (-difflib.SequenceMatcher(None, chief, k).ratio(), k))
    return out + near[:limit]


def is_worth_keeping(name):
    """Whether a log in Latin letters may say it: transliterations of GeoNames begin small, or hold
    an apostrophe for a soft sign; three capitals are an airport."""
    return (is_latin(name) and name[0].isupper() and len(name) <= 28
            and not (len(name) <= 4 and name.isupper())
            and "'" not in name and not name.startswith(SKIPPED))


def km(a, b):
    """Great-circle distance of two (lat, lon)."""
    (lat_a, lon_a), (lat_b, lon_b) = [tuple(map(math.radians, p)) for p in (a, b)]
    h = (math.sin((lat_b - lat_a) / 2) ** 2
         + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2)
    return 2 * 6371.0088 * math.asin(math.sqrt(min(1.0, h)))


def radius(center, members):
    """The radius around `center` that covers COVERED of the members' inhabitants."""
    total = sum(max(m["population"], 1) for m in members)
    seen = 0
    for distance, people in sorted((km(center, (m["lat"], m["lon"])), max(m["population"], 1)) for m in members):
        seen += people
        if seen >= COVERED * total:
            return max(MIN_RADIUS_KM, math.ceil(distance))
    return MIN_RADIUS_KM


def center(members):
    """The mean of the members, weighted by inhabitants, on the sphere."""
    x = y = z = 0.0
    for m in members:
        weight, lat, lon = max(m["population"], 1), math.radians(m["lat"]), math.radians(m["lon"])
        x += weight * math.cos(lat) * math.cos(lon)
        y += weight * math.cos(lat) * math.sin(lon)
        z += weight * math.sin(lat)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def country_rows(countries, labels, places):
    """Countries sorted by alpha-2; historic codes of GeoNames (AN, CS) are left out."""
    rows = []
    for c in sorted(countries.values(), key=lambda c: c["iso"]):
        if c["iso"] in ("AN", "CS"):
            continue
        members = [p for p in places if p["country"] == c["iso"]]
        point = None
        if c["iso"] in labels:
            point = (labels[c["iso"]][1], labels[c["iso"]][0])
        elif members:
            point = center(members)
        aliases = sorted({fold(a) for a in [c["name"], *names.COUNTRIES.get(c["iso"], [])]})
        rows.append({"code": c["iso"], "alpha3": c["iso3"], "number": c["isonumeric"], "name": c["name"],
                     "aliases": aliases, "point": point,
                     "radius": radius(point, members) if point and members else 0})
    return rows


def strip_generic(key):
    """The key without words that come and go (`province of`, `oblast`)."""
    for phrase in sorted(names.GENERIC, key=lambda g: (-len(g), g)):
        if phrase.endswith(" of") or phrase == "the":
            key = key.removeprefix(phrase + " ")
        else:
            key = key.removesuffix(" " + phrase)
    return key


def state_rows(admin1, country_index, places):
    """States sorted by (country, code), with centre and radius from their cities."""
    members = {}
    for place in places:
        members.setdefault((place["country"], place["state"]), []).append(place)
    rows = []
    for row in admin1:
        country, code = row["code"].split(".", 1)
        if country not in country_index:
            continue
        here = members.get((country, code), [])
        known = names.STATES.get(country, {}).get(row["name"], [])
        found = {fold(row["name"]), strip_generic(fold(row["name"])), *map(fold, known)}
        if code.isalpha():
            found.add(fold(code))
        point = center(here) if here else None
        rows.append({"country": country_index[country], "code": code, "name": row["name"],
                     "aliases": sorted(k for k in found if k), "point": point,
                     "radius": radius(point, here) if point else 0})
    rows.sort(key=lambda r: (r["country"], r["code"]))
    return rows


def put_point(out, point):
    """A place in thousandths of a degree; a flag says whether there is one."""
    out.varint(0 if point is None else 1)
    if point is not None:
        out.signed(round(point[0] * 1000))
        out.signed(round(point[1] * 1000))


def encode(lands, states, places):
    """Fold tables, countries, states, cities by column, sorted keys with front coding."""
    out = Writer(b"PSG1")
    out.varint(len(LETTERS))
    for char, replacement in sorted(LETTERS.items()):
        out.varint(ord(char))
        out.text(replacement)
    out.varint(len(WORDS))
    for word, full in sorted(WORDS.items()):
        out.text(word)
        out.text(full)
    out.varint(len(names.GENERIC))
    for phrase in sorted(names.GENERIC, key=lambda g: (-len(g), g)):
        out.text(phrase)
    out.varint(len(lands))
    for land in lands:
        out.raw(land["code"].encode())
        out.raw(land["alpha3"].encode().ljust(3, b"\0"))
        out.varint(land["number"])
        out.text(land["name"])
        put_aliases(out, land["aliases"])
        put_point(out, land["point"])
        out.varint(land["radius"])
    out.varint(len(states))
    for state in states:
        out.varint(state["country"])
        out.text(state["name"])
        put_aliases(out, state["aliases"])
        put_point(out, state["point"])
        out.varint(state["radius"])
    put_cities(out, lands, states, places)
    return out.packed()


def put_aliases(out, aliases):
    out.varint(len(aliases))
    for alias in aliases:
        out.text(alias)


def put_cities(out, lands, states, places):
    """Columns of cities; state 0 is none. Then the keys."""
    land_of = {land["code"]: i for i, land in enumerate(lands)}
    state_of = {(lands[s["country"]]["code"], s["code"]): i + 1 for i, s in enumerate(states)}
    places = [p for p in places if p["country"] in land_of]
    out.varint(len(places))
    for place in places:
        out.varint(land_of[place["country"]])
    for place in places:
        out.varint(state_of.get((place["country"], place["state"]), 0))
    for place in places:
        out.signed(round(place["lat"] * 1000))
    for place in places:
        out.signed(round(place["lon"] * 1000))
    for place in places:
        out.varint(place["population"])
    entries = sorted(
        (key, 0 if rank == 0 else 1, -place["population"], index)
        for index, place in enumerate(places) for rank, key in enumerate(place["keys"]) if key)
    out.varint(len(entries))
    before = b""
    for key, _, _, _ in entries:
        data = key.encode()
        shared = 0
        while shared < min(len(before), len(data)) and before[shared] == data[shared]:
            shared += 1
        out.varint(shared)
        out.varint(len(data) - shared)
        out.raw(data[shared:])
        before = data
    for _, alternate, _, index in entries:
        out.varint(index << 1 | alternate)
