//! A file that no format knows is mapped, and a zone and an encoding are chosen for one.

use egui_kittest::kittest::Queryable as _;
use pushscope::app::*;
use pushscope::case::Case;
use pushscope::model::{Evidence, EvidenceId, EvidenceStatus, RecordCounts, Timestamp};

use crate::fake::{Window, open};
use crate::story;

const E1: EvidenceId = EvidenceId(0);

/// A window with a case whose only file has no known format, and times without a zone.
fn unknown(size: [f32; 2]) -> Window {
    let evidence = vec![Evidence {
        name: "acme.csv".to_owned(),
        status: EvidenceStatus::UnknownFormat,
        counts: RecordCounts { records: 2, unsupported: 2, ..RecordCounts::default() },
        naive_times: 2,
        first_event: Some(Timestamp(0)),
        notes: [("invalid_utf8_replaced", 2)].into(),
        ..Evidence::default()
    }];
    let case = Case { evidence, ..story::case_of(story::rows()) };
    let mut window = open(case, size);
    window.state().sender().send(ViewCommand::Show(Tab::Evidence));
    window.run();
    window
}

#[test]
fn the_evidence_leads_to_the_mapping_with_its_preview() {
    let mut window = unknown([1_600.0, 1_000.0]);
    window.get_by_label("Map its columns…").click();
    window.run();
    window.get_by_label_contains("First 2 rows: 1 would be rejected");
    window.get_by_label_contains("rejected: no time");
    window.get_by_label_contains("prompt, push, denied (denied), 192.0.2.7");
    window.get_by_label("Save as a file…").click();
    window.run();
    let asked = |effect: &Effect| matches!(effect, Effect::PickMappingPath { .. });
    assert!(window.state().effects().seen.iter().any(asked));
    window.get_by_label("Close the mapping").click();
    window.run();
    assert_eq!(window.state().state().view.overlay, None);
}

#[test]
fn the_evidence_leads_to_the_choice_of_a_zone() {
    let mut window = unknown([1_600.0, 1_000.0]);
    window.get_by_label("Choose the zone…").click();
    window.run();
    assert_eq!(window.state().state().view.overlay, Some(Overlay::FileZone(E1)));
    window.get_by_label("Find a zone").click();
    window.run();
    window.get_by_label("Find a zone").type_text("oslo");
    window.run();
    window.get_by_label("Europe/Oslo");
}

#[test]
fn the_evidence_leads_to_the_choice_of_an_encoding() {
    let mut window = unknown([1_600.0, 1_000.0]);
    window.get_by_label("Choose the encoding…").click();
    window.run();
    assert_eq!(window.state().state().view.overlay, Some(Overlay::FileEncoding(E1)));
    window.get_by_label_contains("windows-1252").click();
    window.run();
    assert_eq!(window.state().state().view.overlay, None);
}

#[test]
fn the_evidence_leads_to_the_clock_of_a_file() {
    let mut window = unknown([1_600.0, 1_000.0]);
    window.get_by_label("Set the clock…").click();
    window.run();
    assert_eq!(window.state().state().view.overlay, Some(Overlay::FileClock(E1)));
    window.get_by_label("Seconds ahead").click();
    window.run();
    window.get_by_label("Seconds ahead").type_text("soon");
    window.run();
    window.get_by_label_contains("This is no number of seconds");
    window.get_by_label("Right: take the times as logged").click();
    window.run();
    assert_eq!(window.state().state().view.overlay, None);
    window.get_by_label("Set the clock…").click();
    window.run();
    assert!(window.query_by_label_contains("This is no number of seconds").is_none());
}

#[test]
fn the_dialogs_are_drawn_in_a_tiny_window_too() {
    for size in [[320.0, 200.0], [640.0, 400.0]] {
        let mut window = unknown(size);
        window.state().sender().send(ReadingCommand::Map(E1));
        window.run();
        assert_eq!(window.state().state().view.overlay, Some(Overlay::Mapper));
        for overlay in [Overlay::FileZone(E1), Overlay::FileEncoding(E1), Overlay::FileClock(E1)] {
            window.state().sender().send(ViewCommand::SetOverlay(Some(overlay)));
            window.run();
        }
    }
}
