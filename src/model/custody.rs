//! What whoever handed a file over says of it: where it came from before it was read here.

/// One question of the custody form.
#[derive(Debug)]
pub struct CustodyField {
    /// Its key in forms and documents.
    pub key: &'static str,
    /// What it is called where people read it.
    pub title: &'static str,
}

/// The questions, in the order of the form (evidence.md E3).
pub static CUSTODY_FIELDS: [CustodyField; 8] = [
    CustodyField { key: "tenant", title: "tenant" },
    CustodyField { key: "exported_by", title: "exported by" },
    CustodyField { key: "exported_with", title: "exported with" },
    CustodyField { key: "query", title: "query" },
    CustodyField { key: "range", title: "time range asked for" },
    CustodyField { key: "exported_at", title: "time of export" },
    CustodyField { key: "console_zone", title: "zone of the console" },
    CustodyField { key: "receipt", title: "receipt" },
];

/// The answers for one file; what nobody knows stays open, and is told as such.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Custody {
    answers: [Option<String>; CUSTODY_FIELDS.len()],
}

impl Custody {
    /// Answers a question, or leaves it open; false where no question has this key. An empty answer
    /// is none.
    pub fn set(&mut self, key: &str, answer: Option<&str>) -> bool {
        let place = CUSTODY_FIELDS.iter().position(|field| field.key == key);
        let Some(slot) = place.and_then(|place| self.answers.get_mut(place)) else { return false };
        *slot = answer.map(str::trim).filter(|answer| !answer.is_empty()).map(str::to_owned);
        true
    }

    /// Every question with its answer, in the order of the form.
    pub fn answers(&self) -> impl Iterator<Item = (&'static CustodyField, Option<&str>)> {
        CUSTODY_FIELDS.iter().zip(self.answers.iter().map(Option::as_deref))
    }

    /// All of it in one line; the answers are somebody's words and still hostile.
    pub fn words(&self) -> String {
        let told = self.answers().filter_map(|(field, answer)| Some((field.title, answer?)));
        let mut words: Vec<String> =
            told.map(|(title, answer)| format!("{title}: {answer}")).collect();
        let open = self.answers().filter(|(_, answer)| answer.is_none());
        let open: Vec<&str> = open.map(|(field, _)| field.title).collect();
        if !open.is_empty() {
            words.push(format!("not known: {}", open.join(", ")));
        }
        words.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_told_as_such() {
        let mut custody = Custody::default();
        assert!(custody.set("tenant", Some(" Example Corp ")));
        assert!(custody.set("exported_by", Some("")));
        assert!(!custody.set("mood", Some("good")));
        let words = custody.words();
        assert!(words.starts_with("tenant: Example Corp; not known: exported by, "), "{words}");
        assert!(words.ends_with("receipt"), "{words}");
    }
}
