//! What to say where a case has no prompt: whether that is an answer, and if not, what to do.
//!
//! In: a case. Out: words, and the file that could be mapped.

use crate::case::Case;
use crate::model::{Evidence, EvidenceId, EvidenceStatus};

use super::format::{count, counted, shown};
use super::tables::evidence::can_be_mapped;

/// What stands where prompts would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nothing {
    /// A few words.
    pub title: String,
    /// Why there is none, and what to do.
    pub hint: String,
    /// The first file that no format knows and that can be mapped.
    pub unknown: Option<EvidenceId>,
}

/// What to say of a case without prompts; `None` where there are some.
pub fn nothing(case: &Case) -> Option<Nothing> {
    if !case.prompts.is_empty() {
        return None;
    }
    let unread: Vec<_> =
        case.evidence.iter().filter(|file| file.status != EvidenceStatus::Read).collect();
    let unknown = unread.iter().find(|file| can_be_mapped(file)).map(|file| file.id);
    let files = case.evidence.len();
    let events = case.store.events.len() as u64;
    let (title, hint) = match unread.first() {
        Some(file) if files == 1 && events == 0 => {
            ("This file tells nothing yet", of_one_file(file))
        }
        Some(_) if events == 0 && unread.len() == files => (
            "These files tell nothing yet",
            "None of them was read in full, so this is no answer. The Evidence tab says why."
                .to_owned(),
        ),
        Some(_) => (
            "No prompt in what was read",
            format!(
                "{} of {} files were not read in full, so this is no answer. The Evidence tab says \
                 why.",
                count(unread.len() as u64),
                count(files as u64)
            ),
        ),
        None if events == 0 => (
            "No event in this evidence",
            "No record is of a log that tells of prompts. The Evidence tab says what they are."
                .to_owned(),
        ),
        None => (
            "No prompt in this evidence",
            format!(
                "{} read, and none tells of a prompt. The Evidence tab says which logs are missing.",
                counted(events, "event was", "events were")
            ),
        ),
    };
    Some(Nothing { title: title.to_owned(), hint, unknown })
}

fn of_one_file(file: &Evidence) -> String {
    let name = shown(&file.name);
    if can_be_mapped(file) {
        let records = counted(file.counts.records, "record was", "records were");
        return format!("No format here knows {name}: none of its {records} used.");
    }
    format!("{name} was not read in full. The Evidence tab says why.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::open_bytes;

    fn of(files: &[(&str, &str)]) -> Nothing {
        let files = files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
        nothing(&open_bytes(files.collect())).unwrap()
    }

    const UNKNOWN: &str =
        "When;Login;Result\n02.03.2026 09:00:00;alice;no\n02.03.2026 09:01:00;bob;no\n";
    const SIGN_IN: &str = r#"{"uuid":"1","published":"2026-03-02T08:00:00Z",
        "eventType":"user.session.start","outcome":{"result":"SUCCESS"},
        "actor":{"type":"User","alternateId":"alice"}}"#;

    #[test]
    fn a_file_that_no_format_knows_is_no_answer_and_can_be_mapped() {
        let nothing = of(&[("vpn.csv", UNKNOWN)]);
        assert_eq!(nothing.title, "This file tells nothing yet");
        assert_eq!(nothing.hint, "No format here knows vpn.csv: none of its 2 records were used.");
        assert_eq!(nothing.unknown, Some(EvidenceId(0)));
    }

    #[test]
    fn what_was_not_read_beside_what_was_is_no_answer_either() {
        let nothing = of(&[("okta.json", SIGN_IN), ("vpn.csv", UNKNOWN)]);
        assert_eq!(nothing.title, "No prompt in what was read");
        assert!(nothing.hint.starts_with("1 of 2 files were not read in full"));
        assert_eq!(nothing.unknown, Some(EvidenceId(1)));
        let nothing = of(&[("a.bin", "\u{1}\u{2}"), ("b.csv", UNKNOWN)]);
        assert_eq!(nothing.title, "These files tell nothing yet");
    }

    #[test]
    fn evidence_that_was_read_and_holds_no_prompt_says_so() {
        let nothing = of(&[("okta.json", SIGN_IN)]);
        assert_eq!(nothing.title, "No prompt in this evidence");
        assert!(nothing.hint.starts_with("1 event was read, and none tells of a prompt"));
        assert_eq!(nothing.unknown, None);
        assert_eq!(of(&[("empty.json", "[]")]).title, "No event in this evidence");
    }
}
