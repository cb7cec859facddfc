//! The versions of the schema: which fields each has, and which one a preset needs.
//!
//! [`Preset::check`] asks for the fields, `parse` for the lowest version; run files and texts check their own versions here.

use std::ops::RangeInclusive;

use super::{Builtin, EarlyStopping, LONGEST_TITLE, Preset};
use crate::data::{Csv, Data, Input, Target};
use crate::error::{Error, Invalid};
use crate::network::{Loss, PADDED_INPUTS};

/// The newest version of the schema: 2 has added `group`, `next` and `paused`; 3 the validation points of early stopping,
/// the loss `SigmoidSquaredError`, networks of other sizes, and those of 9 to 15 inputs as they are, which earlier versions
/// padded to 16; 4 `dropout`, activations by layer and `class_weights`; 5 how a table is
/// written, its missing cells, texts as inputs, test points from a file of their own, and runs without any. Every earlier one is read, and a preset is written in the lowest that
/// has what it uses.
pub const VERSION: u32 = 5;
/// The version from which on columns of true and false are inputs, and words such as NA mean that a cell is missing.
const NEW_TABLES: u32 = 5;

/// The name of a field that no person writes: it marks runs that earlier versions recorded.
pub(super) const PADDED_INITIALIZATION: &str = "padded_initialization";

impl Preset {
    /// What later versions have added and this preset uses, each with its version.
    fn later_fields(&self) -> impl Iterator<Item = (u32, &'static str)> {
        let csv = if let Data::Csv(csv) = &self.data { Some(csv) } else { None };
        let has_no_test_points = csv.is_none() && self.data.test_count() == 0;
        let has_validation = matches!(self.early_stopping, EarlyStopping::Validation { .. });
        let used = [
            (2, "group", self.group.is_some()),
            (2, "next", self.next.is_some()),
            (2, "paused", self.paused),
            (3, "early_stopping: Validation", has_validation),
            (4, "dropout", self.dropout != 0.0),
            (4, "class_weights", !self.class_weights.is_empty()),
            (3, "loss: SigmoidSquaredError", self.loss == Loss::SigmoidSquaredError),
            (4, "activation: ByLayer", self.network.activation.list().is_some()),
            (5, "data.test of 0", has_no_test_points),
            (5, "data.share below 10 or above 90", csv.is_some_and(Csv::has_new_fraction)),
            (5, "data.test_file", csv.is_some_and(|csv| csv.test_file.is_some())),
            (NEW_TABLES, "reading of such a table", csv.is_some_and(Csv::is_of_version_5)),
        ];
        used.into_iter().filter(|(.., is_used)| *is_used).map(|(version, field, _)| (version, field))
    }

    pub(super) fn check_fields_of_version(&self) -> Result<(), Invalid> {
        match self.later_fields().find(|(version, _)| self.version < *version) {
            Some((version, field)) => {
                let problem = format!("is {}, which has no {field}", self.version);
                Err(Invalid::new("version", problem, choice(version..=VERSION)))
            }
            None => Ok(()),
        }
    }

    /// Whether earlier versions lack its network, or had another in its place.
    fn has_network_of_version_3(&self) -> bool {
        /// The most hidden layers, inputs and classes of earlier versions.
        const EARLIER: (usize, usize, usize) = (6, 16, 8);
        /// The widths of their hidden layers.
        const WIDTHS: [usize; 10] = [1, 2, 3, 4, 5, 6, 7, 8, 16, 32];
        let (layers, inputs) = (&self.network.hidden, self.inputs.len());
        let classes = matches!(self.data.target(), Target::Classes(count) if count > EARLIER.2);
        let sizes = layers.len() > EARLIER.0 || layers.iter().any(|width| !WIDTHS.contains(width));
        sizes || classes || inputs > EARLIER.1 || self.padded_initialization || PADDED_INPUTS.contains(&inputs)
    }

    /// The lowest version that has what it uses.
    pub(crate) fn lowest_version(&self) -> u32 {
        let fields = self.later_fields().map(|(version, _)| version);
        fields.chain(self.has_network_of_version_3().then_some(3)).max().unwrap_or(1)
    }

