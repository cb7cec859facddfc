//! Every sentence of every preset, and whether it is true.
//!
//! What a title, the notes and `next` say of a run is held against the preset's own seed, and against ten others, of
//! which nine must bear it out. A sentence without a claim fails the test. Print the table with
//! `cargo test --test presets every_sentence -- --nocapture`.

use blobtui::preset::Preset;
use rayon::prelude::*;

use crate::run::{Run, recipe};

/// How many of the ten other seeds must bear a sentence out.
const MOST: usize = 9;

/// What makes a sentence true.
pub enum Claim {
    /// This holds of the run. A question is held to have the answer that is written beside it.
    Holds(fn(&Run) -> bool),
    /// It says nothing of a run, for this reason.
    NoClaim(&'static str),
}

/// The sentences of a preset, in the order of title, notes and `next`.
pub struct Claims {
    pub preset: &'static str,
    pub sentences: &'static [(&'static str, Claim)],
}

/// The sentences of a text: each ends with a mark before a space, or with the text.
fn sentences(text: &str) -> Vec<&str> {
    let mut rest = text;
    let mut sentences = vec![];
    while let Some(end) = [". ", "? ", "! "].iter().filter_map(|mark| rest.find(mark)).min() {
        sentences.push(&rest[..=end]);
        rest = &rest[end + 2..];
    }
    sentences.push(rest);
    sentences
}

/// Everything that a preset says.
fn said(preset: &Preset) -> Vec<String> {
    let texts = [Some(&preset.title), Some(&preset.notes), preset.next.as_ref()];
    texts.into_iter().flatten().flat_map(|text| sentences(text)).map(str::to_owned).collect()
}

/// What was found of a preset: its rows of the table, and those of sentences that are not borne out.
struct Found {
    rows: Vec<String>,
    broken: Vec<String>,
}

/// Holds the claims of a preset against its runs; its sentences are those of the claims.
fn hold(claims: &Claims) -> Found {
    let preset = recipe(claims.preset);
    let expected: Vec<_> = claims.sentences.iter().map(|(sentence, _)| *sentence).collect();
    assert_eq!(said(&preset), expected, "{} says other sentences than there are claims for", claims.preset);
    let seeds = (1..).filter(|seed| *seed != preset.seed).take(10);
    let own = Run::new(preset.clone());
    let others: Vec<_> = seeds.map(|seed| Run::new(Preset { seed, ..preset.clone() })).collect();
    let mut found = Found { rows: vec![], broken: vec![] };
    for (sentence, claim) in claims.sentences {
        let (is_borne_out, result) = match claim {
            Claim::NoClaim(reason) => (true, format!("no claim: {reason}")),
            Claim::Holds(holds) => {
                let (is_own, count) = (holds(&own), others.iter().filter(|run| holds(run)).count());
                let own = if is_own { "own" } else { "NOT own" };
                (is_own && count >= MOST, format!("{own} seed, {count} of 10 others"))
            }
        };
        let row = format!("{:16} {sentence} ({result})", claims.preset);
        if !is_borne_out {
            found.broken.push(row.clone());
        }
        found.rows.push(row);
    }
    found
}

/// Checks the claims of all presets, and prints the table.
pub fn check(presets: &[&Claims]) {
    let found: Vec<Found> = presets.par_iter().map(|claims| hold(claims)).collect();
    for row in found.iter().flat_map(|found| &found.rows) {
        println!("{row}");
    }
    let broken: Vec<_> = found.into_iter().flat_map(|found| found.broken).collect();
    assert!(broken.is_empty(), "not borne out:\n{}", broken.join("\n"));
}

#[test]
fn a_text_is_taken_apart_into_sentences() {
    let text = "The loss is 0.4 here. Is it? It is!";
    assert_eq!(sentences(text), ["The loss is 0.4 here.", "Is it?", "It is!"]);
    assert_eq!(sentences("A title"), ["A title"]);
}
