//! Both ways through a record give the same, and neither lets anything broken through.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::ingest::pick::pick;
use crate::ingest::providers;
use crate::ingest::trie::Target;

/// Both ways through one record, as far as they accept it.
fn both(text: &str, memos: &mut [Memo; 2]) -> [Option<String>; 2] {
    let trie = (providers::ALL[0].trie)();
    let shown = |picked: &Picked<'_>| {
        let fields = (&picked.slots, &picked.rows);
        format!("{fields:?} {:?}", picked.repaired)
    };
    let [first, second] = memos;
    let mut fast = Picked::default();
    let fast = walk(trie, first, text, &mut fast, 127).map(|()| shown(&fast));
    let mut strict = Picked::default();
    let strict = pick(trie, second, text, &mut strict).ok().map(|()| shown(&strict));
    [fast, strict]
}

fn agree(text: &str, memos: &mut [Memo; 2]) {
    let [fast, strict] = both(text, memos);
    if fast.is_some() {
        assert_eq!(fast, strict, "{text}");
    }
}

#[test]
fn plain_records_take_the_fast_way() {
    let mut memos = Default::default();
    for number in 0..3 {
        let record = crate::ingest::testing::okta(number);
        let [fast, strict] = both(&record.to_string(), &mut memos);
        assert!(fast.is_some());
        assert_eq!(fast, strict);
        let pretty = serde_json::to_string_pretty(&record).unwrap();
        assert_eq!(both(&pretty, &mut memos)[0], fast);
    }
}

/// Reads lines one after the other with what the ones before taught; how many of them were passed
/// along seams.
fn passed(lines: &[&str]) -> Vec<bool> {
    let trie = (providers::ALL[0].trie)();
    let mut memo = Memo::default();
    let mut read = |line: &&str| {
        let (before, _) = memo.seams.counts();
        let mut out = Picked::default();
        let end = walk_line(trie, &mut memo, (*line, 0), &mut out, 127);
        let mut alone = Picked::default();
        let expected = walk_line(trie, &mut Memo::default(), (*line, 0), &mut alone, 127);
        assert_eq!(end, expected, "{line}");
        if end.is_some() {
            assert_eq!((out.slots, out.rows), (alone.slots, alone.rows), "{line}");
            assert_eq!(out.repaired, alone.repaired, "{line}");
        }
        memo.seams.counts().0 > before
    };
    lines.iter().map(&mut read).collect()
}

#[test]
fn a_record_goes_along_the_seams_of_one_with_the_same_keys() {
    let lines = [
        r#"{"uuid":"a","client":{"ipAddress":"192.0.2.1","zone":null},"target":[{"id":"x"}]}"#,
        r#"{"uuid":"b","client":{"ipAddress":"192.0.2.2","zone":null},"target":[{"id":"y"}]}"#,
        r#"{"uuid":"b","client":{"ipAddress":"192.0.2.2","zone":"z"},"target":[{"id":"y"}]}"#,
        r#"{"uuid":"","client":{"ipAddress":"a \"q\"","zone":"z"},"target":[{"id":"y"}]}"#,
        r#"{"uuid":"b","client":{"ipAddress":7,"zone":"z"},"target":[{"id":"y"},{"id":"w"}]}"#,
        r#"{"uuid":"b","client":{"ipAddress":-1.5e3,"zone":"z"},"target":[{"id":"y"},{"id":"w"}]}"#,
    ];
    assert_eq!(passed(&lines), [false, true, false, true, false, true]);
}

#[test]
fn what_seams_let_through_is_looked_at_as_closely() {
    let good = r#"{"uuid":"a","version":7,"severity":true}"#;
    for bad in [
        "{\"uuid\":\"a\u{1}\",\"version\":7,\"severity\":true}",
        r#"{"uuid":"a\x","version":7,"severity":true}"#,
        r#"{"uuid":"a","version":07,"severity":true}"#,
        r#"{"uuid":"a","version":-,"severity":true}"#,
        r#"{"uuid":"a","version":7,"severity":true"#,
        r#"{"uuid":"a","version":7,"severity":truer}"#,
        r#"{"uuid":"a","version":7,"severity":true}}"#,
        r#"{"uuid":"a","version":7,"severity":true"#,
    ] {
        let lines = [good, good, bad, good];
        let ways = passed(&lines);
        assert!(ways[1] && ways[3], "{bad}");
    }
}

#[test]
fn nothing_is_left_of_the_record_before_in_the_room_that_is_used_again() {
    let mut used = Picked::default();
    used.set(Target::Slot(3), Scalar::Bool(true), 5);
    used.clear();
    used.set_slot(3, Scalar::Bool(true));
    used.set(Target::Slot(3), Scalar::Bool(false), 5);
    assert_eq!(used.repaired, []);
}

