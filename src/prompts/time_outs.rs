//! How long a prompt waits for its answer.
//!
//! In: parameters. Out: [`TimeOuts`]. The defaults are DESIGN.md §6.

use crate::model::{Factor, ParameterMeta, Parameters, Provider, Span, Unit};

const fn seconds(
    key: &'static str,
    title: &'static str,
    default: f64,
    (min, max): (f64, f64),
    source: &'static str,
) -> ParameterMeta {
    let unit = Unit::Seconds;
    ParameterMeta { group: "pairing", key, title, unit, default, min, max, source }
}

static OKTA_PUSH: ParameterMeta = seconds(
    "okta_push_s",
    "an Okta push waits for its answer",
    300.0,
    (10.0, 3600.0),
    "vendor: an Okta push expires after five minutes",
);
static DUO_PUSH: ParameterMeta = seconds(
    "duo_push_s",
    "a Duo push waits for its answer",
    60.0,
    (10.0, 3600.0),
    "vendor: a Duo push expires after sixty seconds",
);
static ENTRA_PUSH: ParameterMeta =
    seconds("entra_push_s", "an Entra push waits for its answer", 60.0, (10.0, 3600.0), "judged");
static PING_PUSH: ParameterMeta = seconds(
    "ping_push_s",
    "a PingID push waits for its answer",
    40.0,
    (10.0, 3600.0),
    "vendor: PingID's default time-out of the device",
);
static OTHER_PUSH: ParameterMeta = seconds(
    "other_push_s",
    "a push of any other provider waits for its answer",
    60.0,
    (10.0, 3600.0),
    "judged",
);
static CALL: ParameterMeta =
    seconds("call_s", "a phone call waits for its answer", 60.0, (10.0, 3600.0), "judged");
static SMS: ParameterMeta =
    seconds("sms_s", "a text message waits for its code", 600.0, (30.0, 7200.0), "judged");
static EMAIL: ParameterMeta =
    seconds("email_s", "an e-mail waits for its code", 600.0, (30.0, 7200.0), "judged");
static SEND_MERGE: ParameterMeta = seconds(
    "send_merge_s",
    "sends with one key this close together are one prompt on several phones",
    2.0,
    (0.0, 30.0),
    "published: Okta's own query bins at two seconds",
);
static STEP_MERGE: ParameterMeta = seconds(
    "step_merge_s",
    "steps of one attempt this close together are one prompt in several records",
    1.0,
    (0.0, 30.0),
    "judged: some step times have no fraction of a second",
);
static LATE_NO_ANSWER: ParameterMeta = seconds(
    "late_no_answer_s",
    "a logged time-out may come this long after the time-out itself",
    60.0,
    (0.0, 600.0),
    "judged",
);

/// Every parameter of the pairing, in display order.
pub static PARAMETERS: &[&ParameterMeta] = &[
    &OKTA_PUSH,
    &DUO_PUSH,
    &ENTRA_PUSH,
    &PING_PUSH,
    &OTHER_PUSH,
    &CALL,
    &SMS,
    &EMAIL,
    &SEND_MERGE,
    &STEP_MERGE,
    &LATE_NO_ANSWER,
];

/// The spans in force.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeOuts {
    okta_push: Span,
    duo_push: Span,
    entra_push: Span,
    ping_push: Span,
    other_push: Span,
    call: Span,
    sms: Span,
    email: Span,
    /// Sends of one prompt are at most this far apart.
    pub(super) send_merge: Span,
    /// Steps of one prompt are at most this far apart.
    pub(super) step_merge: Span,
    /// How long after its time-out a time-out may be logged.
    pub(super) late_no_answer: Span,
}

impl TimeOuts {
    pub(super) fn new(parameters: &Parameters) -> Self {
        Self {
            okta_push: parameters.span(&OKTA_PUSH),
            duo_push: parameters.span(&DUO_PUSH),
            entra_push: parameters.span(&ENTRA_PUSH),
            ping_push: parameters.span(&PING_PUSH),
            other_push: parameters.span(&OTHER_PUSH),
            call: parameters.span(&CALL),
            sms: parameters.span(&SMS),
            email: parameters.span(&EMAIL),
            send_merge: parameters.span(&SEND_MERGE),
            step_merge: parameters.span(&STEP_MERGE),
            late_no_answer: parameters.span(&LATE_NO_ANSWER),
        }
    }

    /// How long a prompt of this provider and factor waits; a factor that the log does not tell
    /// waits as long as a push.
    pub(super) const fn of(&self, provider: Provider, factor: Factor) -> Span {
        match (factor, provider) {
            (Factor::PhoneCall, _) => self.call,
            (Factor::Sms, _) => self.sms,
            (Factor::Email, _) => self.email,
            (_, Provider::Okta) => self.okta_push,
            (_, Provider::Duo) => self.duo_push,
            (_, Provider::Entra) => self.entra_push,
            (_, Provider::Ping) => self.ping_push,
            _ => self.other_push,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_okta_push_waits_five_minutes_and_a_duo_push_one() {
        let time_outs = TimeOuts::new(&Parameters::default());
        assert_eq!(time_outs.of(Provider::Okta, Factor::Push), Span::from_mins(5));
        assert_eq!(time_outs.of(Provider::Duo, Factor::Push), Span::from_mins(1));
        assert_eq!(time_outs.of(Provider::Okta, Factor::Sms), Span::from_mins(10));
    }

    #[test]
    fn every_parameter_has_a_default_within_its_bounds() {
        for meta in PARAMETERS {
            assert!(meta.min <= meta.default && meta.default <= meta.max, "{}", meta.key);
        }
    }
}
