//! What people say of a table: which columns they want, and how they want them read.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantNames};

use super::dialect::Dialect;

/// How the label column is interpreted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Kind {
    /// Names of classes, numbers among them.
    Classes,
    /// Values, for regression.
    Values,
}

/// What becomes of rows with missing cells.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantNames,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Missing {
    /// They are left out.
    #[default]
    Drop,
    /// A missing number is the mean of its column over the train points; a missing text is none of its values.
    Mean,
    /// The table is refused.
    Refuse,
}

/// The columns to read from a table, each by its name in the header or by its number from 1, and how to read them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'a> {
    /// The numeric columns, x and y first; empty for all of them.
    pub columns: &'a [String],
    /// The label column; the last column by default.
    pub label: Option<&'a str>,
    /// What the labels are, if they should not be guessed.
    pub kind: Option<Kind>,
    /// Columns of texts that become an input for each value.
    pub one_hot: &'a [String],
    /// What becomes of rows with missing cells.
    pub missing: Missing,
    /// How the table is written, as far as that is said.
    pub dialect: Dialect,
    /// Whether earlier rules hold, by which columns of true and false are texts and only empty labels are missing.
    pub is_earlier: bool,
}
