//! The identity of a run: a hash of its recipe.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::data::{Csv, Data};
use crate::preset::{Preset, options};

/// The identity of a run: the first 128 bits of the SHA-256 of its recipe.
///
/// In it is all that decides the bits of the run: the points (generator and settings, or the digest of a table's rows,
/// and what was drawn), inputs, network, initialization, loss, class weights, optimizer, schedule, regularization,
/// clipping, dropout, mini-batch size, epochs, early stopping, both seeds and the engine, as a preset has them in RON.
/// Not in it is what changes no number: name, title, notes, group, what comes next, speed, whether it starts paused, the
/// version of the schema; and of a table its path and how it is written, since the digest covers the columns, labels
/// and numbers that were read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecipeHash([u8; 16]);

impl RecipeHash {
    /// The hash of a recipe.
    ///
    /// # Panics
    /// Never: every preset can be written.
    pub fn of(preset: &Preset) -> Self {
        let mut recipe = Preset {
            version: 0,
            title: String::new(),
            notes: String::new(),
            speed: 0,
            group: None,
            next: None,
            paused: false,
            ..preset.clone()
        };
        let mut rows = None;
        if let Data::Csv(csv) = &mut recipe.data {
            rows = csv.table.take();
            let Csv { missing, standardize, train_fraction, .. } = *csv;
            *csv = Csv { missing, standardize, train_fraction, ..Csv::new("") };
        }
        // Writing to a string can't fail, and nothing in a preset has a form that RON lacks.
        let text = options().to_string(&recipe).expect("a preset can be written as RON");
        let mut hash = Sha256::new_with_prefix(text);
        if let Some(rows) = rows {
            hash.update(rows.digest());
        }
        Self(first_half(&hash.finalize()))
    }
}

/// The first 16 bytes of a digest.
fn first_half(digest: &[u8]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    half
}

/// `r` and 32 hexadecimal digits: the letter keeps programs that guess from taking it for a number.
impl fmt::Display for RecipeHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "r{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for RecipeHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl std::str::FromStr for RecipeHash {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.strip_prefix('r').filter(|digits| digits.len() == 32).ok_or(())?;
        u128::from_str_radix(digits, 16).map(|number| Self(number.to_be_bytes())).map_err(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::{Overrides, find, open};

    fn preset(name: &str) -> Preset {
        find(name).unwrap().preset
    }

    fn changed(values: &[(&'static str, &'static str)]) -> RecipeHash {
        let mut preset = preset("xor-blobs");
        Overrides::new(values.iter().copied()).unwrap().apply(&mut preset).unwrap();
        RecipeHash::of(&preset)
    }

    #[test]
    fn what_decides_the_run_is_in_it_and_words_are_not() {
        let own = RecipeHash::of(&preset("xor-blobs"));
        assert_eq!(own, own.to_string().parse().unwrap());
        let words = Preset {
            title: "Mine".into(),
            notes: "Other words.".into(),
            speed: 7,
            group: Some("Others".into()),
            next: Some("Try".into()),
            paused: true,
            version: 5,
            ..preset("xor-blobs")
        };
        assert_eq!(RecipeHash::of(&words), own);
        let settings = [
            ("seed", "9"),
            ("weights-seed", "9"),
            ("epochs", "1999"),
            ("learning-rate", "0.031"),
            ("hidden", "5,5"),
            ("engine", "fused"),
            ("batch", "10"),
            ("noise", "0.31"),
            ("optimizer", "adam"),
            ("dropout", "0.1"),
            ("early-stopping", "5"),
            ("inputs", "x,y,x2"),
        ];
        let mut hashes: Vec<_> = settings.iter().map(|setting| changed(&[*setting])).collect();
        hashes.push(own);
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), settings.len() + 1);
    }

    #[test]
    fn of_a_table_the_rows_are_in_it_and_the_file_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let hash = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            let overrides = Overrides::new([("data", path.to_str().unwrap())]).unwrap();
            RecipeHash::of(&open(Some(find("moons").unwrap()), &overrides).unwrap().preset)
        };
        let rows = "a,b,kind\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n9,1,x\n";
        let one = hash("one.csv", rows);
        assert_eq!(hash("two.csv", rows), one);
        assert_eq!(hash("three.csv", &rows.replace(',', ";")), one, "written in another way");
        assert_ne!(hash("one.csv", &rows.replace("9,1", "9,2")), one);
    }
}
