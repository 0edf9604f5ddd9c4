//! The bundled sample data: stories, their exports, and what must be found in them.
//!
//! In: nothing. Out: every file below `sample_data/` as bytes.
//! Must never know: how the rules work; expectations are reasoned from the story and DESIGN §6.

mod expected;
mod sample;
mod setting;

mod flood_approved;
mod fraud_report;
mod ignored_overnight;
mod morning_five;
mod push_spray;
mod sms_and_calls;

mod carrier_far_off;
mod phone_away;
mod rollout_day;
mod traveller;
mod two_phones;

mod bad_input;
mod demo;

pub use expected::{Expected, ExpectedFinding};
pub use sample::{Export, Sample};

/// One file below `sample_data/`.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path below `sample_data/`, with `/`, and without `.gz`.
    pub path: String,
    /// Its content, not compressed.
    pub bytes: Vec<u8>,
    /// Whether it is kept compressed: the file's name gets `.gz`.
    pub packed: bool,
}

/// Every sample, attacks first, then their benign twins, then the rest.
///
/// # Errors
/// Only if a value cannot be written as JSON, which none of these can.
pub fn all() -> serde_json::Result<Vec<Sample>> {
    let makers: [fn() -> serde_json::Result<Sample>; 13] = [
        flood_approved::sample,
        morning_five::sample,
        ignored_overnight::sample,
        sms_and_calls::sample,
        push_spray::sample,
        fraud_report::sample,
        phone_away::sample,
        traveller::sample,
        two_phones::sample,
        carrier_far_off::sample,
        rollout_day::sample,
        bad_input::sample,
        demo::sample,
    ];
    makers.into_iter().map(|make| make()).collect()
}

/// Every file below `sample_data/`, in order of samples.
///
/// # Errors
/// As [`all`].
pub fn files() -> serde_json::Result<Vec<File>> {
    let samples = all()?;
    let mut files = vec![File {
        path: "README.md".to_owned(),
        bytes: overview(&samples).into_bytes(),
        packed: false,
    }];
    for sample in samples {
        files.append(&mut sample.into_files()?);
    }
    Ok(files)
}

fn overview(samples: &[Sample]) -> String {
    let mut text = "# Sample data\n\n\
        Invented sign-in logs: six attacks, five harmless look-alikes, one damaged file and one\n\
        whole case. Every address is from a documentation range (RFC 5737, RFC 3849), every\n\
        autonomous system from RFC 5398, every name, number and company is made up.\n\n\
        `cargo run --example write_samples` writes all of it again, byte for byte.\n\
        `expected.json` in each folder says what must be found in each file.\n\n\
        | folder | what it is |\n|---|---|\n"
        .to_owned();
    for sample in samples {
        text.push_str(&format!("| [{0}]({0}/README.md) | {1} |\n", sample.folder, sample.title));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_written_the_same_way_twice() {
        let once = files().unwrap();
        let again = files().unwrap();
        assert_eq!(once.len(), again.len());
        for (a, b) in once.iter().zip(&again) {
            assert_eq!((&a.path, &a.bytes), (&b.path, &b.bytes));
        }
    }

    #[test]
    fn only_documentation_addresses_appear() {
        for file in files().unwrap() {
            let text = String::from_utf8_lossy(&file.bytes);
            for part in text.split('"') {
                let Ok(ip) = part.parse::<std::net::IpAddr>() else { continue };
                let allowed = match ip {
                    std::net::IpAddr::V4(v4) => v4.is_documentation(),
                    std::net::IpAddr::V6(v6) => v6.segments()[..2] == [0x2001, 0xdb8],
                };
                assert!(allowed, "{ip} in {}", file.path);
            }
        }
    }

    #[test]
    fn every_folder_says_what_it_is() {
        for sample in all().unwrap() {
            assert!(!sample.exports.is_empty(), "{} holds no export", sample.folder);
            assert!(sample.readme.contains("## What to see"), "{}", sample.folder);
        }
    }
}
