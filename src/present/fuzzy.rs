//! Which of many names a few typed letters mean.

/// How well `text` holds the letters of `wanted`, in their order; `None` where it does not.
/// Letters that follow each other and letters that begin a word count more.
pub fn score(wanted: &str, text: &str) -> Option<i32> {
    if wanted.trim().is_empty() {
        return Some(0);
    }
    let text: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    let mut score = 0;
    let mut from = 0;
    let mut last: Option<usize> = None;
    for letter in wanted.chars().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()) {
        let at = from + text.get(from..)?.iter().position(|&c| c == letter)?;
        let begins = at == 0 || text.get(at - 1).is_some_and(|before| !before.is_alphanumeric());
        let follows = last.is_some_and(|last| last + 1 == at);
        score += 1 + if follows { 6 } else { 0 } + if begins { 4 } else { 0 };
        last = Some(at);
        from = at + 1;
    }
    // Of two that fit equally, the shorter one is meant.
    Some(score * 4 - i32::try_from(text.len()).unwrap_or(i32::MAX).min(100) / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_in_order_fit_and_others_do_not() {
        assert!(score("fit", "Fit the timeline").is_some());
        assert!(score("ftl", "Fit the timeline").is_some());
        assert!(score("xyz", "Fit the timeline").is_none());
        assert!(score("", "anything").is_some());
    }

    #[test]
    fn words_and_runs_of_letters_win() {
        let show = score("show", "Show the map");
        let scattered = score("show", "Switch from hot to cold, now");
        assert!(show > scattered);
    }
}
