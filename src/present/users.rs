//! Who: one entry per user that is shown, and one per finding about many users; worst first.

mod order;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::case::Case;
use crate::model::{
    Finding, FindingId, Outcome, Prompt, PromptId, Severity, TextId, TimeRange, Timestamp, UserId,
};
use crate::store::Filtered;

use super::{brief, format};

pub use order::{SortKey, sort};

/// Bars of a sparkline.
pub const SPARK_BARS: usize = 24;

/// What an entry stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum EntryKey {
    /// One account.
    User(UserId),
    /// A finding about many accounts.
    Finding(FindingId),
}

/// How many prompts ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Prompts.
    pub prompts: u32,
    /// Denied ones: also reported as fraud, and denied or wrong code.
    pub denied: u32,
    /// Unanswered ones.
    pub no_answer: u32,
    /// Approved ones.
    pub approved: u32,
}

impl Counts {
    fn add(&mut self, outcome: Outcome) {
        self.prompts += 1;
        match outcome {
            Outcome::Approved => self.approved += 1,
            Outcome::NoAnswer => self.no_answer += 1,
            Outcome::Denied | Outcome::DeniedOrWrongCode | Outcome::FraudReported => {
                self.denied += 1;
            }
            _ => {}
        }
    }
}

/// One row of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What it stands for.
    pub key: EntryKey,
    /// The name as the list shows it, safe to show.
    pub name: String,
    /// The name in full, safe to show.
    pub full_name: String,
    /// How bad the worst finding is; `None` without one.
    pub severity: Option<Severity>,
    /// One sentence.
    pub sentence: String,
    /// Which account it looks like, in a sentence; empty where none.
    pub looks_like: String,
    /// Whether the filter hides some prompts of the worst finding.
    pub in_part: bool,
    /// Counts of the prompts that are shown.
    pub counts: Counts,
    /// Most prompts in one burst; 0 without one.
    pub longest_burst: u32,
    /// Time of the first prompt shown.
    pub first: Timestamp,
    /// Time of the last prompt shown.
    pub last: Timestamp,
    /// Distinct source addresses of the prompts shown.
    pub sources: u32,
    /// Prompts over the case's time, as shares of the fullest bar.
    pub spark: [f32; SPARK_BARS],
    /// Bars that hold prompts of a finding.
    pub hot: [bool; SPARK_BARS],
    /// The prompts that are shown, in order of time, as indexes into the case's prompts.
    pub prompts: Vec<u32>,
    /// Prompts of its worst finding that were not satisfied.
    refused: u32,
    /// The rank of its worst finding; large without one.
    rank: usize,
}

impl Entry {
    /// Whether the filter leaves this prompt of it.
    pub fn shows(&self, prompt: PromptId) -> bool {
        self.prompts.binary_search(&prompt.0).is_ok()
    }
}

/// The list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UsersModel {
    /// The rows.
    pub entries: Vec<Entry>,
    /// Users that are shown, findings about many set aside.
    pub users: usize,
}

impl UsersModel {
    /// The row of a key.
    pub fn position(&self, key: &EntryKey) -> Option<usize> {
        self.entries.iter().position(|entry| entry.key == *key)
    }
}

/// Makes the list of what a filter leaves.
pub fn build(case: &Case, filtered: &Filtered) -> UsersModel {
    let time = full_range(case);
    let domain = common_domain(case);
    let worst = worst_by_user(case);
    let mut by_user: FxHashMap<UserId, Vec<u32>> = FxHashMap::default();
    for id in &filtered.prompts {
        if let Some(prompt) = case.prompt(*id) {
            by_user.entry(prompt.user).or_default().push(id.0);
        }
    }
    let maker = Maker { case, time, domain: domain.as_deref(), worst: &worst };
    let mut entries: Vec<Entry> = filtered
        .users
        .iter()
        .filter_map(|user| Some(maker.user(*user, by_user.remove(user)?)))
        .collect();
    let users = entries.len();
    entries.extend(many_user_findings(case).filter_map(|(rank, f)| maker.many(rank, f, filtered)));
    sort(&mut entries, SortKey::Severity, false);
    UsersModel { entries, users }
}

