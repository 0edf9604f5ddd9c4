//! The window: eframe's `App`, which only hands on to the [`Runtime`].

use std::path::PathBuf;

use crate::app::{EvidenceCommand, ReadingCommand, ViewCommand};
use crate::ingest::Decisions;
use crate::ui::{self, Runtime};

use super::command_line::{Renderer, Window};
use super::effects::RealEffects;
use super::{output, settings_file};

/// The line that tells the process above that the window stands.
pub(super) const STANDS: &str = "window stands";

/// Opens the window and returns when it is closed.
pub(super) fn run(options: &Window, persist: bool) -> anyhow::Result<()> {
    let native = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Pushscope")
            .with_app_id("pushscope")
            .with_inner_size([1600.0, 1000.0])
            .with_min_inner_size([640.0, 400.0]),
        renderer: match options.renderer {
            Renderer::Wgpu => eframe::Renderer::Wgpu,
            Renderer::Glow => eframe::Renderer::Glow,
        },
        persist_window: false,
        ..eframe::NativeOptions::default()
    };
    let begin = Begin {
        paths: options.paths.clone(),
        geoip: options.geoip.clone(),
        decisions: options.reading.decisions()?,
        demo: options.demo,
        persist,
    };
    eframe::run_native(
        "pushscope",
        native,
        Box::new(move |creation| Ok(Box::new(WindowApp::new(&creation.egui_ctx, begin)))),
    )
    .map_err(|error| anyhow::anyhow!("no window could be opened: {error}"))
}

/// What the window begins with.
struct Begin {
    paths: Vec<PathBuf>,
    geoip: Vec<PathBuf>,
    decisions: Decisions,
    demo: bool,
    persist: bool,
}

struct WindowApp {
    runtime: Runtime<RealEffects>,
    told: bool,
}

impl WindowApp {
    fn new(context: &egui::Context, begin: Begin) -> Self {
        ui::install(context);
        let runtime = Runtime::new(RealEffects::new(context.clone(), begin.persist));
        let sender = runtime.sender();
        let waker = context.clone();
        sender.set_waker(move || waker.request_repaint());
        if begin.persist
            && let Some(settings) = settings_file::load()
        {
            sender.send(ViewCommand::Restore(settings));
        }
        if let Ok(zone) = jiff::tz::TimeZone::try_system()
            && let Some(name) = zone.iana_name()
        {
            sender.send(ViewCommand::SetLocalZone(name.to_owned()));
        }
        sender.send(ReadingCommand::Given(begin.decisions));
        if !begin.geoip.is_empty() {
            sender.send(EvidenceCommand::UseDatabases(begin.geoip));
        }
        if begin.demo {
            sender.send(EvidenceCommand::OpenDemo);
        } else if !begin.paths.is_empty() {
            sender.send(EvidenceCommand::Open(begin.paths));
        }
        Self { runtime, told: false }
    }
}

impl eframe::App for WindowApp {
    fn logic(&mut self, _context: &egui::Context, _frame: &mut eframe::Frame) {
        self.runtime.logic();
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.runtime.ui(ui);
        if !self.told {
            self.told = true;
            // The process above may be gone; the window stands all the same.
            drop(output::document(format!("{STANDS}\n").as_bytes()));
        }
    }
}
