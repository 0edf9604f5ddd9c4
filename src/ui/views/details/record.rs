//! A record, read again from its file and checked.

use egui::{RichText, ScrollArea, TextEdit, Ui};

use crate::app::{ExportCommand, RawRecord, ReadRecord, RecordState, SelectCommand};
use crate::present::{format, raw_record};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, icons};

/// Draws the record of an event that is open.
pub(super) fn record_ui(ui: &mut Ui, ctx: &UiCtx<'_>) {
    let (Some(open), Some(case)) = (ctx.state.record_of_event(), ctx.case()) else { return };
    let tokens = ctx.tokens;
    let file = case.evidence.get(open.at.evidence.0 as usize);
    let place = format!(
        "{}, record {}, {} from byte {}",
        file.map(|file| format::shown(&file.name)).unwrap_or_default(),
        format::count(u64::from(open.at.record)),
        format::bytes(u64::from(open.at.length)),
        format::count(open.at.offset)
    );
    ui.horizontal(|ui| {
        ui.label(RichText::new("Raw record").font(Type::Strong.font()).color(tokens.text));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button("Back").on_hover_text("Esc").clicked() {
                ctx.send(SelectCommand::HideRecord);
            }
            if let Some(Ok(record)) = &open.result {
                let copy = ui.button((icons::COPY, "Copy")).accessible_name("Copy the record");
                if copy.clicked() {
                    let text = record.text.clone();
                    ctx.send(ExportCommand::Copy { what: "the record", text });
                }
            }
        });
    });
    ui.label(RichText::new(place).font(Type::Small.font()).color(tokens.muted));
    bytes_ui(ui, ctx, open);
}

/// Draws the bytes, or why there are none, or that they are being read.
pub(crate) fn bytes_ui(ui: &mut Ui, ctx: &UiCtx<'_>, open: &ReadRecord) {
    let tokens = ctx.tokens;
    match &open.result {
        None => {
            ui.horizontal(|ui| {
                ui.add(egui::Spinner::new().size(14.0));
                ui.label(RichText::new("Reading the file again…").color(tokens.muted));
            });
        }
        Some(Err(why)) => {
            let text = format!("It cannot be read: {}", format::shown(why));
            ui.label(RichText::new(text).color(tokens.denied));
        }
        Some(Ok(record)) => text_ui(ui, ctx, record),
    }
}

fn text_ui(ui: &mut Ui, ctx: &UiCtx<'_>, record: &RawRecord) {
    let tokens = ctx.tokens;
    let (icon, words, color) = match record.state {
        RecordState::Verified => {
            (icons::CHECK_CIRCLE, "Verified: the same bytes as when it was read", tokens.approved)
        }
        RecordState::Changed => (
            icons::WARNING,
            "Changed: the file no longer holds the record that was read",
            tokens.denied,
        ),
    };
    ui.label(RichText::new(format!("{icon} {words}")).font(Type::Small.font()).color(color));
    let pretty = raw_record::pretty(&record.text);
    let mut text = pretty.as_str();
    ScrollArea::horizontal().id_salt("record").show(ui, |ui| {
        let edit = TextEdit::multiline(&mut text)
            .font(Type::Mono.font())
            .text_color(tokens.text)
            .desired_width(f32::INFINITY)
            .clip_text(false);
        let response = ui.add(edit);
        let shown = pretty.clone();
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Document, true, format!("Record text: {shown}"))
        });
    });
}
