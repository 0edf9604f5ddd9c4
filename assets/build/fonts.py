"""Fonts and icons: subsets of Inter, JetBrains Mono and Phosphor, without hinting."""

import io
import json

from fontTools import subset
from fontTools.ttLib import TTFont

# Latin, Latin Extended, IPA-free combining marks, Greek, Cyrillic, Latin Extended Additional,
# punctuation, currency, letterlike, number forms, arrows, mathematical operators, technical,
# box drawing to geometric shapes, miscellaneous symbols, dingbats, replacement character.
RANGES = [
    (0x0020, 0x007E), (0x00A0, 0x024F), (0x02B0, 0x036F), (0x0370, 0x03FF), (0x0400, 0x052F),
    (0x1E00, 0x1EFF), (0x2000, 0x20CF), (0x2100, 0x218F), (0x2190, 0x21FF), (0x2200, 0x22FF),
    (0x2300, 0x23FF), (0x2500, 0x25FF), (0x2600, 0x27BF), (0xFFFD, 0xFFFD),
]

# Name in the Phosphor set, and what the window uses it for.
ICONS = [
    ("folder-open", "open evidence"),
    ("file-plus", "add a file"),
    ("files", "evidence list"),
    ("file-text", "report"),
    ("file-csv", "CSV export"),
    ("file-html", "HTML report"),
    ("file-png", "picture export"),
    ("export", "export"),
    ("download-simple", "save to disk"),
    ("floppy-disk", "save the case"),
    ("copy", "copy"),
    ("printer", "print"),
    ("user", "one user"),
    ("users", "users"),
    ("user-check", "known to this user"),
    ("fingerprint", "factor"),
    ("device-mobile", "phone that answered"),
    ("desktop", "side that asked"),
    ("phone-call", "phone call"),
    ("chat-text", "text message"),
    ("envelope-simple", "e-mail"),
    ("bell-ringing", "push"),
    ("hash", "number match"),
    ("check", "yes"),
    ("check-circle", "verified"),
    ("x", "close"),
    ("x-circle", "failed"),
    ("warning", "warning"),
    ("warning-circle", "issue"),
    ("info", "information"),
    ("question", "cannot tell"),
    ("shield-check", "evidence verified"),
    ("shield-warning", "finding"),
    ("siren", "critical"),
    ("star", "star"),
    ("tag", "tag"),
    ("note-pencil", "note"),
    ("flag", "disposition"),
    ("magnifying-glass", "search"),
    ("magnifying-glass-plus", "zoom in"),
    ("magnifying-glass-minus", "zoom out"),
    ("arrows-out", "fit all"),
    ("corners-out", "maximise a panel"),
    ("corners-in", "restore a panel"),
    ("funnel", "filter"),
    ("funnel-x", "clear the filter"),
    ("sliders-horizontal", "parameters"),
    ("gear", "settings"),
    ("clock", "time"),
    ("clock-countdown", "time-out"),
    ("calendar-blank", "date"),
    ("globe", "time zone"),
    ("map-pin", "place"),
    ("map-trifold", "map"),
    ("path", "arc between places"),
    ("chart-bar", "histogram"),
    ("list", "table"),
    ("table", "records"),
    ("code", "raw record"),
    ("database", "case file"),
    ("caret-down", "open a list"),
    ("caret-up", "sorted upwards"),
    ("caret-left", "previous"),
    ("caret-right", "next"),
    ("arrow-left", "back"),
    ("arrow-right", "forward"),
    ("arrow-up", "previous finding"),
    ("arrow-down", "next finding"),
    ("arrow-counter-clockwise", "undo"),
    ("arrow-clockwise", "redo"),
    ("sort-ascending", "sort ascending"),
    ("sort-descending", "sort descending"),
    ("eye", "show"),
    ("eye-slash", "hide"),
    ("sun", "light theme"),
    ("moon", "dark theme"),
    ("keyboard", "shortcuts"),
    ("command", "command palette"),
    ("link-simple", "linked records"),
    ("dots-three", "more"),
    ("plus", "add"),
    ("minus", "remove"),
    ("trash", "delete"),
    ("stop", "cancel a job"),
    ("circle-notch", "job under way"),
    ("broadcast", "push spray"),
    ("sidebar-simple", "side panel"),
]


def subset_font(data, codes, features):
    """The font with only `codes`, unhinted; same input, same bytes."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = features
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.recalc_timestamp = False
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    out = io.BytesIO()
    font.save(out, reorderTables=True)
    return out.getvalue()


def text_font(data):
    """A text font reduced to the scripts of RANGES."""
    codes = [code for low, high in RANGES for code in range(low, high + 1)]
    return subset_font(data, codes, ["kern", "mark", "mkmk", "ccmp", "locl"])


def icon_codes(selection):
    """(name, code point, use) of every icon in ICONS."""
    by_name = {}
    for icon in json.loads(selection)["icons"]:
        for name in icon["properties"]["name"].split(", "):
            by_name[name] = icon["properties"]["code"]
    return [(name, by_name[name], use) for name, use in ICONS]


def icon_font(data, selection):
    """The icon font with only ICONS."""
    return subset_font(data, [code for _, code, _ in icon_codes(selection)], [])


def icon_table(selection):
    """`ICONS.md`: the code points, as a table and as Rust constants."""
    rows = icon_codes(selection)
    lines = [
        "# Icons",
        "",
        "Glyphs of Phosphor (regular, MIT) in `Phosphor.ttf`, written by `build_assets.py`.",
        "",
        "| name | code point | use |",
        "|---|---|---|",
    ]
    lines += [f"| {name} | U+{code:04X} | {use} |" for name, code, use in rows]
    lines += ["", "```rust"]
    for name, code, use in rows:
        constant = name.upper().replace("-", "_")
        lines += [f"/// {use[0].upper()}{use[1:]}.", f'pub const {constant}: &str = "\\u{{{code:x}}}";']
    lines += ["```", ""]
    return "\n".join(lines).encode()
