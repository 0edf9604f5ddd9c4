//! User names that look alike and are not the same. In: names. Out: pairs of accounts, with what
//! sets them apart. Must never know: which of two is the real one; nothing is merged here.
//!
//! A name is reduced to what a reader sees of it (its skeleton, after Unicode Technical
//! Standard 39): letter case, hidden characters, outer blanks, a dot at the end and a plus tag are
//! set aside, composed letters are taken apart, and letters of other alphabets that look like a
//! Latin one count as that one.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{UserId, UserTable};

/// Most look-alikes that are listed for one account; more are as telling as these.
const LISTED: usize = 8;
/// Most code points that are named for one pair.
const CODES: usize = 4;
const HIDDEN: &str = "hidden characters";
const LETTERS: &str = "letters that look like others";

/// Another account that looks like the one at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookAlike {
    /// The other account.
    pub user: UserId,
    /// What sets the two apart, in words.
    pub by: String,
}

/// The accounts of a case that look like others, by account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LookAlikes {
    by_user: FxHashMap<UserId, Vec<LookAlike>>,
}

impl LookAlikes {
    /// Finds them in one pass over all names.
    pub fn of(users: &UserTable) -> Self {
        let mut groups = BTreeMap::<String, Vec<UserId>>::new();
        for (id, user) in users.iter() {
            groups.entry(looks_like(&user.name)).or_default().push(id);
        }
        let mut by_user = FxHashMap::default();
        groups.retain(|skeleton, group| group.len() > 1 && !skeleton.is_empty());
        for group in groups.values() {
            for &user in group {
                let others = group.iter().filter(|other| **other != user).take(LISTED);
                let alike = |&other: &UserId| LookAlike {
                    user: other,
                    by: difference(users.name(user), users.name(other)),
                };
                by_user.insert(user, others.map(alike).collect());
            }
        }
        Self { by_user }
    }

    /// The accounts that look like one, in order of their names; at most eight.
    pub fn of_user(&self, user: UserId) -> &[LookAlike] {
        self.by_user.get(&user).map(Vec::as_slice).unwrap_or_default()
    }

    /// How many accounts look like another one.
    pub fn len(&self) -> usize {
        self.by_user.len()
    }

    /// Whether no account looks like another one.
    pub fn is_empty(&self) -> bool {
        self.by_user.is_empty()
    }
}

