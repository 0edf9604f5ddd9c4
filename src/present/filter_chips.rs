//! The filter in force, as chips that can be edited and removed.

use crate::model::{Factor, Filter, Outcome, Severity};

use super::{Zone, format};

/// Which clause a chip stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChipKind {
    /// The time range.
    Time,
    /// The least severity.
    Severity,
    /// The users.
    Users,
    /// The outcomes.
    Outcomes,
    /// The factors.
    Factors,
    /// The countries.
    Countries,
    /// The addresses.
    Ips,
    /// The free text.
    Text,
}

/// One clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// Which clause.
    pub kind: ChipKind,
    /// What is asked: `outcome is`.
    pub lead: String,
    /// The values: `denied, no answer`.
    pub value: String,
}

/// How many values a chip names before it counts the rest.
const NAMED: usize = 2;

/// The chips of a filter, in the order of the bar.
pub fn build(filter: &Filter, zone: &Zone) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut push = |kind, lead: &str, value: String| {
        if !value.is_empty() {
            chips.push(Chip { kind, lead: lead.to_owned(), value });
        }
    };
    let time = filter.time.map(|range| {
        let last = crate::model::Timestamp(range.end.0.saturating_sub(1).max(range.start.0));
        if range.span() >= crate::model::Span::from_days(2) {
            format::day_range(range.start, last, zone)
        } else {
            let day = format::short_day(range.start, zone);
            format!("{day} {}", format::range(range.start, last, zone))
        }
    });
    push(ChipKind::Time, "", time.unwrap_or_default());
    let severity = filter.min_severity.map(|severity| severity.key().to_owned());
    push(ChipKind::Severity, "severity ≥", severity.unwrap_or_default());
    push(ChipKind::Users, "user is", values(filter.users.iter().map(|user| format::shown(user))));
    let outcomes = filter.outcomes.iter().map(|outcome| Outcome::title(*outcome).to_owned());
    push(ChipKind::Outcomes, "outcome is", values(outcomes));
    let factors = filter.factors.iter().map(|factor| Factor::title(*factor).to_owned());
    push(ChipKind::Factors, "factor is", values(factors));
    let countries = filter.countries.iter().map(|country| format::shown(country));
    push(ChipKind::Countries, "country is", values(countries));
    push(ChipKind::Ips, "address is", values(filter.ips.iter().map(|ip| format::shown(ip))));
    push(ChipKind::Text, "holds", quoted(&filter.text));
    chips
}

fn quoted(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("“{}”", format::shown(text)) }
}

fn values(values: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = values.collect();
    let named = all.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

/// The severities that a filter can ask for, worst first.
pub const SEVERITIES: [Severity; 4] =
    [Severity::Critical, Severity::High, Severity::Medium, Severity::Low];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_filter_has_no_chip() {
        assert!(build(&Filter::default(), &Zone::utc()).is_empty());
    }

    #[test]
    fn many_values_are_counted_and_not_listed() {
        let filter =
            Filter { ips: (1..=5).map(|n| format!("192.0.2.{n}")).collect(), ..Filter::default() };
        let chips = build(&filter, &Zone::utc());
        assert_eq!(chips[0].value, "192.0.2.1, 192.0.2.2 and 3 more");
    }
}
