//! The style sheet, with the theme's colours as variables: light, dark, and light again on paper.

use crate::report::palette::{DARK, LIGHT, Palette, Rgb};

/// The colours by the name of their variable.
fn tokens(palette: &Palette) -> [(&'static str, Rgb); 21] {
    [
        ("bg", palette.bg),
        ("panel", palette.panel),
        ("raised", palette.raised),
        ("line", palette.line),
        ("selection", palette.selection),
        ("text", palette.text),
        ("muted", palette.muted),
        ("faint", palette.faint),
        ("accent", palette.accent),
        ("approved", palette.approved),
        ("denied", palette.denied),
        ("no-answer", palette.no_answer),
        ("wrong-number", palette.wrong_number),
        ("fraud", palette.fraud),
        ("open", palette.open),
        ("critical", palette.critical),
        ("high", palette.high),
        ("medium", palette.medium),
        ("low", palette.low),
        ("land", palette.land),
        ("border", palette.border),
    ]
}

fn variables(palette: &Palette) -> String {
    let lines = tokens(palette).map(|(name, color)| format!("--{name}:{color};"));
    format!(":root{{{}}}", lines.concat())
}

/// Charts are drawn in the light theme; these rules give their colours to the theme in force.
fn chart_colors() -> String {
    let rules = tokens(&LIGHT).map(|(name, Rgb(r, g, b))| {
        let hex = format!("#{r:02X}{g:02X}{b:02X}");
        format!(
            ".chart [fill=\"{hex}\"]{{fill:var(--{name})}}\
             .chart [stroke=\"{hex}\"]{{stroke:var(--{name})}}"
        )
    });
    rules.concat()
}

/// The whole sheet; it loads nothing.
pub(super) fn sheet() -> String {
    let (light, dark) = (variables(&LIGHT), variables(&DARK));
    let charts = chart_colors();
    format!(
        "{light}@media (prefers-color-scheme:dark){{{dark}}}@media print{{{light}}}{charts}{RULES}"
    )
}

const RULES: &str = r#"
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:14px/1.45 Inter,system-ui,sans-serif}
header,main,footer{max-width:1120px;margin:0 auto;padding:12px 24px}
header{padding-top:28px}
h1{font-size:24px;margin:0 0 4px}
h2{font-size:19px;margin:28px 0 8px}
h3{font-size:15px;margin:20px 0 6px}
p{margin:6px 0;max-width:80ch}
.lead{font-size:16px}
.muted,.capped,footer{color:var(--muted)}
.none{color:var(--muted)}
.capped{font-weight:600}
section.page{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:4px 20px 16px;margin:16px 0}
.figures{display:flex;flex-wrap:wrap;gap:8px;margin:12px 0;padding:0;list-style:none}
.figures li{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:8px 14px;min-width:108px}
.figures b{display:block;font-size:20px;font-variant-numeric:tabular-nums}
table{border-collapse:collapse;width:100%;margin:8px 0;font-size:12.5px}
caption{text-align:left;color:var(--muted);padding:4px 0}
th,td{text-align:left;vertical-align:top;padding:4px 8px;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
thead th{background:var(--raised);font-weight:600;overflow-wrap:normal}
tbody th{font-weight:600;width:190px}
.scroll{overflow-x:auto}
.mono,td.mono{font-family:"JetBrains Mono",ui-monospace,monospace;font-size:12px}
.num{text-align:right;font-variant-numeric:tabular-nums}
.chip{display:inline-block;border-radius:4px;padding:0 7px;border:1px solid currentColor;font-weight:600;font-size:12px}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low,.info{color:var(--low)}
.o-approved{color:var(--approved)}.o-denied,.o-denied_or_wrong_code{color:var(--denied)}
.o-no_answer,.o-cancelled{color:var(--no-answer)}.o-wrong_number,.o-wrong_code{color:var(--wrong-number)}
.o-fraud_reported{color:var(--fraud)}.o-blocked,.o-error,.o-open,.o-unknown{color:var(--open)}
.finding{border-left:4px solid var(--line);padding-left:12px;margin:14px 0}
.finding.s-critical{border-color:var(--critical)}.finding.s-high{border-color:var(--high)}
.finding.s-medium{border-color:var(--medium)}.finding.s-low,.finding.s-info{border-color:var(--low)}
.changed{font-weight:700;color:var(--accent)}
figure.chart{margin:10px 0;border:1px solid var(--line);border-radius:8px;overflow:hidden;background:var(--panel)}
.chart svg{display:block;width:100%;height:auto}
.chart text{font-family:Inter,system-ui,sans-serif}
figcaption{padding:4px 10px;color:var(--muted);font-size:12px}
a{color:var(--accent)}
@media print{
 body{font-size:10.5pt;background:#fff}
 header,main,footer{max-width:none;padding:0}
 section.page{break-before:page;border:0;padding:0}
 tr,figure,.finding h3{break-inside:avoid}
 thead{display:table-header-group}
 .scroll{overflow:visible}
 @page{margin:16mm 14mm}
}
"#;
