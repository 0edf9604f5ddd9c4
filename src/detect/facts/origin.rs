//! Known, unknown or indeterminate: the ladder of DESIGN.md §6.
//!
//! The strongest identity that the log gives decides: device; else network, country and agent
//! family; else address block and agent family; else the exact address. A rung of which the
//! baseline holds nothing cannot be compared, so the next one decides.

use crate::model::{History, Novelty, Origin, OriginReason, OriginVerdict, SeenBy};

use super::baseline::Baseline;
use super::identity::Identity;

/// Judges a source against the baseline of its moment.
pub(super) fn judge(identity: &Identity, baseline: &Baseline<'_>) -> (OriginVerdict, Novelty) {
    let verdict = |origin, why| (OriginVerdict { origin, why }, Novelty::default());
    match rung(identity, baseline) {
        Rung::NoIdentity => return verdict(Origin::Indeterminate, OriginReason::NotLogged),
        Rung::Known(by) => return verdict(Origin::Known, OriginReason::Seen(by)),
        Rung::NotKnown => {}
    }
    let history = history(baseline);
    if !baseline.is_long_enough() {
        return verdict(Origin::Indeterminate, OriginReason::TooShort(history));
    }
    let novelty = novelty(identity, baseline);
    let origin = if novelty.is_new_source() { Origin::Unknown } else { Origin::Indeterminate };
    (OriginVerdict { origin, why: OriginReason::Compared(novelty, history) }, novelty)
}

enum Rung {
    /// Nothing of the source is logged.
    NoIdentity,
    /// The baseline holds it.
    Known(SeenBy),
    NotKnown,
}

fn rung(identity: &Identity, baseline: &Baseline<'_>) -> Rung {
    let answer = |known: bool, by: SeenBy| {
        if known { Rung::Known(by) } else { Rung::NotKnown }
    };
    if let Some(device) = identity.device
        && !baseline.devices.is_empty()
    {
        return answer(baseline.devices.has(&device), SeenBy::Device);
    }
    if let Some(network) = identity.network()
        && !baseline.networks.is_empty()
    {
        let known = baseline.networks.has(&network);
        return answer(known, SeenBy::Network);
    }
    if let Some(block) = identity.block_and_agent()
        && !baseline.blocks_and_agents.is_empty()
    {
        let known = baseline.blocks_and_agents.has(&block);
        return answer(known, SeenBy::Block);
    }
    match identity.ip {
        Some(ip) => answer(baseline.ips.has(&ip), SeenBy::Address),
        None if identity.device.is_some() || identity.asn.is_some() => Rung::NotKnown,
        None => Rung::NoIdentity,
    }
}

fn novelty(identity: &Identity, baseline: &Baseline<'_>) -> Novelty {
    let by_asn = identity.asn.filter(|_| !baseline.asns.is_empty());
    let by_block = identity.block.filter(|_| !baseline.blocks.is_empty());
    Novelty {
        network: by_asn
            .map(|asn| !baseline.asns.has(&asn))
            .or_else(|| by_block.map(|block| !baseline.blocks.has(&block))),
        country: identity
            .country
            .filter(|_| !baseline.countries.is_empty())
            .map(|country| !baseline.countries.has(&country)),
        agent: identity
            .agent
            .filter(|_| !baseline.agents.is_empty())
            .map(|agent| !baseline.agents.has(&agent)),
        device: identity
            .device
            .filter(|_| !baseline.devices.is_empty())
            .map(|device| !baseline.devices.has(&device)),
    }
}

fn history(baseline: &Baseline<'_>) -> History {
    let days = (baseline.span().as_secs_f64() / 86_400.0).ceil().max(1.0);
    History { sign_ins: baseline.count(), days: days as u32 }
}

#[cfg(test)]
mod tests {
    use super::super::super::detect;
    use super::super::super::scenario_notation::stage;
    use crate::model::Parameters;

    /// The origin of the latest prompt.
    fn last(text: &str) -> String {
        let staged = stage(text);
        let verdict = detect(&staged.scene(), &Parameters::default()).origins.pop().unwrap();
        format!("{}: {}", verdict.origin.key(), verdict.reason())
    }

    #[test]
    fn network_country_and_agent_of_the_baseline_are_known_at_another_address() {
        let text = last(
            "usual a 192.0.2.5/DE
            09:00:00 a 192.0.2.200/DE push denied",
        );
        assert_eq!(text, "known: network, country and agent seen together in the baseline");
    }