#[test]
fn a_seam_never_runs_over_the_end_of_a_line() {
    let trie = (providers::ALL[0].trie)();
    let mut memo = Memo::default();
    let pretty = "{\n\"uuid\":\"a\",\n\"version\":\"b\"}";
    for _ in 0..2 {
        assert!(walk(trie, &mut memo, pretty, &mut Picked::default(), 127).is_some());
    }
    assert_eq!(memo.seams.counts(), (1, 0));
    let line = walk_line(trie, &mut memo, (pretty, 0), &mut Picked::default(), 127);
    assert_eq!(line, None);
}

#[test]
fn keys_given_twice_and_lists_that_are_too_long_count_along_seams_too() {
    let twice = r#"{"uuid":"a","uuid":"b","client":[1],"target":[{"id":"x"},3,null]}"#;
    assert!(!passed(&[twice, twice, twice])[0]);
    let long = format!(r#"{{"uuid":"a","target":[{}]}}"#, vec![r#"{"id":"x"}"#; 400].join(","));
    passed(&[&long, &long, &long]);
}

#[test]
fn what_is_no_json_is_refused() {
    let mut memos = Default::default();
    for text in [
        "",
        "{",
        "{}x",
        "[]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{\"a\":01}",
        "{\"a\":-}",
        "{\"a\":1.}",
        "{\"a\":1e}",
        "{\"a\":tru}",
        "{\"a\":NaN}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":[1,]}",
        "{\"a\":[}",
        "{\"a\" 1}",
        "{\"uuid\":\"\\ud800\"}",
        "{\"lat\":1 2}",
        "{a:1}",
        "{\"a\":\"b",
        "{\"a\":'b'}",
        "{\"client\":{\"geographicalContext\":{\"geolocation\":{\"lat\":1e999}}}}",
    ] {
        assert_eq!(both(text, &mut memos)[0], None, "{text}");
    }
}

#[test]
fn a_key_with_a_quote_in_it_is_never_taken_for_a_shorter_one() {
    let mut memos = Default::default();
    assert_eq!(both(r#"{"a\"b":1}"#, &mut memos)[0], None);
    let [_, strict] = &mut memos;
    let mut reused = std::mem::take(strict);
    let mut out = Picked::default();
    let trie = (providers::ALL[0].trie)();
    assert_eq!(walk(trie, &mut reused, r#"{"a"b":1}"#, &mut out, 127), None);
}

fn keys() -> impl Strategy<Value = String> {
    const KNOWN: &[&str] =
        &["uuid", "actor", "type", "target", "client", "alternateId", "debugContext"];
    prop_oneof![proptest::sample::select(KNOWN).prop_map(str::to_owned), "[a-z_\"\\\\é]{0,20}",]
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,30}".prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((keys(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None, ..ProptestConfig::with_cases(300)
    })]

    #[test]
    fn both_ways_give_the_same(members in proptest::collection::vec((keys(), values()), 0..8)) {
        let record: serde_json::Map<String, Value> = members.into_iter().collect();
        let mut memos = Default::default();
        for _ in 0..2 {
            agree(&json!(record).to_string(), &mut memos);
            agree(&serde_json::to_string_pretty(&record).unwrap(), &mut memos);
        }
    }

    #[test]
    fn nothing_broken_is_accepted(
        at in 0_usize..1_000, with in "[\\[\\]{}\",:\\\\\n a1é]{0,3}", cut in 0_usize..3,
    ) {
        let mut memos = Default::default();
        let mut text = crate::ingest::testing::okta(1).to_string();
        agree(&text, &mut memos);
        let at = at.min(text.len() - cut);
        text.replace_range(at..at + cut, &with);
        agree(&text, &mut memos);
    }
}

#[test]
fn a_part_may_be_a_list_and_gives_what_the_strict_parser_gives() {
    let mut trie = Trie::new(false);
    trie.path("method", Target::Row(0));
    trie.path("ok", Target::Row(1));
    trie.rows_at_top();
    let mut memo = Memo::default();
    for text in [
        r#"[{"method":"Push","ok":true},{"method":"SMS"}]"#,
        "[\n  {\"ok\": false, \"other\": [1, {}]},\n  null\n]\n",
        r#" [] "#,
        r#"["text", {"method": "Push"}]"#,
        r#"{"method":"Push","ok":7}"#,
    ] {
        let mut strict = Picked::default();
        pick(&trie, &mut Memo::default(), text, &mut strict).unwrap();
        for _ in 0..2 {
            let mut fast = Picked::default();
            walk_part(&trie, &mut memo, text, &mut fast, 127).unwrap();
            assert_eq!((&fast.rows, &fast.repaired), (&strict.rows, &strict.repaired), "{text}");
        }
    }
    for broken in ["[{}", "[{}]]", "[{},]", "x"] {
        let mut out = Picked::default();
        assert_eq!(walk_part(&trie, &mut memo, broken, &mut out, 127), None, "{broken}");
    }
}
