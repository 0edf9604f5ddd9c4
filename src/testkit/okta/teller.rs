//! Fills in one record: everything that all events of an act have in common.
//!
//! In: an event's own parts. Out: a whole record. Must never know: which event follows which.

use std::collections::BTreeMap;

use crate::model::{Span, Timestamp};
use crate::testkit::calendar::millis_z;
use crate::testkit::places::App;
use crate::testkit::random::Random;
use crate::testkit::story::{Act, Ask, Endpoint, Person, Phone};

use super::record::{
    AuthenticationContext, Client, DebugContext, Device, Entity, Geography, Geolocation, Hop,
    Outcome, Record, Request, SecurityContext, Transaction, UserAgent,
};
use super::{Line, Tenant};

/// A kind of event, in the words of Okta's catalogue.
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) message: &'static str,
    pub(super) legacy: Option<&'static str>,
    pub(super) severity: &'static str,
}

/// Which side a record's `client` is.
pub(super) enum Caller<'a> {
    /// The browser that signs in.
    Browser,
    /// The phone that answers, where it is.
    Phone(&'a Phone, &'a Endpoint),
}

/// The parts of one event that are its own.
pub(super) struct Telling<'a> {
    pub(super) at: Timestamp,
    pub(super) kind: &'static Kind,
    pub(super) from: Caller<'a>,
    pub(super) outcome: Outcome<'a>,
    pub(super) uri: String,
    pub(super) debug: Vec<(&'static str, String)>,
    pub(super) targets: Vec<Entity<'a>>,
    pub(super) by_system: bool,
    pub(super) in_session: bool,
    /// Whether behaviour and risk were evaluated: for sign-on policies and answers.
    pub(super) judged: bool,
}

/// Tells one act.
pub(super) struct Teller<'a> {
    pub(super) person: &'a Person,
    pub(super) act: &'a Act,
    pub(super) tenant: Tenant,
    pub(super) lines: Vec<Line>,
    pub(super) random: Random,
    flow: String,
    session: String,
    fingerprint: String,
    dt_hash: String,
    first_seen_side: bool,
}

impl<'a> Teller<'a> {
    pub(super) fn new(seed: u64, person: &'a Person, act: &'a Act, tenant: Tenant) -> Self {
        let mut random = Random::new(seed, 0x0E7A_0000_0000 + act.serial);
        let mut machine = Random::new(0x3AC1, act.side.machine.serial);
        let session = Random::new(seed, 0x5E55_0000_0000 + act.session)
            .base62(if tenant.classic { "102" } else { "idx" }, 22);
        Self {
            flow: random.base62("", 32),
            session,
            fingerprint: machine.hex(32),
            dt_hash: machine.hex(64),
            first_seen_side: !person.owns(&act.side),
            person,
            act,
            tenant,
            lines: Vec::new(),
            random,
        }
    }

    /// Writes one event.
    pub(super) fn tell(&mut self, telling: Telling<'a>) -> serde_json::Result<()> {
        let published = millis_z(telling.at);
        let uuid = self.random.uuid();
        let request = self.random.base62("", 27);
        let endpoint = match telling.from {
            Caller::Browser => &self.act.side.endpoint,
            Caller::Phone(_, at) => at,
        };
        let site = endpoint.site;
        let debug_data = self.debug_data(&telling, &request);
        let user = self.user();
        let actor = if telling.by_system { system() } else { user };
        let session = if telling.in_session { self.session.as_str() } else { "unknown" };
        let by_factor = telling.kind.legacy == Some("core.user.factor.attempt_success")
            || telling.kind.legacy == Some("core.user.factor.attempt_fail");
        let record = Record {
            actor,
            client: client(&telling.from, self.act, endpoint),
            device: self.device(&telling.from),
            authentication_context: AuthenticationContext {
                authentication_provider: by_factor.then_some("FACTOR_PROVIDER"),
                credential_provider: by_factor.then_some("OKTA_CREDENTIAL_PROVIDER"),
                credential_type: None,
                issuer: None,
                interface_name: None,
                authentication_step: 0,
                root_session_id: session,
                external_session_id: session,
            },
            display_message: telling.kind.message,
            event_type: telling.kind.name,
            outcome: telling.outcome,
            published: &published,
            security_context: SecurityContext {
                as_number: site.asn,
                as_org: site.as_org,
                isp: site.as_org,
                domain: site.domain,
                is_proxy: site.proxy,
            },
            severity: telling.kind.severity,
            debug_context: DebugContext { debug_data },
            legacy_event_type: telling.kind.legacy,
            transaction: Transaction { kind: "WEB", id: &request, detail: BTreeMap::new() },
            uuid: &uuid,
            version: "0",
            request: Request {
                ip_chain: vec![Hop {
                    ip: &endpoint.ip,
                    geographical_context: geography(endpoint),
                    version: if endpoint.ip.contains(':') { "V6" } else { "V4" },
                    source: None,
                }],
            },
            target: telling.targets,
        };
        let json = serde_json::to_string(&record)?;
        self.lines.push(Line { at: telling.at, json });
        Ok(())
    }

