//! The faces, and which of them a kind of text is set in.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily, FontId};

/// A face that is built in.
struct Face {
    name: &'static str,
    bytes: &'static [u8],
}

const FACES: &[Face] = &[
    Face { name: "inter", bytes: include_bytes!("../../../assets/fonts/Inter-Regular.otf") },
    Face { name: "inter medium", bytes: include_bytes!("../../../assets/fonts/Inter-Medium.otf") },
    Face {
        name: "inter semibold",
        bytes: include_bytes!("../../../assets/fonts/Inter-SemiBold.otf"),
    },
    Face {
        name: "jetbrains mono",
        bytes: include_bytes!("../../../assets/fonts/JetBrainsMono-Regular.ttf"),
    },
    Face { name: "phosphor", bytes: include_bytes!("../../../assets/icons/Phosphor.ttf") },
];

/// Which faces a family looks through, in order.
const FAMILIES: &[(&str, &[&str])] = &[
    ("regular", &["inter", "phosphor", "jetbrains mono"]),
    ("medium", &["inter medium", "phosphor", "jetbrains mono"]),
    ("semibold", &["inter semibold", "phosphor", "jetbrains mono"]),
    ("mono", &["jetbrains mono", "inter", "phosphor"]),
    ("icons", &["phosphor"]),
];

/// A kind of text. Weight tells rank; sizes are few.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// 13, the usual text.
    Body,
    /// 13 medium: values that matter.
    Medium,
    /// 13 semibold: names and headings.
    Strong,
    /// 12: what supports.
    Small,
    /// 12 semibold: badges and labels on marks.
    SmallStrong,
    /// 15 semibold: the title.
    Title,
    /// 15: the story.
    Story,
    /// 15 medium: what matters in the story.
    StoryStrong,
    /// 28 semibold: the start page's name.
    Display,
    /// 16: a sign.
    Icon,
    /// 12 monospace: addresses, times in tables, raw records.
    Mono,
}

impl Type {
    /// The font of this kind of text.
    pub(crate) fn font(self) -> FontId {
        let (size, family) = match self {
            Self::Body => (13.0, FontFamily::Proportional),
            Self::Medium => (13.0, named("medium")),
            Self::Strong => (13.0, named("semibold")),
            Self::Small => (12.0, FontFamily::Proportional),
            Self::SmallStrong => (12.0, named("semibold")),
            Self::Title => (15.0, named("semibold")),
            Self::StoryStrong => (15.0, named("semibold")),
            Self::Story => (15.0, FontFamily::Proportional),
            Self::Display => (28.0, named("semibold")),
            Self::Icon => (16.0, named("icons")),
            Self::Mono => (12.0, FontFamily::Monospace),
        };
        FontId::new(size, family)
    }
}

fn named(name: &'static str) -> FontFamily {
    FontFamily::Name(Arc::from(name))
}

pub(super) fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    for face in FACES {
        fonts.font_data.insert(face.name.to_owned(), Arc::new(FontData::from_static(face.bytes)));
    }
    for (family, faces) in FAMILIES {
        let family = match *family {
            "regular" => FontFamily::Proportional,
            "mono" => FontFamily::Monospace,
            other => named(other),
        };
        fonts.families.insert(family, faces.iter().map(|&face| face.to_owned()).collect());
    }
    fonts
}
