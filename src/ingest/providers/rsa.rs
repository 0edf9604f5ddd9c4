//! RSA Authentication Manager: audit lines, fields parted by commas. In: one line. Out: one event,
//! or the reason why not: most exports give a time of day and no date.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::model::{AuthEvent, Cause, EventKind, Factor, IssueKind, Outcome, Party, Provider, Tri};

use super::Mark::{Record, Tool, Unverified};
use super::shared::{address, begun, joined, stored, when, word};
use super::{
    EventRow, FieldRow, Format, Mark, Meta, OutcomeRow, Recognition, Refusal, Required, event,
    factor_rows, outcome, slot, slots,
};
use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::row;
use crate::ingest::trie::Trie;
use crate::ingest::value::Picked;

slots! {
    RAW, TIME, CLOCK, HOST, LOGGER, LEVEL, IP, SERVER, EVENT, CODE, RESULT, REASON, USER, FIRST,
    LAST, AGENT, METHOD, LINE, TARGET, OBJECT,
}

/// RSA Authentication Manager.
pub(super) static FORMAT: Format = Format {
    meta: META,
    trie: || &TRIE,
    column: |name| super::column_of(&TRIE, name),
    recognise,
    normalize,
    prepare: None,
    line: Some(line),
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| super::trie_of(META.fields, false));

const SYSTEM_LOG: &str = "RSA Authentication Manager system log";

const META: Meta = Meta {
    key: "rsa",
    provider: Provider::Rsa,
    title: "RSA Authentication Manager audit log",
    stream: "audit",
    exports: &["Lines of runtime and administration audit, fields parted by commas"],
    cannot_tell: &[
        "The date, where a line begins with a time of day only: such lines are rejected; export \
         them with the date in front",
        "The zone of its times: choose it for the file; without a choice UTC is assumed",
        "Prompts: pushes of the Cloud Authentication Service are in that service's log",
    ],
    unsupported: &[SYSTEM_LOG],
    required: &[
        Required { name: "logger", slot: LOGGER },
        Required { name: "event", slot: EVENT },
        Required { name: "result", slot: RESULT },
    ],
    fields: FIELDS,
    events: EVENTS,
    outcomes: OUTCOMES,
    factors: || factor_rows(METHODS),
};

const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "", Unverified),
    slot(TIME, "date and time", "time", "before the first comma but one, where a date is", Tool),
    slot(CLOCK, "time of day", "", "without a date: the line is rejected", Record),
    slot(HOST, "host", "", "tells records apart", Record),
    slot(LOGGER, "logger", "", "audit.runtime or audit.admin", Record),
    slot(LEVEL, "level", "", "tells records apart", Record),
    slot(IP, "client address", "source.ip", "", Unverified),
    slot(SERVER, "server address", "", "tells records apart", Unverified),
    slot(EVENT, "event", "kind, name", "", Record),
    slot(CODE, "code", "", "tells records apart", Record),
    slot(RESULT, "result", "success, result", "SUCCESS or FAIL", Record),
    slot(REASON, "reason", "result, outcome", "", Record),
    slot(USER, "user", "user, detail", "who signed in, or who administered", Record),
    slot(TARGET, "target user", "user", "in administration: the account acted on", Record),
    slot(OBJECT, "object", "detail", "in administration: what was acted on, as a token", Record),
    slot(FIRST, "first name", "display_name", "", Record),
    slot(LAST, "last name", "display_name", "", Record),
    slot(AGENT, "agent", "app", "", Record),
    slot(LINE, "line", "", "the whole line: tells records apart", Record),
    slot(METHOD, "method", "factor, detail", "", Record),
];

/// Names of the fields by their place behind the time.
const PLACES: &[(usize, &str)] = &[
    (1, "host"),
    (2, "logger"),
    (3, "level"),
    (6, "client address"),
    (7, "server address"),
    (8, "event"),
    (9, "code"),
    (10, "result"),
    (11, "reason"),
    (16, "user"),
    (17, "first name"),
    (18, "last name"),
];