    /// The account as an entity.
    pub(super) fn user(&self) -> Entity<'a> {
        Entity {
            id: id("00u", 17, self.person.serial),
            kind: "User",
            alternate_id: &self.person.login,
            display_name: &self.person.name,
            detail_entry: None,
        }
    }

    /// The enrolment of an authenticator as an entity.
    pub(super) fn enrolment(&self, serial: u64, name: &'a str, method: &'a str) -> Entity<'a> {
        let verified =
            if method == "Password" { "[USER_PRESENCE]" } else { "[USER_PRESENCE, DEVICE_BOUND]" };
        Entity {
            id: id("pfd", 17, serial),
            kind: "AuthenticatorEnrollment",
            alternate_id: "unknown",
            display_name: name,
            detail_entry: Some(BTreeMap::from([
                ("methodTypeUsed", method),
                ("methodUsedVerifiedProperties", verified),
            ])),
        }
    }

    /// The first phone of the account.
    pub(super) fn phone(&self) -> Option<&'a Phone> {
        self.person.phones.first()
    }

    /// Where the phone was when it answered.
    pub(super) fn phone_side(&self, ask: &'a Ask) -> Caller<'a> {
        self.phone().map_or(Caller::Browser, |phone| Caller::Phone(phone, &ask.phone_at))
    }

    /// The id of the phone's factor.
    pub(super) fn factor_id(&self, prefix: &str, phone: &Phone) -> String {
        id(prefix, 17, phone.serial)
    }

    fn debug_data(&mut self, telling: &Telling<'a>, request: &str) -> BTreeMap<&'a str, String> {
        let strange = self.first_seen_side && matches!(telling.from, Caller::Browser);
        let sign = if strange { "POSITIVE" } else { "NEGATIVE" };
        let level = if strange { "HIGH" } else { "LOW" };
        let mut data = BTreeMap::from([
            ("requestId", request.to_owned()),
            ("requestUri", telling.uri.clone()),
            ("threatSuspected", "false".to_owned()),
            ("url", format!("{}?", telling.uri)),
        ]);
        if telling.judged {
            data.insert("behaviors", behaviors(sign));
            data.insert("risk", risk(strange));
        }
        if telling.judged && telling.in_session {
            data.insert("logOnlySecurityData", log_only(sign, level));
        }
        if matches!(telling.from, Caller::Browser) {
            data.insert("deviceFingerprint", self.fingerprint.clone());
            data.insert("dtHash", self.dt_hash.clone());
        }
        if !self.tenant.classic {
            data.insert("authnRequestId", self.flow.clone());
        }
        data.extend(telling.debug.iter().map(|(key, value)| (*key, value.clone())));
        data
    }

    fn device(&self, from: &Caller<'_>) -> Option<Device<'a>> {
        let machine = &self.act.side.machine;
        let name = machine.inventory_name.as_deref()?;
        (!self.tenant.classic && matches!(from, Caller::Browser)).then(|| Device {
            id: id("guo", 17, machine.serial),
            name,
            os_platform: if machine.browser.duo_os == "Windows" { "WINDOWS" } else { "OSX" },
            os_version: machine.browser.duo_os_version,
            managed: true,
            registered: true,
            device_integrator: None,
            disk_encryption_type: "ALL_INTERNAL_VOLUMES",
            screen_lock_type: "BIOMETRIC",
            jailbreak: None,
            secure_hardware_present: true,
        })
    }
}

/// An id that always belongs to the same thing.
pub(super) fn id(prefix: &str, length: usize, serial: u64) -> String {
    Random::new(0x1D, serial).base62(prefix, length)
}

/// An application as an entity.
pub(super) fn application(app: &'static App) -> Entity<'static> {
    Entity {
        id: id("0oa", 17, 0xA00 + app.serial),
        kind: "AppInstance",
        alternate_id: app.name,
        display_name: app.name,
        detail_entry: Some(BTreeMap::from([("signOnModeType", "SAML_2_0")])),
    }
}

/// A small fixed delay between two records of one request.
pub(super) const fn shortly(at: Timestamp, milliseconds: i64) -> Timestamp {
    Timestamp(at.0 + Span(milliseconds * 1_000).0)
}

fn system() -> Entity<'static> {
    Entity {
        id: id("00u", 17, 0),
        kind: "SystemPrincipal",
        alternate_id: "system@okta.com",
        display_name: "Okta System",
        detail_entry: None,
    }
}

fn client<'a>(from: &Caller<'a>, act: &'a Act, endpoint: &'a Endpoint) -> Client<'a> {
    let browser = act.side.machine.browser;
    let (user_agent, device) = match from {
        Caller::Browser => (
            UserAgent {
                raw_user_agent: browser.user_agent,
                os: browser.okta_os,
                browser: browser.okta_browser,
            },
            browser.okta_device,
        ),
        Caller::Phone(phone, _) => (
            UserAgent {
                raw_user_agent: phone.model.okta_agent,
                os: phone.model.okta_os,
                browser: "UNKNOWN",
            },
            "Mobile",
        ),
    };
    Client {
        user_agent,
        zone: "null",
        device,
        id: None,
        ip_address: &endpoint.ip,
        geographical_context: geography(endpoint),
    }
}

fn geography(endpoint: &Endpoint) -> Geography<'_> {
    let site = endpoint.site;
    Geography {
        city: site.city,
        state: site.state,
        country: site.country,
        postal_code: site.postal,
        geolocation: Geolocation { lat: site.lat, lon: site.lon },
    }
}

fn behaviors(sign: &str) -> String {
    format!(
        "{{New Geo-Location={sign}, New Device={sign}, New IP={sign}, New State={sign}, New Country={sign}, Velocity={sign}, New City={sign}}}"
    )
}

fn log_only(sign: &str, level: &str) -> String {
    format!(
        "{{\"risk\":{{\"level\":\"{level}\"}},\"behaviors\":{{\"New Geo-Location\":\"{sign}\",\"New Device\":\"{sign}\",\"New IP\":\"{sign}\",\"New State\":\"{sign}\",\"New Country\":\"{sign}\",\"Velocity\":\"{sign}\",\"New City\":\"{sign}\"}}}}"
    )
}

fn risk(strange: bool) -> String {
    let text = if strange {
        "{reasons=Anomalous Location, Anomalous Device, level=HIGH}"
    } else {
        "{level=LOW}"
    };
    text.to_owned()
}
