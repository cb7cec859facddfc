//! How a table is written, as far as people say so. What they don't say is found in the table.

use serde::{Deserialize, Serialize};

use crate::error::Invalid;

/// The most lines that can be left out before a table.
const MAX_SKIP: u32 = 100_000;

/// What people say of the way in which a table is written; a reader finds the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Dialect {
    /// Whether the first row has the names of the columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<bool>,
    /// What separates cells; a blank stands for any number of blanks and tabs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// Lines before the table that are no part of it.
    #[serde(skip_serializing_if = "is_zero")]
    pub skip: u32,
    /// What begins a remark, up to the end of its line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<char>,
    /// The decimal sign, a point or a comma.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<char>,
    /// What groups the digits of large numbers by three.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thousands: Option<char>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Dialect {
    /// Checks every setting, and that they go together.
    ///
    /// # Errors
    /// Names the first that is refused, and what is allowed.
    pub fn check(&self) -> Result<(), Invalid> {
        let refuse = |field: &str, problem: String, allowed: &str| Err(Invalid::new(field, problem, allowed));
        let is_mark = |sign: char| sign.is_ascii_punctuation() && !matches!(sign, '"' | '.' | '-' | '+');
        if let Some(sign) = self.delimiter.filter(|sign| !is_mark(*sign) && !matches!(sign, ' ' | '\t')) {
            return refuse("delimiter", format!("is {sign:?}"), "a comma, a semicolon, tab, space, | or another mark");
        }
        if let Some(sign) = self.comment.filter(|sign| !is_mark(*sign) || Some(*sign) == self.delimiter) {
            return refuse("comment", format!("is {sign:?}"), "a mark such as # that is not the delimiter");
        }
        if let Some(sign) = self.decimal.filter(|sign| !matches!(sign, '.' | ',')) {
            return refuse("decimal", format!("is {sign:?}"), "a point or a comma");
        }
        if let Some(sign) = self.thousands.filter(|sign| !matches!(sign, '.' | ',' | ' ' | '\'')) {
            return refuse("thousands", format!("is {sign:?}"), "a point, a comma, space or an apostrophe");
        }
        if self.decimal.is_some() && self.decimal == self.thousands {
            return refuse("decimal and thousands", "are the same".to_owned(), "two different signs");
        }
        if self.skip > MAX_SKIP {
            return refuse("skip", format!("is {}", self.skip), "a whole number from 0 to 100000");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_could_not_be_told_from_numbers_are_refused() {
        let refused = |dialect: Dialect| dialect.check().map_err(|invalid| invalid.to_string());
        assert_eq!(refused(Dialect::default()), Ok(()));
        let all = Dialect {
            header: Some(true),
            delimiter: Some(' '),
            skip: 3,
            comment: Some('#'),
            decimal: Some(','),
            thousands: Some('.'),
        };
        assert_eq!(refused(all), Ok(()));
        for (dialect, field) in [
            (Dialect { delimiter: Some('.'), ..all }, "delimiter is '.'"),
            (Dialect { delimiter: Some('1'), ..all }, "delimiter is '1'"),
            (Dialect { delimiter: Some('#'), ..all }, "comment is '#'"),
            (Dialect { decimal: Some(';'), ..all }, "decimal is ';'"),
            (Dialect { thousands: Some('x'), ..all }, "thousands is 'x'"),
            (Dialect { thousands: Some(','), ..all }, "decimal are the same"),
            (Dialect { skip: 100_001, ..all }, "skip is 100001"),
        ] {
            let message = refused(dialect).unwrap_err();
            assert!(
                message.starts_with(field) || message.starts_with("decimal and thousands are the same"),
                "{message}"
            );
        }
    }
}
