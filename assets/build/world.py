"""Country shapes: TopoJSON of world-atlas to rings that end at the antimeridian."""

import heapq
import json
import math

from .wire import Writer

COAST, BORDER, HIDDEN = 0, 1, 2
# Areas without an ISO number in world-atlas that have a user-assigned code in common use.
EXTRA_CODES = {"Kosovo": "XK"}


def decode(topology, countries_json):
    """Arcs in hundredths of a degree, and countries as rings of signed arc numbers."""
    topology = json.loads(topology)
    by_number = {c["isonumeric"]: c["iso"] for c in json.loads(countries_json).values()}
    arcs = [absolute(arc, topology["transform"]) for arc in topology["arcs"]]
    uses = [0] * len(arcs)
    countries, extra = [], []
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        code = by_number.get(int(shape["id"])) if "id" in shape else EXTRA_CODES.get(name)
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        kept = []
        for polygon in polygons:
            for index in {i if i >= 0 else ~i for ring in polygon for i in ring}:
                uses[index] += 1
            kept += whole_or_cut(polygon, arcs, extra)
        countries.append({"code": code, "name": name, "polygons": kept})
    kinds = [BORDER if count > 1 else COAST for count in uses]
    used = {i if i >= 0 else ~i for c in countries for p in c["polygons"] for r in p
            if not isinstance(r, Cut) for i in r}
    return assemble(arcs, kinds, used, extra, countries)


class Cut(list):
    """A ring that was cut: its points, no arcs."""


def absolute(arc, transform):
    """An arc's points in hundredths of a degree, without repeated ones."""
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        point = (round((x * sx + tx) * 100), round((y * sy + ty) * 100))
        if not points or points[-1] != point:
            points.append(point)
    return points


def points_of(ring, arcs):
    """The closed point list of a ring of signed arc numbers."""
    points = []
    for index in ring:
        part = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += part[1:] if points and points[-1] == part[0] else part
    return points


def unwrap(points):
    """Longitudes without jumps; the last one differs from the first by the winding."""
    out, shift = [points[0]], 0
    for (before, _), (lon, lat) in zip(points, points[1:]):
        if lon - before > 18000:
            shift -= 36000
        elif before - lon > 18000:
            shift += 36000
        out.append((lon + shift, lat))
    return out


def whole_or_cut(polygon, arcs, extra):
    """The polygon as it is, or cut at the antimeridian into polygons of Cut rings."""
    rings = [points_of(ring, arcs) for ring in polygon]
    crossing = [any(abs(a[0] - b[0]) > 18000 for a, b in zip(r, r[1:])) for r in rings]
    if not any(crossing):
        good = [ring for ring, points in zip(polygon, rings) if len(set(points)) >= 3]
        return [good] if good else []
    extra += [split for ring in rings for split in split_line(ring)]
    out = []
    for points in rings:
        if all(lat <= -8990 for _, lat in points):
            continue
        flat = unwrap(points)
        if flat[-1][0] != flat[0][0]:
            out.append([Cut(polar(flat))])
            continue
        for low in (-54000, -18000, 18000):
            piece = clip(clip(flat, low, True), low + 36000, False)
            if len(set(piece)) >= 3:
                out.append([Cut((lon - low - 18000, lat) for lon, lat in piece)])
    return out