/// The place of the agent in lines of runtime.
const AGENT_AT: (usize, &str) = (22, "agent");

/// The places of the objects in lines of administration, behind the time: each has a type, two ids,
/// a domain and a name.
const OBJECTS_AT: [usize; 2] = [20, 25];
/// How far behind its type an object's name stands.
const NAME_BEHIND: usize = 4;
/// The type of an object that is an account.
const ACCOUNT: &str = "PRINCIPAL";

/// The last place that all lines share.
const BEFORE_USER: usize = 15;

const EVENTS: &[EventRow] = &{
    use EventKind as K;
    [
        event("AUTHN_LOGIN_EVENT", K::Verification, Record),
        event("AUTH_PRINCIPAL_RESOLUTION", K::Other, Record),
        event("AUTHN_LOGOUT_EVENT", K::SessionEnd, Record),
        event("UPDATE_PRINCIPAL", K::AdminChange, Record),
        event("AM_LINK_TOKEN_PRINCIPAL", K::FactorEnrolled, Unverified),
        event("AM_UNLINK_TOKEN_PRINCIPAL", K::FactorRemoved, Record),
    ]
};

const METHODS: &[(&str, Factor, Mark)] = &[
    ("SecurID_Native", Factor::Totp, Record),
    ("OnDemand", Factor::Totp, Unverified),
    ("RSA_Password", Factor::Password, Unverified),
];

const OUTCOMES: &[OutcomeRow] = &[
    outcome("result", "SUCCESS", Outcome::Approved, Record),
    outcome("reason", "AUTHN_PRINCIPAL_LOCKED", Outcome::Blocked, Record),
    outcome("reason", "AUTHN_METHOD_FAILED_SYNTAX_ERROR", Outcome::WrongCode, Record),
    outcome("reason", "AUTHN_METHOD_FAILED", Outcome::WrongCode, Unverified),
];

fn line(text: &str) -> Option<Vec<(Cow<'_, str>, Cow<'_, str>)>> {
    let (clock, rest) = text.split_once(',')?;
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let time_of_day = clock.rsplit([' ', 'T']).next().unwrap_or(clock);
    let is_clock = time_of_day.len() == 8
        && time_of_day.split(':').count() == 3
        && time_of_day.split(':').all(is_digits);
    let (millis, rest) = rest.split_once(',').filter(|(millis, _)| is_digits(millis))?;
    let is_rsa = rest.contains(".com.rsa.");
    let end = clock.len() + 1 + millis.len();
    if !is_clock || !is_rsa {
        return None;
    }
    let name = if clock.len() == time_of_day.len() { "time of day" } else { "date and time" };
    let cells = row::fields(rest, b',')?;
    let mut pairs = vec![
        (Cow::Borrowed(name), Cow::Borrowed(text.get(..end)?)),
        (Cow::Borrowed("line"), Cow::Borrowed(text)),
    ];
    let method = cells.iter().find(|cell| METHODS.iter().any(|(name, ..)| name == cell)).cloned();
    pairs.extend(method.map(|method| (Cow::Borrowed("method"), method)));
    // Lines of administration hold one field more before who did it.
    let is_administration = cells.get(1).is_some_and(|logger| logger.contains("audit.admin"));
    let shift = usize::from(is_administration);
    if is_administration {
        pairs.extend(objects(&cells));
    }
    for (place, cell) in (1_usize..).zip(cells) {
        let place = if place > BEFORE_USER { place - shift } else { place };
        let is_agent = place == AGENT_AT.0 && !is_administration && !is_id(&cell);
        let known = PLACES.iter().chain(is_agent.then_some(&AGENT_AT));
        if let Some((_, name)) = known.into_iter().find(|(at, _)| *at == place) {
            pairs.push((Cow::Borrowed(*name), cell));
        }
    }
    Some(pairs)
}

