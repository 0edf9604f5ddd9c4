//! Lines of CEF as duo_log_sync writes them. In: a line. Out: its fields under the names that the
//! Admin API gives them. Must never know: what the fields mean.

use std::borrow::Cow;

/// Which line of CEF goes where: the vendor's key, and the path of the API.
type Names = &'static [(&'static str, &'static str)];

/// The authentication log.
pub(super) const AUTHENTICATION: Kind = Kind {
    name: "authentication",
    names: &[
        ("dhost", "access_device.hostname"),
        ("src", "access_device.ip"),
        ("integration", "application.name"),
        ("factor", "factor"),
        ("outcome", "result"),
        ("rt", "rt"),
        ("duser", "user.name"),
    ],
};

/// The telephony log.
pub(super) const TELEPHONY: Kind = Kind {
    name: "telephony",
    names: &[
        ("context", "context"),
        ("credits", "credits"),
        ("phone", "phone"),
        ("type", "type"),
        ("rt", "rt"),
    ],
};

/// The activity log, whose lines carry the action where others carry the log's name.
pub(super) const ACTIVITY: Kind = Kind {
    name: "",
    names: &[
        ("src", "access_device.ip"),
        ("act", "action"),
        ("suser", "actor.name"),
        ("outcome", "result"),
        ("rt", "ts"),
        ("msg", "target.details"),
        ("integration_name", "application.name"),
    ],
};

/// The lines of one log.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    /// What stands as the event's class; empty where the action stands there.
    name: &'static str,
    names: Names,
}

/// One line of duo_log_sync.
pub(super) struct Record<'a> {
    class: &'a str,
    fields: Vec<(Cow<'a, str>, &'a str)>,
}

/// Reads a line of duo_log_sync's CEF; what a syslog server puts before it is passed over.
pub(super) fn read(line: &str) -> Option<Record<'_>> {
    let start = line.find("CEF:")?;
    let mut parts = line.get(start..)?.splitn(8, '|');
    let is_duo = parts.nth(1)? == "Duo Security" && parts.next()? == "DuoLogSync";
    let class = parts.nth(1)?;
    let extension = parts.nth(2)?;
    is_duo.then(|| Record { class, fields: named(pairs(extension)) })
}

impl<'a> Record<'a> {
    /// Its fields, where it is a line of that log; `None` otherwise.
    pub(super) fn of(self, kind: Kind) -> Option<Vec<(Cow<'a, str>, Cow<'a, str>)>> {
        let is_action = ![AUTHENTICATION.name, TELEPHONY.name].contains(&self.class);
        let is_its = if kind.name.is_empty() { is_action } else { self.class == kind.name };
        let path = |key: &str| kind.names.iter().find(|(known, _)| *known == key);
        let fields = self.fields.into_iter().filter_map(|(key, value)| {
            let (_, path) = path(&key)?;
            // A field that the record lacks is written as Python's word for nothing.
            let value = if value == "None" { "" } else { value };
            Some((Cow::Borrowed(*path), Cow::Borrowed(value)))
        });
        let class = (Cow::Borrowed("eventtype"), Cow::Borrowed(self.class));
        is_its.then(|| fields.chain([class]).collect())
    }
}

/// The pairs of an extension: a value runs on to the next `key=`.
fn pairs(extension: &str) -> Vec<(&str, &str)> {
    let mut starts = Vec::new();
    for (equals, _) in extension.match_indices('=') {
        let before = extension.get(..equals).unwrap_or_default();
        let start = before.rfind(' ').map_or(0, |blank| blank + 1);
        let key = before.get(start..).unwrap_or_default();
        if !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            starts.push((start, equals));
        }
    }
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([extension.len()]);
    let pair = |((start, equals), end): (&(usize, usize), usize)| {
        Some((extension.get(*start..*equals)?, extension.get(equals + 1..end)?.trim()))
    };
    starts.iter().zip(ends).filter_map(pair).collect()
}

/// Replaces `cs1` by what `cs1Label` calls it.
fn named<'a>(pairs: Vec<(&'a str, &'a str)>) -> Vec<(Cow<'a, str>, &'a str)> {
    let label = |key: &str| {
        let mut labels = pairs.iter();
        labels.find(|(name, _)| name.strip_suffix("Label") == Some(key)).map(|(_, label)| *label)
    };
    pairs.iter().map(|&(key, value)| (Cow::Borrowed(label(key).unwrap_or(key)), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_runs_on_to_the_next_key_and_labels_name_custom_strings() {
        let line = "Feb 13 18:56:20 host CEF:0|Duo Security|DuoLogSync|2.3.0|authentication|\
                    authentication|5|src=192.0.2.1 cs1Label=integration cs1=Acme VPN = new \
                    cs2Label=factor cs2=duo_push rt=1581620180000 duser=alice dhost=None";
        let fields = read(line).unwrap().of(AUTHENTICATION).unwrap();
        let of = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, it)| &**it);
        assert_eq!(of("application.name"), Some("Acme VPN = new"));
        assert_eq!((of("factor"), of("user.name")), (Some("duo_push"), Some("alice")));
        assert_eq!((of("access_device.hostname"), of("rt")), (Some(""), Some("1581620180000")));
        assert!(read(line).unwrap().of(TELEPHONY).is_none());
        assert!(read("CEF:0|Other|Product|1|a|b|5|src=192.0.2.1").is_none());
    }
}