def polar(flat):
    """A ring once around the south pole, closed along the lower edge of the map."""
    if flat[-1][0] < flat[0][0]:
        flat = flat[::-1]
    flat = flat[:-1]
    start = min(range(len(flat)), key=lambda i: wrapped(flat[i][0]))
    first = flat[start][0]
    turn = flat[start:] + [(lon + 36000, lat) for lon, lat in flat[:start]]
    points = [(lon - first + wrapped(first), lat) for lon, lat in turn]
    edge = points[0][1]
    side = [edge + (-9000 - edge) * step // 6 for step in range(7)]
    return ([(-18000, lat) for lat in reversed(side)] + points
            + [(18000, lat) for lat in side] + [(-18000, -9000)])


def wrapped(lon):
    return (lon + 18000) % 36000 - 18000


def clip(points, limit, keep_east):
    """Sutherland–Hodgman against one meridian."""
    inside = (lambda p: p[0] >= limit) if keep_east else (lambda p: p[0] <= limit)
    out = []
    for a, b in zip(points, points[1:] + points[:1]):
        if inside(a):
            out.append(a)
        if inside(a) != inside(b):
            share = (limit - a[0]) / (b[0] - a[0])
            out.append((limit, round(a[1] + share * (b[1] - a[1]))))
    return out


def split_line(points):
    """A coast line in pieces that do not jump across the map, without edges along ±180 and −90."""
    pieces, piece = [], []
    for a, b in zip(points, points[1:]):
        on_edge = abs(a[0]) == abs(b[0]) == 18000 or a[1] <= -8990 and b[1] <= -8990
        if abs(a[0] - b[0]) > 18000 or on_edge:
            pieces.append(piece)
            piece = []
        else:
            piece += [b] if piece and piece[-1] == a else [a, b]
    pieces.append(piece)
    return [p for p in pieces if len(p) > 1]


def assemble(arcs, kinds, used, extra, countries):
    """Numbers the arcs that are left: the used ones, the cut rings (hidden), their coast lines."""
    number, out = {}, []
    for index in sorted(used):
        number[index] = len(out)
        out.append((kinds[index], arcs[index]))
    for country in countries:
        for polygon in country["polygons"]:
            for place, ring in enumerate(polygon):
                if isinstance(ring, Cut):
                    polygon[place] = [len(out)]
                    out.append((HIDDEN, list(ring)))
                else:
                    polygon[place] = [number[i] if i >= 0 else ~number[~i] for i in ring]
    out += [(COAST, line) for line in extra]
    for country in countries:
        country["label"] = label_point(country, [points for _, points in out])
    return {"arcs": out, "countries": sorted(countries, key=lambda c: (c["code"] or "~~", c["name"]))}


def label_point(country, arcs):
    """The point of the largest polygon that is farthest from its edge, in degrees (lon, lat)."""
    rings = max(([points_of(r, arcs) for r in p] for p in country["polygons"]),
                key=lambda p: abs(area(p[0])) * math.cos(math.radians(mean_lat(p[0]))))
    scale = math.cos(math.radians(mean_lat(rings[0])))
    flat = [[(lon * scale, float(lat)) for lon, lat in ring] for ring in rings]
    x, y = pole_of_inaccessibility(flat)
    return x / scale / 100, y / 100


def mean_lat(ring):
    return sum(lat for _, lat in ring) / len(ring) / 100


def area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1])) / 2


def signed_distance(x, y, rings):
    """Distance to the polygon's edge, positive inside."""
    inside, best = False, math.inf
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1]):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                inside = not inside
            dx, dy = bx - ax, by - ay
            length = dx * dx + dy * dy
            t = 0.0 if length == 0 else max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / length))
            best = min(best, (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2)
    return math.sqrt(best) if inside else -math.sqrt(best)


def pole_of_inaccessibility(rings, precision=5.0):
    """Search by quarters, best first (the idea of mapbox's polylabel)."""
    xs, ys = [p[0] for p in rings[0]], [p[1] for p in rings[0]]
    size = max(min(max(xs) - min(xs), max(ys) - min(ys)), 1.0)
    heap, best = [], (-math.inf, xs[0], ys[0])

    def push(x, y, half):
        nonlocal best
        distance = signed_distance(x, y, rings)
        best = max(best, (distance, x, y))
        heapq.heappush(heap, (-(distance + half * math.sqrt(2)), x, y, half))

    x = min(xs)
    while x < max(xs):
        y = min(ys)
        while y < max(ys):
            push(x + size / 2, y + size / 2, size / 2)
            y += size
        x += size
    while heap:
        bound, x, y, half = heapq.heappop(heap)
        if -bound - best[0] <= precision:
            break
        for dx in (-half / 2, half / 2):
            for dy in (-half / 2, half / 2):
                push(x + dx, y + dy, half / 2)
    return best[1], best[2]


def label_points(shapes):
    """alpha-2 → (lon, lat) of every country with a code."""
    return {c["code"]: c["label"] for c in shapes["countries"] if c["code"]}


def encode(shapes):
    """The asset: arcs as zigzag deltas, then countries as rings of arc numbers."""
    out = Writer(b"PSW1")
    out.varint(len(shapes["arcs"]))
    for kind, points in shapes["arcs"]:
        out.varint(kind)
        out.varint(len(points))
        x = y = 0
        for lon, lat in points:
            out.signed(lon - x)
            out.signed(lat - y)
            x, y = lon, lat
    out.varint(len(shapes["countries"]))
    for country in shapes["countries"]:
        out.raw((country["code"] or "\0\0").encode())
        out.text(country["name"])
        out.signed(round(country["label"][0] * 100))
        out.signed(round(country["label"][1] * 100))
        out.varint(len(country["polygons"]))
        for polygon in country["polygons"]:
            out.varint(len(polygon))
            for ring in polygon:
                out.varint(len(ring))
                for index in ring:
                    out.signed(index)
    return out.packed()