/// The account that a line of administration acted on, and what else it did.
fn objects<'a>(cells: &[Cow<'a, str>]) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
    let object = |at: usize| {
        let cell = |place: usize| cells.get(place - 1).cloned();
        let name = cell(at + NAME_BEHIND).filter(|name| !name.is_empty() && !is_id(name))?;
        let field = if cell(at)? == ACCOUNT { "target user" } else { "object" };
        Some((Cow::Borrowed(field), name))
    };
    OBJECTS_AT.into_iter().filter_map(object).collect()
}

/// Whether it is an id of the server, which names nothing to a person.
fn is_id(text: &str) -> bool {
    const LENGTH: usize = 32;
    text.len() == LENGTH && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn recognise(picked: &Picked<'_>) -> Recognition {
    let logger = picked.text(LOGGER);
    if !picked.has(EVENT) || !logger.contains(".rsa.") {
        Recognition::Foreign
    } else if logger.starts_with("audit.") {
        Recognition::Event
    } else {
        Recognition::Stream(SYSTEM_LOG)
    }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    if picked.has(CLOCK) {
        let why = "the line gives a time of day and no date; export it with the date in front";
        return Err((IssueKind::NoTime, why.to_owned()));
    }
    let at = when(picked, TIME, "time at the start of the line", Naive::Unknown, batch)?;
    let event = picked.text(EVENT);
    let row = EVENTS.iter().find(|row| row.name == event);
    let kind = row.map_or(EventKind::Other, |row| row.kind);
    let [result, reason] = [word(picked.text(RESULT)), word(picked.text(REASON))];
    let whose = Whose::of(picked);
    let ip = word(picked.text(IP));
    let source = Party { ip: batch.text(address(&ip)), ..Party::default() };
    Ok(AuthEvent {
        kind,
        success: match &*result {
            "SUCCESS" => Tri::Yes,
            "FAIL" | "FAILURE" => Tri::No,
            _ => Tri::Unknown,
        },
        outcome: ended(kind, &result, &reason),
        factor: factor(kind, &picked.text(METHOD)),
        cause: if kind == EventKind::Verification { Cause::SignIn } else { Cause::Unknown },
        user: batch.text(&whose.user),
        display_name: batch.text(&whose.display_name),
        name: batch.text(&event),
        result: batch.text(&joined([&*result, &*reason], " / ")),
        app: stored(batch, picked, AGENT),
        detail: batch.text(&whose.detail),
        source: batch.party(source),
        ..begun(picked, at, Provider::Rsa)
    })
}

/// Whose event it is: that of the account acted on, where a line of administration names one.
struct Whose {
    user: String,
    display_name: String,
    detail: String,
}

impl Whose {
    fn of(picked: &Picked<'_>) -> Self {
        let [user, target, object] = [USER, TARGET, OBJECT].map(|slot| word(picked.text(slot)));
        let [first, last, method] = [FIRST, LAST, METHOD].map(|slot| word(picked.text(slot)));
        if target.is_empty() || target == user {
            return Self {
                user: user.into_owned(),
                display_name: joined([&*first, &*last], " ").into_owned(),
                detail: joined([&*method, &*object], ", ").into_owned(),
            };
        }
        let by = if user.is_empty() { String::new() } else { format!("by {user}") };
        Self {
            user: target.into_owned(),
            display_name: String::new(),
            detail: joined([&*object, &*by], ", ").into_owned(),
        }
    }
}

fn factor(kind: EventKind, method: &str) -> Factor {
    if kind != EventKind::Verification {
        return Factor::Other;
    }
    let row = METHODS.iter().find(|(name, ..)| *name == method);
    row.map_or(Factor::Totp, |&(_, factor, _)| factor)
}

fn ended(kind: EventKind, result: &str, reason: &str) -> Outcome {
    let listed = |field: &str, code: &str| {
        OUTCOMES.iter().find(|row| row.field == field && row.code == code)
    };
    if kind != EventKind::Verification {
        return Outcome::Unknown;
    }
    let row = listed("result", result).or_else(|| listed("reason", reason));
    row.map_or(Outcome::Unknown, |row| row.outcome)
}
