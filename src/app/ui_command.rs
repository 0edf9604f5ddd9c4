//! The commands of menu, palette and keyboard: one list, so that the three cannot disagree.

/// A key that a shortcut needs. Letters are logical keys, not positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A letter, in capitals.
    Letter(char),
    /// The escape key.
    Escape,
    /// The question mark.
    QuestionMark,
    /// The comma.
    Comma,
    /// The full stop.
    Period,
    /// A digit.
    Digit(u8),
    /// An arrow.
    Left,
    /// An arrow.
    Right,
    /// The plus sign.
    Plus,
    /// The minus sign.
    Minus,
}

/// A key with its modifiers; `command` is Ctrl, or ⌘ on a Mac.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shortcut {
    /// The key.
    pub key: Key,
    /// Whether Ctrl (⌘) is held.
    pub command: bool,
    /// Whether Shift is held.
    pub shift: bool,
}

impl Shortcut {
    const fn plain(key: Key) -> Self {
        Self { key, command: false, shift: false }
    }

    const fn command(key: Key) -> Self {
        Self { key, command: true, shift: false }
    }

    /// The words that a person reads: `Ctrl+Shift+Z`.
    pub fn text(self) -> String {
        let key = match self.key {
            Key::Letter(letter) => letter.to_string(),
            Key::Escape => "Esc".to_owned(),
            Key::QuestionMark => "?".to_owned(),
            Key::Comma => ",".to_owned(),
            Key::Period => ".".to_owned(),
            Key::Digit(digit) => digit.to_string(),
            Key::Left => "Left".to_owned(),
            Key::Right => "Right".to_owned(),
            Key::Plus => "+".to_owned(),
            Key::Minus => "−".to_owned(),
        };
        let command = if self.command { "Ctrl+" } else { "" };
        let shift = if self.shift { "Shift+" } else { "" };
        format!("{command}{shift}{key}")
    }
}