/// What heads the list of all prompts: the entry that [`build`] puts first, found without making
/// the others; `None` where no finding has a prompt that is shown.
pub fn head(case: &Case, filtered: &Filtered) -> Option<EntryKey> {
    let is_listed = |user: UserId| filtered.users.binary_search(&user).is_ok();
    let shown = |finding: &Finding| {
        finding.prompts.iter().any(|id| filtered.prompts.binary_search(id).is_ok())
    };
    let own = worst_by_user(case).into_iter().filter(|(user, _)| is_listed(*user));
    let own = own.map(|(user, rank)| (rank, EntryKey::User(user)));
    let many = many_user_findings(case).filter(|(_, finding)| shown(finding));
    let many = many.map(|(rank, finding)| (rank, EntryKey::Finding(finding.id.clone())));
    let findings = &case.detection.findings;
    let order = |rank: usize| {
        let finding = findings.get(rank);
        let weight = finding.map(|finding| (finding.severity, finding.unsatisfied()));
        (std::cmp::Reverse(weight), rank)
    };
    own.chain(many).min_by_key(|(rank, _)| order(*rank)).map(|(_, key)| key)
}

/// Keeps the entries whose name holds `text`, in any letter case.
pub fn search(model: &UsersModel, text: &str) -> UsersModel {
    let text = text.trim().to_lowercase();
    let hit = |entry: &&Entry| {
        text.is_empty()
            || entry.full_name.to_lowercase().contains(&text)
            || entry.name.to_lowercase().contains(&text)
    };
    let entries: Vec<Entry> = model.entries.iter().filter(hit).cloned().collect();
    UsersModel { entries, users: model.users }
}

/// The part after `@`, where every user of the case has the same.
pub fn common_domain(case: &Case) -> Option<String> {
    let mut domain: Option<&str> = None;
    for (_, user) in case.store.users.iter() {
        let (_, here) = user.name.rsplit_once('@')?;
        match domain {
            Some(known) if !known.eq_ignore_ascii_case(here) => return None,
            _ => domain = Some(here),
        }
    }
    domain.map(str::to_owned)
}

/// A user's name without the domain that every user has.
pub fn short_name(name: &str, domain: Option<&str>) -> String {
    let stem = domain.and_then(|domain| {
        let (stem, here) = name.rsplit_once('@')?;
        here.eq_ignore_ascii_case(domain).then_some(stem)
    });
    format::shown(stem.unwrap_or(name))
}

fn full_range(case: &Case) -> TimeRange {
    let first = case.prompts.first().map(Prompt::time).unwrap_or_default();
    let last = case.prompts.last().map(Prompt::time).unwrap_or_default();
    TimeRange::covering(first, last)
}

fn worst_by_user(case: &Case) -> FxHashMap<UserId, usize> {
    let mut worst = FxHashMap::default();
    for (rank, finding) in case.detection.findings.iter().enumerate() {
        if let Some(user) = finding.user {
            worst.entry(user).or_insert(rank);
        }
    }
    worst
}

fn many_user_findings(case: &Case) -> impl Iterator<Item = (usize, &Finding)> {
    let findings = case.detection.findings.iter().enumerate();
    findings.filter(|(_, finding)| finding.user.is_none() && !finding.users.is_empty())
}

struct Maker<'a> {
    case: &'a Case,
    time: TimeRange,
    domain: Option<&'a str>,
    worst: &'a FxHashMap<UserId, usize>,
}

