//! The rules, one file each, in the order of the catalogue.

mod burst;

mod approval_after_refusal;

mod single_approval;

mod user_said_no;

mod place_mismatch;

mod campaign;

mod telephony;

use super::Rule;

/// Every rule that is built. A new rule is a file and a line here.
pub static RULES: &[&dyn Rule] = &[
    &burst::Burst,
    &approval_after_refusal::ApprovalAfterRefusal,
    &single_approval::SingleApproval,
    &user_said_no::UserSaidNo,
    &place_mismatch::PlaceMismatch,
    &campaign::Campaign,
    &telephony::Telephony,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_in_order_and_each_says_what_it_is() {
        let ids: Vec<_> = RULES.iter().map(|rule| rule.meta().id).collect();
        assert!(ids.is_sorted());
        for meta in RULES.iter().map(|rule| rule.meta()) {
            let texts = [meta.title, meta.what, meta.why];
            assert!(texts.iter().all(|text| !text.is_empty()), "{}", meta.id);
            let lists = [meta.look_alikes, meta.triage, meta.references];
            assert!(lists.iter().all(|list| !list.is_empty()), "{}", meta.id);
            assert!(!meta.parameters.is_empty(), "{}", meta.id);
        }
    }

    #[test]
    fn every_parameter_has_one_name_and_a_default_within_its_bounds() {
        let parameters = super::super::parameters();
        let mut names: Vec<_> = parameters.iter().map(|meta| (meta.group, meta.key)).collect();
        for meta in &parameters {
            assert!(meta.min <= meta.default && meta.default <= meta.max, "{}", meta.key);
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), parameters.len());
    }
}