    #[test]
    fn network_and_country_or_network_and_agent_that_are_new_are_unknown() {
        let usual = "usual a 192.0.2.5/DE\n09:00:00 a 198.51.100.7";
        assert_eq!(
            last(&format!("{usual}/RU push denied")),
            "unknown: network and country new against 12 sign-ins in 11 days"
        );
        assert_eq!(
            last(&format!("{usual}/DE push denied ua=curl")),
            "unknown: network and agent new against 12 sign-ins in 11 days"
        );
        assert_eq!(
            last(&format!("{usual}/DE push denied")),
            "indeterminate: network new, country and agent seen in 12 sign-ins in 11 days"
        );
    }

    #[test]
    fn a_sign_in_of_yesterday_does_not_make_a_source_known() {
        let text = last(
            "d-1 09:00:00 a 192.0.2.5/DE push approved
            09:00:00 a 192.0.2.5/DE push denied",
        );
        assert_eq!(text, "indeterminate: baseline too short: no sign-ins");
        let text = last(
            "d-1 08:59:59 a 192.0.2.5/DE push approved
            09:00:00 a 192.0.2.5/DE push denied",
        );
        assert_eq!(text, "known: network, country and agent seen together in the baseline");
    }

    #[test]
    fn a_short_baseline_says_how_short_it_is() {
        let text = last(
            "d-4 09:00:00 a 192.0.2.5/DE sign-in
            d-3 09:00:00 a 192.0.2.5/DE code
            d-2 09:00:00 a 192.0.2.5/DE push approved
            09:00:00 a 198.51.100.7/RU push denied",
        );
        assert_eq!(text, "indeterminate: baseline too short: 3 sign-ins in 2 days");
    }

    #[test]
    fn fourteen_days_are_long_enough_with_few_sign_ins() {
        let text = last(
            "d-16 09:00:00 a 192.0.2.5/DE sign-in
            d-2 09:00:00 a 192.0.2.5/DE sign-in
            09:00:00 a 198.51.100.7/RU push denied",
        );
        assert_eq!(text, "unknown: network and country new against 2 sign-ins in 14 days");
    }

    #[test]
    fn a_known_device_decides_before_its_network() {
        let usual = "usual a 192.0.2.5/DE dev=laptop\n";
        let text = last(&format!("{usual}09:00:00 a 198.51.100.7/BR push denied dev=laptop"));
        assert_eq!(text, "known: device seen in the baseline");
        let text = last(&format!("{usual}09:00:00 a 192.0.2.5/DE push denied dev=other"));
        assert_eq!(
            text,
            "indeterminate: device new, network, country and agent seen in 12 sign-ins in 11 days"
        );
    }

    #[test]
    fn without_a_network_the_address_block_decides() {
        let usual = "usual a 2001:db8:1::5/DE\n09:00:00 a 2001:db8:";
        let text = last(&format!("{usual}1:2::9/DE push denied"));
        assert_eq!(text, "known: address block and agent seen together in the baseline");
        let text = last(&format!("{usual}2::9/RU push denied"));
        assert_eq!(text, "unknown: network and country new against 12 sign-ins in 11 days");
    }

    #[test]
    fn nothing_logged_is_indeterminate() {
        let text = last("usual a 192.0.2.5/DE\n09:00:00 a push denied");
        assert_eq!(text, "indeterminate: the log does not say where it was asked for");
    }

    #[test]
    fn an_approval_in_a_suspect_episode_teaches_nothing_and_a_calm_one_does() {
        let later = "d5 09:00:00 a 198.51.100.7/RU push denied";
        let suspect = last(&format!(
            "usual a 192.0.2.5/DE
            09:00:00 a 198.51.100.7/DE push denied
            09:01:00 a 198.51.100.7/DE push denied
            09:02:00 a 198.51.100.7/DE push approved
            09:20:00 a 198.51.100.7/RU sign-in
            {later}"
        ));
        assert_eq!(suspect, "unknown: network and country new against 12 sign-ins in 11 days");
        let calm = last(&format!(
            "usual a 192.0.2.5/DE
            09:20:00 a 198.51.100.7/RU sign-in
            {later}"
        ));
        assert_eq!(calm, "known: network, country and agent seen together in the baseline");
    }
}