impl Maker<'_> {
    fn user(&self, user: UserId, prompts: Vec<u32>) -> Entry {
        let full_name = self.case.store.users.name(user);
        let rank = self.worst.get(&user).copied();
        let finding = rank.and_then(|rank| self.case.detection.findings.get(rank));
        let mut entry = self.entry(EntryKey::User(user), prompts, finding);
        entry.name = short_name(full_name, self.domain);
        entry.full_name = format::shown(full_name);
        entry.rank = rank.unwrap_or(usize::MAX);
        entry.longest_burst = self.longest_burst(user);
        entry.looks_like = look_alike_sentence(self.case, user);
        if finding.is_none() {
            entry.sentence = quiet_sentence(entry.counts);
        }
        entry
    }

    fn many(&self, rank: usize, finding: &Finding, filtered: &Filtered) -> Option<Entry> {
        let shown = |id: &&PromptId| filtered.prompts.binary_search(id).is_ok();
        let prompts: Vec<u32> = finding.prompts.iter().filter(shown).map(|id| id.0).collect();
        if prompts.is_empty() {
            return None;
        }
        let mut entry = self.entry(EntryKey::Finding(finding.id.clone()), prompts, Some(finding));
        entry.name = format::counted(finding.users.len() as u64, "account", "accounts");
        entry.full_name.clone_from(&entry.name);
        entry.rank = rank;
        entry.longest_burst = windows_max(finding);
        Some(entry)
    }

    fn entry(&self, key: EntryKey, prompts: Vec<u32>, finding: Option<&Finding>) -> Entry {
        let mut counts = Counts::default();
        let mut sources: FxHashSet<TextId> = FxHashSet::default();
        let mut bars = [0_u32; SPARK_BARS];
        for prompt in prompts.iter().filter_map(|&row| self.case.prompts.get(row as usize)) {
            counts.add(prompt.outcome);
            let ip = self.case.store.parties.get(prompt.source).ip;
            if ip.is_present() {
                sources.insert(ip);
            }
            if let Some(bar) = bars.get_mut(self.bar(prompt.time())) {
                *bar += 1;
            }
        }
        let at = |row: Option<&u32>| {
            row.and_then(|&row| self.case.prompts.get(row as usize))
                .map(Prompt::time)
                .unwrap_or_default()
        };
        let in_part = finding.is_some_and(|finding| {
            finding.prompts.iter().any(|id| prompts.binary_search(&id.0).is_err())
        });
        let most = bars.iter().copied().max().unwrap_or(0).max(1);
        Entry {
            key,
            name: String::new(),
            full_name: String::new(),
            severity: finding.map(|finding| finding.severity),
            sentence: finding.map(|it| brief::sentence(self.case, it)).unwrap_or_default(),
            looks_like: String::new(),
            refused: finding.map_or(0, Finding::unsatisfied),
            in_part,
            counts,
            longest_burst: 0,
            first: at(prompts.first()),
            last: at(prompts.last()),
            sources: u32::try_from(sources.len()).unwrap_or(u32::MAX),
            spark: bars.map(|bar| bar as f32 / most as f32),
            hot: self.hot(finding),
            prompts,
            rank: usize::MAX,
        }
    }

    fn bar(&self, time: Timestamp) -> usize {
        let length = self.time.span().0.max(1) as f64;
        let share = time.since(self.time.start).0 as f64 / length;
        ((share * SPARK_BARS as f64) as usize).min(SPARK_BARS - 1)
    }

    fn hot(&self, finding: Option<&Finding>) -> [bool; SPARK_BARS] {
        let mut hot = [false; SPARK_BARS];
        let prompts = finding.into_iter().flat_map(|finding| &finding.prompts);
        for prompt in prompts.filter_map(|id| self.case.prompt(*id)) {
            if let Some(bar) = hot.get_mut(self.bar(prompt.time())) {
                *bar = true;
            }
        }
        hot
    }

    fn longest_burst(&self, user: UserId) -> u32 {
        let findings = self.case.detection.findings.iter();
        let own = findings.filter(|finding| finding.user == Some(user));
        own.map(windows_max).max().unwrap_or(0)
    }
}

fn windows_max(finding: &Finding) -> u32 {
    finding.windows.iter().map(|window| window.prompts).max().unwrap_or(0)
}

/// Whom a user's name looks like, and what sets the two apart; empty where nobody.
pub fn look_alike_sentence(case: &Case, user: UserId) -> String {
    let others = case.look_alikes.of_user(user);
    let Some(first) = others.first() else { return String::new() };
    let more = match others.len() {
        1 => String::new(),
        n => format!(", and {} more", n - 1),
    };
    let name = format::shown(case.store.users.name(first.user));
    format!("Looks like {name} and is another account: they differ by {}{more}", first.by)
}