    /// The same in the lowest version that has what it uses.
    #[must_use]
    pub fn in_lowest_version(mut self) -> Self {
        self.fit_version();
        self
    }

    /// Takes the lowest version that has what it uses.
    pub(crate) fn fit_version(&mut self) {
        self.version = self.lowest_version();
    }

    /// Marks a recipe that an earlier version recorded, and that has 9 to 15 inputs or later comes to some of these: its
    /// weights start as they did there. Whether it is one.
    pub(crate) fn mark_padded<'a>(&mut self, mut later: impl Iterator<Item = &'a [Input]>) -> bool {
        let is_padded = |inputs: &[Input]| PADDED_INPUTS.contains(&inputs.len());
        let was_recorded = self.version < 3 && (is_padded(&self.inputs) || later.any(is_padded));
        self.padded_initialization |= was_recorded;
        was_recorded
    }

    /// Lets `read` put the rows of a file into points that name one, by the rules of its version. What those would have
    /// refused is read by the newest, and then it needs their version.
    ///
    /// # Errors
    /// Whatever `read` refuses.
    pub(crate) fn take_rows(&mut self, read: impl FnOnce(&mut Csv) -> Result<(), Error>) -> Result<(), Error> {
        let Data::Csv(csv) = &mut self.data else { return Ok(()) };
        csv.is_earlier = self.version < NEW_TABLES;
        read(csv)?;
        csv.is_new |= self.version >= NEW_TABLES;
        if csv.is_new {
            self.version = self.version.max(NEW_TABLES);
        }
        Ok(())
    }

    /// Whether it describes the same run as another, whatever is said about it and wherever it is listed.
    pub(crate) fn is_same_run(&self, other: &Self) -> bool {
        let Self { version, title, notes, group, next, paused, .. } = other.clone();
        Self { version, title, notes, group, next, paused, ..self.clone() } == *other
    }
}

/// The notes of a recipe of which nothing is said any more.
const EDITED: &str = "Its settings differ from those of the preset that it was started from.";

impl Preset {
    /// Whether what is said of it may be said of another recipe: all that decides the results is the same. The engine changes
    /// no more than the last bits, the number of epochs no more than the end.
    pub(crate) fn describes(&self, other: &Self) -> bool {
        let Self { epochs, engine, speed, .. } = *other;
        Self { epochs, engine, speed, ..self.clone() }.is_same_run(other)
    }

    /// Whether its author's words are still there.
    pub fn is_described(&self) -> bool {
        self.notes != EDITED
    }

    /// Puts the facts in the place of its author's words, which are about the recipe of the preset of this name.
    pub fn forget_description(&mut self, name: &str) {
        let title = format!("{name}, edited");
        let is_fit = title.chars().count() <= LONGEST_TITLE && !title.contains(char::is_control);
        self.title = if is_fit { title } else { "edited".to_owned() };
        EDITED.clone_into(&mut self.notes);
        self.next = None;
    }
}

/// Whether a recipe, apart from its engine and length, is another than that of the built-in preset of its name.
pub(crate) fn is_changed(name: &str, preset: &Preset) -> bool {
    let known = Builtin::named(name).and_then(|known| Preset::parse(known.source, known.name).ok());
    known.is_some_and(|known| !known.describes(preset))
}

/// Checks the version of a schema, of which this build reads 1 to `known`.
pub(crate) fn check_version(version: u32, known: u32) -> Result<(), Invalid> {
    if (1..=known).contains(&version) {
        return Ok(());
    }
    let problem = if version > known {
        format!("is {version}, newer than this program: update blobtui")
    } else {
        format!("is {version}")
    };
    Err(Invalid::new("version", problem, choice(1..=known)))
}

/// Versions in words: `2 or 3`.
fn choice(versions: RangeInclusive<u32>) -> String {
    let (first, last) = versions.into_inner();
    match last - first {
        0 => first.to_string(),
        1 => format!("{first} or {last}"),
        _ => format!("{first} to {last}"),
    }
}
