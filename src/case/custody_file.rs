//! The custody form as a file: for each file of evidence, what whoever handed it over says of it.
//! In: JSON. Out: answers by the name of the file, and an empty form to fill in.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::parameters_file::SAID;
use crate::model::{CUSTODY_FIELDS, Custody, shortened};

/// What such a file is called inside.
const SCHEMA: &str = "pushscope.custody/1";
/// Longest answer, in characters: a form is no place for a document.
const LONGEST: usize = 4_000;

/// Why a custody form was not taken; nothing of it is used then.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CustodyError {
    /// It is no form.
    #[error(
        "this is no custody form; print an empty one with pushscope custody and fill it in: {0}"
    )]
    NotAForm(String),
    /// A later version wrote it.
    #[error("the form says {0:?}; this version reads {SCHEMA:?}")]
    OtherSchema(String),
    /// It answers a question that the form does not ask.
    #[error(
        "{file:?} answers {key:?}, which is no question of the form; the questions are: {known}"
    )]
    NoQuestion {
        /// The file of evidence.
        file: String,
        /// The key as written.
        key: String,
        /// The keys that there are.
        known: String,
    },
    /// An answer is too long.
    #[error("the answer {key:?} of {file:?} has more than {LONGEST} characters")]
    TooLong {
        /// The file of evidence.
        file: String,
        /// The key as written.
        key: String,
    },
}

/// The file as it is written.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Form {
    schema: String,
    files: Once<Once<Option<String>>>,
}

/// An object in which no key may come twice: of two answers one would be lost.
#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Once<T>(BTreeMap<String, T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Once<T> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Keys<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Keys<T> {
            type Value = BTreeMap<String, T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut held = BTreeMap::new();
                while let Some((key, value)) = map.next_entry::<String, T>()? {
                    if let Some(twice) = held.get(&key).map(|_: &T| key.clone()) {
                        return Err(A::Error::custom(format_args!("{twice:?} comes twice")));
                    }
                    held.insert(key, value);
                }
                Ok(held)
            }
        }
        reader.deserialize_map(Keys(PhantomData)).map(Self)
    }
}

/// The answers of a form, by the name of the file as the evidence gives it.
///
/// # Errors
/// It is no form, or one that this version does not know, or answers what is not asked.
pub fn parse_custody(text: &str) -> Result<BTreeMap<String, Custody>, CustodyError> {
    let form: Form = serde_json::from_str(text)
        .map_err(|error| CustodyError::NotAForm(shortened(&error.to_string(), SAID)))?;
    if form.schema != SCHEMA {
        return Err(CustodyError::OtherSchema(form.schema.chars().take(60).collect()));
    }
    let answered = |(file, answers): (String, Once<Option<String>>)| {
        let mut custody = Custody::default();
        for (key, answer) in answers.0 {
            if answer.as_ref().is_some_and(|answer| answer.chars().nth(LONGEST).is_some()) {
                return Err(CustodyError::TooLong { file, key });
            }
            if !custody.set(&key, answer.as_deref()) {
                let known = CUSTODY_FIELDS.iter().map(|field| field.key).collect::<Vec<_>>();
                return Err(CustodyError::NoQuestion { file, key, known: known.join(", ") });
            }
        }
        Ok((file, custody))
    };
    form.files.0.into_iter().map(answered).collect()
}

/// A form for files of these names with every question open, as indented JSON with a final newline.
///
/// # Errors
/// Only if a name cannot be written as JSON, which every name can.
pub fn empty_custody_form(names: &[String]) -> Result<String, serde_json::Error> {
    let open = || Once(CUSTODY_FIELDS.iter().map(|field| (field.key.to_owned(), None)).collect());
    let files = names.iter().map(|name| (name.clone(), open())).collect();
    let form = Form { schema: SCHEMA.to_owned(), files: Once(files) };
    Ok(serde_json::to_string_pretty(&form)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_was_printed_is_read_again_and_says_nothing() {
        let names = ["okta.json".to_owned(), "logs/\"odd\".csv".to_owned()];
        let read = parse_custody(&empty_custody_form(&names).unwrap()).unwrap();
        assert_eq!(read.keys().len(), 2);
        assert!(read.values().all(|custody| *custody == Custody::default()));
    }

    #[test]
    fn answers_are_kept_by_file_and_a_form_with_something_else_is_refused() {
        let form = |body: &str| format!("{{\"schema\": \"{SCHEMA}\", \"files\": {{{body}}}}}");
        let read =
            parse_custody(&form(r#""a.json": {"tenant": "corp", "receipt": null}"#)).unwrap();
        let told = |(field, answer): (&'static crate::model::CustodyField, Option<&str>)| {
            Some((field.key, answer?.to_owned()))
        };
        let answers: Vec<_> = read["a.json"].answers().filter_map(told).collect();
        assert_eq!(answers, [("tenant", "corp".to_owned())]);
        let refused = |text: &str| parse_custody(text).unwrap_err().to_string();
        assert!(refused(&form(r#""a.json": {"tennant": "x"}"#)).contains("tenant, exported_by"));
        assert!(refused("[]").contains("no custody form"));
        assert!(refused(r#"{"schema": "pushscope.custody/2", "files": {}}"#).contains("custody/2"));
        assert!(refused(r#"{"schema": "pushscope.custody/1", "files": {}, "x": 1}"#).contains("x"));
        assert!(refused(&form(r#""a": {}, "a": {}"#)).contains("\"a\" comes twice"));
        let long = form(&format!("\"a\": {{\"query\": \"{}\"}}", "x".repeat(LONGEST + 1)));
        assert!(refused(&long).contains("more than 4000 characters"));
    }
}