fn quiet_sentence(counts: Counts) -> String {
    let prompts = format::counted(u64::from(counts.prompts), "prompt", "prompts");
    if counts.prompts == counts.approved {
        return match counts.prompts {
            1 => "1 prompt, approved".to_owned(),
            _ => format!("{prompts}, all approved"),
        };
    }
    let mut parts = vec![prompts];
    for (count, words) in
        [(counts.approved, "approved"), (counts.denied, "denied"), (counts.no_answer, "unanswered")]
    {
        if count > 0 {
            parts.push(format!("{} {words}", format::count(u64::from(count))));
        }
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, severity: Option<Severity>, prompts: u32) -> Entry {
        Entry {
            key: EntryKey::User(UserId(0)),
            name: name.to_owned(),
            full_name: name.to_owned(),
            severity,
            sentence: String::new(),
            looks_like: String::new(),
            in_part: false,
            counts: Counts { prompts, ..Counts::default() },
            longest_burst: 0,
            first: Timestamp(0),
            last: Timestamp(0),
            sources: 0,
            spark: [0.0; SPARK_BARS],
            hot: [false; SPARK_BARS],
            prompts: Vec::new(),
            refused: 0,
            rank: 0,
        }
    }

    fn names(entries: &[Entry]) -> Vec<&str> {
        entries.iter().map(|entry| entry.name.as_str()).collect()
    }

    #[test]
    fn the_worst_user_comes_first_and_equal_ones_by_name() {
        let mut entries = vec![
            entry("c", None, 9),
            entry("b", Some(Severity::High), 1),
            entry("a", Some(Severity::High), 1),
            entry("d", Some(Severity::Critical), 1),
        ];
        sort(&mut entries, SortKey::Severity, false);
        assert_eq!(names(&entries), ["d", "a", "b", "c"]);
        sort(&mut entries, SortKey::Name, true);
        assert_eq!(names(&entries), ["d", "c", "b", "a"]);
        sort(&mut entries, SortKey::Prompts, false);
        assert_eq!(names(&entries), ["c", "a", "b", "d"]);
    }

    #[test]
    fn a_name_loses_the_domain_that_all_have_and_no_other() {
        assert_eq!(short_name("m.okafor@corp.example", Some("corp.example")), "m.okafor");
        assert_eq!(short_name("x@other.example", Some("corp.example")), "x@other.example");
    }

    #[test]
    fn a_quiet_user_is_summed_up_in_one_sentence() {
        let counts = Counts { prompts: 3, denied: 1, no_answer: 0, approved: 2 };
        assert_eq!(quiet_sentence(counts), "3 prompts, 2 approved, 1 denied");
    }

    #[test]
    fn the_head_is_what_the_list_of_all_puts_first() {
        let finding = |id: &str, user: Option<u32>, severity, refused, prompts: &[u32]| Finding {
            id: FindingId(id.to_owned()),
            user: user.map(UserId),
            users: vec![UserId(user.unwrap_or(0))],
            severity,
            outcomes: [(Outcome::Denied, refused)].into(),
            prompts: prompts.iter().map(|&id| PromptId(id)).collect(),
            ..Finding::default()
        };
        let prompt =
            |id, user| Prompt { id: PromptId(id), user: UserId(user), ..Prompt::default() };
        let mut case = Case { prompts: vec![prompt(0, 0), prompt(1, 1)], ..Case::default() };
        let filtered = Filtered {
            prompts: vec![PromptId(0), PromptId(1)],
            users: vec![UserId(0), UserId(1)],
            ..Filtered::default()
        };
        for findings in [
            vec![],
            vec![
                finding("a", Some(0), Severity::High, 1, &[0]),
                finding("b", Some(1), Severity::High, 5, &[1]),
            ],
            vec![
                finding("a", Some(0), Severity::High, 2, &[0]),
                finding("b", None, Severity::High, 9, &[0, 1]),
            ],
            vec![
                finding("a", None, Severity::Critical, 9, &[]),
                finding("b", Some(1), Severity::Low, 0, &[1]),
            ],
            vec![
                finding("a", Some(7), Severity::Critical, 9, &[]),
                finding("b", Some(1), Severity::Low, 0, &[]),
            ],
        ] {
            case.detection.findings = findings;
            let listed = build(&case, &filtered).entries;
            let first = listed.first().filter(|entry| entry.severity.is_some());
            assert_eq!(head(&case, &filtered), first.map(|entry| entry.key.clone()));
        }
    }
}