/// What is set aside, and how.
type Step = (&'static str, fn(&str) -> String);

/// The steps from a name to its skeleton, each with what it sets aside.
const STEPS: [Step; 6] = [
    ("letter case", str::to_lowercase),
    (HIDDEN, without_hidden),
    ("blanks or a dot at the end", without_edges),
    ("a plus tag", without_tag),
    ("how accents are written", taken_apart),
    (LETTERS, latin),
];

/// What a reader sees of a name: two names with one skeleton look alike.
pub fn looks_like(name: &str) -> String {
    looks_but_for(name, None)
}

/// The skeleton, one step left out.
fn looks_but_for(name: &str, left_out: Option<usize>) -> String {
    let steps = STEPS.iter().enumerate().filter(|(index, _)| Some(*index) != left_out);
    steps.fold(name.to_owned(), |name, (_, (_, step))| step(&name))
}

/// What sets two names of one skeleton apart, in words.
fn difference(one: &str, other: &str) -> String {
    // What keeps two names apart as soon as it is not set aside is what sets them apart.
    let matters = |index| looks_but_for(one, Some(index)) != looks_but_for(other, Some(index));
    let codes = codes_of_one(one, other);
    let apart: Vec<_> = STEPS
        .iter()
        .enumerate()
        .filter(|(index, _)| matters(*index))
        .map(|(_, (what, _))| match (*what, codes.as_str()) {
            (HIDDEN | LETTERS, codes) if !codes.is_empty() => format!("{what} ({codes})"),
            _ => (*what).to_owned(),
        })
        .collect();
    if apart.is_empty() { "several small things".to_owned() } else { apart.join(", ") }
}

/// The code points of what deceives the eye in one of two names and not in the other; never the
/// characters themselves.
fn codes_of_one(one: &str, other: &str) -> String {
    let deceives =
        |letter: char| is_hidden(letter) || latin(&letter.to_string()) != letter.to_string();
    let lower = [one.to_lowercase(), other.to_lowercase()];
    let [one, other] = &lower;
    let only = |name: &str, not: &str| -> Vec<char> {
        name.chars().filter(|&letter| deceives(letter) && !not.contains(letter)).collect()
    };
    let mut letters = [only(one, other), only(other, one)].concat();
    letters.sort_unstable();
    letters.dedup();
    letters.truncate(CODES);
    let codes: Vec<_> = letters.iter().map(|it| format!("U+{:04X}", u32::from(*it))).collect();
    codes.join(" ")
}

fn without_hidden(name: &str) -> String {
    name.chars().filter(|&letter| !is_hidden(letter)).collect()
}

/// Characters that are drawn as nothing (Unicode's Default_Ignorable_Code_Point), and controls.
pub fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(u32::from(letter),
            0xAD | 0x34F | 0x61C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F
            | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0x3164
            | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFC
            | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

fn without_edges(name: &str) -> String {
    name.trim_matches(|letter: char| letter.is_whitespace() || letter == '.').to_owned()
}

fn without_tag(name: &str) -> String {
    match name.split_once('@') {
        Some((local, domain)) => match local.split_once('+') {
            Some((stem, _)) if !stem.is_empty() => format!("{stem}@{domain}"),
            _ => name.to_owned(),
        },
        None => name.to_owned(),
    }
}

/// Canonical decomposition of lower-case letters, as far as the table goes.
fn taken_apart(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for letter in name.chars() {
        let start = out.len();
        let mut letter = letter;
        while let Some((base, mark)) = parts(letter) {
            out.insert(start, mark);
            letter = base;
        }
        out.insert(start, letter);
    }
    out
}

fn parts(letter: char) -> Option<(char, char)> {
    if letter.is_ascii() {
        return None;
    }
    COMPOSED.iter().find_map(|(mark, pairs)| {
        let mut letters = pairs.chars();
        while let (Some(base), Some(composed)) = (letters.next(), letters.next()) {
            if composed == letter {
                return Some((base, *mark));
            }
        }
        None
    })
}

fn latin(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for letter in name.chars() {
        if letter.is_ascii() && !matches!(letter, '0' | '1' | '|') {
            out.push(letter);
            continue;
        }
        match ALIKE.iter().find(|(_, others)| others.contains(letter)) {
            Some((latin, _)) => out.push_str(latin),
            None => match u32::from(letter) {
                // Full-width forms of ASCII.
                wide @ 0xFF01..=0xFF5E => {
                    let narrow = char::from_u32(wide - 0xFEE0).unwrap_or(letter);
                    out.extend(narrow.to_lowercase());
                }
                _ => out.push(letter),
            },
        }
    }
    // Two letters that run together in most fonts.
    out.replace("rn", "m").replace("vv", "w")
}

/// Lower-case letters and digits that look like Latin ones, after the confusables of Unicode
/// Technical Standard 39 (Latin, Greek, Cyrillic, Armenian and Cherokee letters, digits, signs),
/// chosen by eye for the fonts of this program.
const ALIKE: &[(&str, &str)] = &[
    ("a", "аαɑᴀ"),
    ("b", "Ььᖯƅ"),
    ("c", "сϲᴄ"),
    ("d", "ԁꓒ"),
    ("e", "еҽ℮ᴇ"),
    ("g", "ɡց"),
    ("h", "һհ"),
    ("i", "іιıɩӏ"),
    ("j", "јϳ"),
    ("k", "кκᴋ"),
    ("l", "1|ⅼӀ∣ǀ"),
    ("m", "мᴍⅿ"),
    ("n", "ոռ"),
    ("o", "0оοօσᴏ"),
    ("p", "рρ"),
    ("q", "ԛզ"),
    ("r", "гᴦ"),
    ("s", "ѕꜱ"),
    ("t", "тτᴛ"),
    ("u", "υսᴜ"),
    ("v", "ѵνᴠⅴ"),
    ("w", "ԝωաᴡ"),
    ("x", "хχⅹ"),
    ("y", "уγүʏ"),
    ("z", "ᴢ"),
    ("-", "‐‑‒–—−﹣"),
    (".", "․。｡"),
    ("@", "﹫"),
];

/// Lower-case letters with one mark, by mark: a base and the composed letter, in turns. Printed from
/// the decomposition mappings of the Unicode Character Database for the blocks Latin-1 Supplement,
/// Latin Extended-A, -B and Additional, Greek and Cyrillic.
const COMPOSED: &[(char, &str)] = &[
    ('\u{300}', "aàeèiìoòuùüǜnǹеѐиѝēḕōṑwẁâầăằêềôồơờưừyỳ"),
    (
        '\u{301}',
        "aáeéiíoóuúyýcćlĺnńrŕsśzźüǘgǵåǻæǽøǿ¨΅ϊΐαάεέηήιίϋΰοόυύωώϒϓгѓкќçḉēḗïḯkḱmḿõṍōṓpṕũṹwẃâấăắêếôốơớưứ",
    ),
    ('\u{302}', "aâeêiîoôuûcĉgĝhĥjĵsŝwŵyŷzẑạậẹệọộ"),
    ('\u{303}', "aãnñoõiĩuũvṽâẫăẵeẽêễôỗơỡưữyỹ"),
    ('\u{304}', "aāeēiīoōuūüǖäǟȧǡæǣǫǭöȫõȭȯȱyȳиӣуӯgḡḷḹṛṝ"),
    ('\u{306}', "aăeĕgğiĭoŏuŭийуўжӂаӑеӗȩḝạặ"),
    ('\u{307}', "cċeėgġzżaȧoȯbḃdḋfḟhḣmṁnṅpṗrṙsṡśṥšṧṣṩtṫwẇxẋyẏſẛ"),
    ('\u{308}', "aäeëiïoöuüyÿιϊυϋϒϔеёіїаӓәӛжӝзӟиӥоӧөӫэӭуӱчӵыӹhḧõṏūṻwẅxẍtẗ"),
    ('\u{309}', "aảâẩăẳeẻêểiỉoỏôổơởuủưửyỷ"),
    ('\u{30a}', "aåuůwẘyẙ"),
    ('\u{30b}', "oőuűуӳ"),
    ('\u{30c}', "cčdďeělľnňrřsštťzžaǎiǐoǒuǔüǚgǧkǩʒǯjǰhȟ"),
    ('\u{30f}', "aȁeȅiȉoȍrȑuȕѵѷ"),
    ('\u{311}', "aȃeȇiȋoȏrȓuȗ"),
    ('\u{31b}', "oơuư"),
    ('\u{323}', "bḅdḍhḥkḳlḷmṃnṇrṛsṣtṭvṿwẉzẓaạeẹiịoọơợuụưựyỵ"),
    ('\u{324}', "uṳ"),
    ('\u{325}', "aḁ"),
    ('\u{326}', "sștț"),
    ('\u{327}', "cçgģkķlļnņrŗsştţeȩdḑhḩ"),
    ('\u{328}', "aąeęiįuųoǫ"),
    ('\u{32d}', "dḓeḙlḽnṋtṱuṷ"),
    ('\u{32e}', "hḫ"),
    ('\u{330}', "eḛiḭuṵ"),
    ('\u{331}', "bḇdḏkḵlḻnṉrṟtṯzẕhẖ"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TextId;

    fn pairs(names: &[&str]) -> Vec<(String, String, String)> {
        let logged = names.iter().zip(1..).map(|(name, id)| (TextId(id), *name, None));
        let users = UserTable::build(logged);
        let alike = LookAlikes::of(&users);
        let mut pairs = Vec::new();
        for (id, user) in users.iter() {
            for other in alike.of_user(id).iter().filter(|other| other.user > id) {
                pairs.push((
                    user.name.clone(),
                    users.name(other.user).to_owned(),
                    other.by.clone(),
                ));
            }
        }
        pairs
    }

    /// B35.
    #[test]
    fn b35_names_that_look_alike_are_told_with_what_sets_them_apart() {
        for (other, by) in [
            ("аlice@corp.example", "letters that look like others (U+0430)"),
            ("a1ice@corp.example", "letters that look like others (U+0031)"),
            ("alice@corp.example.", "blanks or a dot at the end"),
            ("alice@corp.example\u{200b}", "hidden characters (U+200B)"),
            ("\u{202e}alice@corp.example", "hidden characters (U+202E)"),
            ("alice+okta@corp.example", "a plus tag"),
            ("ａｌice@corp.example", "letters that look like others (U+FF41 U+FF4C)"),
            (
                "аlice+x@corp.example.",
                "blanks or a dot at the end, a plus tag, letters that look like others (U+0430)",
            ),
        ] {
            let found = pairs(&["alice@corp.example", other, "bob@corp.example"]);
            assert_eq!(found.len(), 1, "{other}");
            assert_eq!(found[0].2, by, "{other}");
        }
        let found = pairs(&["zo\u{eb}@corp.example", "zoe\u{308}@corp.example"]);
        assert_eq!(found[0].2, "how accents are written");
        let found = pairs(&["ti\u{1ebf}n", "tie\u{302}\u{301}n"]);
        assert_eq!(found.len(), 1);
    }

    /// B35.
    #[test]
    fn b35_names_that_a_reader_tells_apart_are_left_alone() {
        for names in [
            ["alice@corp.example", "alicia@corp.example"],
            ["zoe@corp.example", "zo\u{eb}@corp.example"],
            ["alice@corp.example", "alice@corp.other"],
            ["+tag@corp.example", "@corp.example"],
            ["محمد", "שלום"],
        ] {
            assert_eq!(pairs(&names), [], "{names:?}");
        }
    }

    #[test]
    fn a_crowd_of_look_alikes_is_listed_in_part() {
        let names: Vec<_> = (0..500).map(|tag| format!("alice+{tag}@corp.example")).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let users = UserTable::build(names.iter().zip(1..).map(|(n, id)| (TextId(id), *n, None)));
        let alike = LookAlikes::of(&users);
        assert_eq!(alike.len(), 500);
        assert_eq!(alike.of_user(UserId(0)).len(), LISTED);
    }
}
