//! The rules of the catalogue that were not evaluated, and why.

use crate::model::Provider;

use super::{NotEvaluated, Scene};

/// Rules that are not built yet: number, title, what is missing.
const NOT_BUILT: [(&str, &str, &str); 17] = [
    ("MF-02", "Slow drip", "single requests spread over days are not tested against the history"),
    ("MF-03", "Time cluster", "no scan statistic is computed"),
    ("MF-08", "Impossible travel", "consecutive places of one user are not compared"),
    (
        "MF-09",
        "New to this user",
        "shown as the origin of each prompt, without findings of its own",
    ),
    ("MF-10", "Off hours", "the user's local hours are not estimated"),
    ("MF-11b", "Preceding password spray", "failed passwords are not counted"),
    ("MF-12b", "Code guessing", "wrong codes are shown, but not counted"),
    ("MF-13", "Was the password known?", "password steps are not tied to prompts"),
    ("MF-13b", "Prompts after a password change", "password changes are not tied to prompts"),
    ("MF-14", "Factor downgrade", "factors of one episode are not compared"),
    ("MF-15", "After the approval", "enrolments and changes after an approval are not followed"),
    ("MF-16", "Machine cadence", "gaps between prompts are not tested"),
    ("MF-17", "Benign causes", "harmless explanations are not tested one by one"),
    ("MF-18", "Recovery prompts", "they are counted with sign-ins, without findings of their own"),
    ("MF-19", "Vendor verdicts", "risk and threat verdicts of the provider are not imported"),
    ("MF-21", "Help-desk branch", "resets by an administrator are not tied to episodes"),
    ("MF-22", "Published rules", "they are not replayed on this evidence"),
];

/// Parts of built rules that are missing.
const IN_PART: [(&str, &str, &str); 3] = [
    ("MF-05", "Single approval", "sessions of the user that run elsewhere are not compared"),
    ("MF-07", "Login place and phone place", "lines are not told apart into fixed and mobile"),
    (
        "MF-20",
        "Coverage of the log",
        "quiet stretches, cut exports and missing streams are told of the evidence, without findings \
         of their own",
    ),
];

/// What was not evaluated on these prompts.
pub(super) fn not_evaluated(scene: &Scene<'_>) -> Vec<NotEvaluated> {
    let entry = |kind: &'static str| {
        move |&(rule, title, missing): &(&'static str, &'static str, &str)| NotEvaluated {
            rule,
            title,
            reason: format!("{kind}: {missing}"),
        }
    };
    let mut list: Vec<NotEvaluated> = NOT_BUILT.iter().map(entry("not built yet")).collect();
    list.extend(IN_PART.iter().map(entry("in part")));
    let mut told = [(0_usize, false); Provider::ALL.len()];
    for prompt in scene.prompts {
        if let Some((prompts, has_phone)) = told.get_mut(prompt.provider as usize) {
            *prompts += 1;
            *has_phone |= prompt.responder.is_present();
        }
    }
    let without = Provider::ALL.into_iter().filter_map(|provider| {
        let (prompts, has_phone) = *told.get(provider as usize)?;
        (prompts > 0 && !has_phone).then(|| phones_without_place(provider, prompts))
    });
    list.extend(without);
    list.sort_by(|a, b| (a.rule, &a.reason).cmp(&(b.rule, &b.reason)));
    list
}

/// MF-07 needs both sides; some logs never tell where the phone was.
fn phones_without_place(provider: Provider, prompts: usize) -> NotEvaluated {
    let title = provider.title();
    let reason = match provider {
        Provider::Entra => format!("{title}: the log holds no place of the phone"),
        _ => format!("{title}: none of its {prompts} prompts tells where the phone was"),
    };
    NotEvaluated { rule: "MF-07", title: "Login place and phone place", reason }
}