/// Declares [`UiCommand`] with text, tooltip and shortcut from one table.
macro_rules! ui_commands {
    ($($(#[$doc:meta])* $name:ident, $text:literal, $tooltip:literal, $shortcut:expr;)*) => {
        /// A command without data.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum UiCommand {
            $($(#[$doc])* $name,)*
        }

        impl UiCommand {
            /// Every command, in the order of the palette.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The words on a button or in the palette.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What it does, in one sentence.
            pub const fn tooltip(self) -> &'static str {
                match self { $(Self::$name => $tooltip,)* }
            }

            /// Its key, where it has one.
            pub const fn shortcut(self) -> Option<Shortcut> {
                match self { $(Self::$name => $shortcut,)* }
            }
        }
    };
}

ui_commands! {
    /// Ask for files.
    OpenFiles, "Open files…", "Choose log exports to read as a new case",
        Some(Shortcut::command(Key::Letter('O')));
    /// Ask for a folder.
    OpenFolder, "Open folder…", "Choose a folder; every export below it is read",
        Some(Shortcut { key: Key::Letter('O'), command: true, shift: true });
    /// Open the demonstration case.
    OpenDemo, "Open the demonstration case", "Nineteen days of a made-up company, with attacks and look-alikes", None;
    /// Ask for databases of addresses.
    UseDatabases, "Use an address database…", "Take places and networks that the logs do not give from MMDB databases of your own", None;
    /// Use none.
    ForgetDatabases, "Use no address database", "Only what the logs themselves say of an address", None;
    /// Map a file.
    MapColumns, "Map columns of an unknown file…", "Say which column or JSON path is what in a file that no format knows", None;
    /// Leave the case.
    CloseCase, "Close case", "Back to the start page; nothing is written", None;
    /// Open the palette.
    Palette, "Search or run a command", "Find a user, an address or a command",
        Some(Shortcut::command(Key::Letter('K')));
    /// Open the list of keys.
    Keys, "Show keys", "Every key and what it does", Some(Shortcut::plain(Key::QuestionMark));
    /// One step back.
    Undo, "Undo", "One step back: filter, time and selection",
        Some(Shortcut::command(Key::Letter('Z')));
    /// One step forward.
    Redo, "Redo", "One step forward again",
        Some(Shortcut { key: Key::Letter('Z'), command: true, shift: true });
    /// Clear the filter, or close what lies above.
    Clear, "Clear filter", "Close what is open; else show every prompt again", Some(Shortcut::plain(Key::Escape));
    /// Fit the timeline.
    Fit, "Fit the timeline", "Show all of the case", Some(Shortcut::plain(Key::Letter('F')));
    /// Zoom to the selection.
    FitSelection, "Zoom to the selection", "Show the selected thing with some room around it",
        Some(Shortcut::plain(Key::Letter('S')));
    /// Next approval after a burst.
    NextApproval, "Next approval after a burst", "Jump to the next star on the timeline",
        Some(Shortcut::plain(Key::Letter('N')));
    /// Previous approval after a burst.
    PreviousApproval, "Previous approval after a burst", "Jump to the star before",
        Some(Shortcut::plain(Key::Letter('P')));
    /// Next prompt of the user.
    NextPrompt, "Next prompt", "The next prompt of the same user", Some(Shortcut::plain(Key::Period));
    /// Previous prompt of the user.
    PreviousPrompt, "Previous prompt", "The prompt before, of the same user",
        Some(Shortcut::plain(Key::Comma));
    /// Zoom in.
    ZoomIn, "Zoom in", "Show less time", Some(Shortcut::plain(Key::Plus));
    /// Zoom out.
    ZoomOut, "Zoom out", "Show more time", Some(Shortcut::plain(Key::Minus));
    /// Move to earlier times.
    PanLeft, "Earlier", "Move the timeline to earlier times", Some(Shortcut::plain(Key::Left));
    /// Move to later times.
    PanRight, "Later", "Move the timeline to later times", Some(Shortcut::plain(Key::Right));
    /// The map.
    ShowMap, "Show the map", "Where prompts were asked for and answered",
        Some(Shortcut::command(Key::Digit(1)));
    /// The prompts.
    ShowPrompts, "Show the prompts", "Every prompt that is shown, as a table",
        Some(Shortcut::command(Key::Digit(2)));
    /// The events.
    ShowEvents, "Show the events", "Every event behind the prompts, as a table",
        Some(Shortcut::command(Key::Digit(3)));
    /// The evidence.
    ShowEvidence, "Show the evidence", "The files, what was read and what was not",
        Some(Shortcut::command(Key::Digit(4)));
    /// Hash the evidence again.
    VerifyEvidence, "Verify the evidence", "Hash every file again and compare with the hash taken when it was read", None;
    /// The parameters.
    ShowParameters, "Show the parameters", "The rules' thresholds as sliders",
        Some(Shortcut::command(Key::Digit(5)));
    /// Cards or table.
    ToggleUsersMode, "Users as cards or table", "Switch between cards and a sortable table", None;
    /// The other theme.
    ToggleTheme, "Switch dark and light", "The other theme", None;
    /// UTC.
    UseUtc, "Show times in UTC", "Every time in the window is in UTC", None;
    /// The zone of this machine.
    UseLocalZone, "Show times in this machine's zone", "Every time in the window is in the local zone", None;
    /// The report.
    ExportReport, "Write report…", "One self-contained HTML page", Some(Shortcut::command(Key::Letter('E')));
    /// The findings document.
    ExportJson, "Write findings as JSON…", "The document that analyze prints", None;
    /// The findings table.
    ExportCsv, "Write findings as CSV…", "A table that is safe for spreadsheets", None;
    /// The prompts table.
    ExportPrompts, "Write prompts shown as CSV…", "A table that is safe for spreadsheets", None;
    /// The events as Parquet.
    ExportEventsParquet, "Write all events as Parquet…", "Every event of the case; Pushscope opens the file again", None;
    /// The events as Arrow.
    ExportEventsArrow, "Write all events as Arrow…", "Every event of the case; Pushscope opens the file again", None;
    /// The events as CSV.
    ExportEventsCsv, "Write all events as CSV…", "A table that is safe for spreadsheets", None;
    /// The events as JSON lines.
    ExportEventsJsonl, "Write all events as JSON lines…", "Exact values, for programs", None;
    /// The chart as vectors.
    ExportSvg, "Write the timeline as SVG…", "The timeline in view, as vectors", None;
    /// The chart as pixels.
    ExportPng, "Write the timeline as PNG…", "The timeline in view, as pixels", None;
    /// Close the window.
    Quit, "Quit", "Close Pushscope", Some(Shortcut::command(Key::Letter('Q')));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_share_a_key() {
        let mut seen = Vec::new();
        for command in UiCommand::ALL {
            if let Some(shortcut) = command.shortcut() {
                assert!(!seen.contains(&shortcut), "{command:?} shares {}", shortcut.text());
                seen.push(shortcut);
            }
        }
    }
}
