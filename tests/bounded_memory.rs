//! B18: a record without end costs bounded memory. A file of its own, because it asks how much
//! memory the whole process took.

use std::io::Read;

use pushscope::ingest::{Choices, Ingested, Source, Unwatched, ingest};
use pushscope::model::EvidenceId;

const GOOD: &str = concat!(
    r#"{"uuid":"u","published":"2026-03-02T08:00:00Z","eventType":"user.session.start","#,
    r#""actor":{"type":"User","alternateId":"alice@corp.example"},"outcome":{"result":"SUCCESS"}}"#,
    "\n"
);

/// Good records around `length` times one letter, made up as it is read.
struct MadeUp {
    head: Vec<u8>,
    length: u64,
    tail: Vec<u8>,
    at: u64,
}

impl Read for MadeUp {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let head = self.head.len() as u64;
        let (start, count) = if self.at < head {
            let part = &self.head[self.at as usize..];
            let count = part.len().min(buffer.len());
            buffer[..count].copy_from_slice(&part[..count]);
            (self.at, count)
        } else if self.at < head + self.length {
            let count = (head + self.length - self.at).min(buffer.len() as u64) as usize;
            buffer[..count].fill(b'x');
            (self.at, count)
        } else {
            let part = &self.tail[(self.at - head - self.length) as usize..];
            let count = part.len().min(buffer.len());
            buffer[..count].copy_from_slice(&part[..count]);
            (self.at, count)
        };
        self.at = start + count as u64;
        Ok(count)
    }
}

fn read(before: &str, length: u64, after: &str) -> Ingested {
    let head = format!("{GOOD}{GOOD}{before}").into_bytes();
    let tail = format!("{after}\n{GOOD}").into_bytes();
    let mut reader = MadeUp { head, length, tail, at: 0 };
    let choices = Choices::default();
    let (id, name) = (EvidenceId(0), "made up".to_owned());
    ingest(Source { id, name, bytes: 0, reader: &mut reader, choices }, &Unwatched)
}

/// Most memory that the process held so far, in bytes; 0 where the system does not tell.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    kib.unwrap_or_default() * 1024
}

#[test]
fn b18_a_string_of_200_mb_and_a_line_of_2_gb_are_passed_over_in_bounded_memory() {
    let (string, line, text) = (200 << 20, 2 << 30, 300 << 20);
    for (before, length, after) in [
        ("{\"uuid\":\"", string, "\"}"),
        ("[{\"uuid\":\"", string, "\"}]"),
        ("", line, ""),
        ("{", text, "}"),
    ] {
        let ingested = read(before, length, after);
        let counts = ingested.evidence.counts;
        assert!(counts.is_balanced());
        assert_eq!((counts.events, counts.rejected), (3, 1), "{before:?}: {:?}", ingested.issues);
        assert_eq!(ingested.evidence.sha256.len(), 64);
    }
    let peak = peak();
    assert!(peak < 256 << 20, "{peak} bytes");
}
