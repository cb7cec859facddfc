//! Any run reads back as it was written, and any text is read or refused.

use proptest::prelude::*;
use strum::IntoEnumIterator;

use super::super::check::MAX_BRANCHES;
use super::*;
use crate::data::{Input, PointChange, Split};
use crate::network::{Activation, Architecture, LayerActivations, Loss};
use crate::optimizer::{Clip, NAMES, Optimizer, Regularization, Schedule};
use crate::preset::EarlyStopping;
use crate::train::{FIRST_BRANCH, changes, settings};

/// What is done next: a kind, and two numbers that say the rest.
type Step = (u8, u32, u32);

/// A change of any kind, which may not fit.
fn change(preset: &Preset, (kind, one, two): Step) -> Change {
    let unit = Unit { layer: one as usize % 3, index: two as usize % 9 };
    let number = f32::from(two as u16) / 7.0 * if one.is_multiple_of(2) { -1.0 } else { 1.0 };
    let split = if one.is_multiple_of(2) { Split::Train } else { Split::Test };
    match kind % 21 {
        0 => Change::Optimizer(Optimizer::named(NAMES[one as usize % NAMES.len()], 0.01).unwrap()),
        1 => rate(f64::from(one) / 3e8),
        2 => Change::Schedule(Schedule::Exponential { gamma: f64::from(one) / f64::from(u32::MAX) }),
        3 => Change::Regularization(Regularization::L1(f64::from(one) / 1e12)),
        4 => Change::Clip(Clip::Norm(f64::from(one) / 7.0)),
        5 => Change::Batch(if two.is_multiple_of(3) { BatchSize::Full } else { BatchSize::Size(one as usize % 90) }),
        6 => Change::EarlyStopping(EarlyStopping::Patience((one % 9).into())),
        7 => Change::Engine(if one.is_multiple_of(2) { EngineKind::Fused } else { EngineKind::Dfdx }),
        8 => {
            let mut data = preset.data.clone();
            data.set_noise(f64::from(one) / 3e9);
            Change::Data(data)
        }
        9 | 10 => Change::Point(PointChange::Draw(one as usize % 3, (number, -number, (two % 2) as f32))),
        11 => Change::Point(PointChange::Erase(one as usize % 3)),
        12 => Change::Point(PointChange::Without(split, one as usize % 90)),
        13 => Change::Inputs(Input::iter().skip(one as usize % 9).collect()),
        14 => {
            let hidden = vec![1 + one as usize % 9; two as usize % 4];
            let list = Activation::iter().cycle().skip(two as usize % 9).take(1 + one as usize % 3);
            let activation = LayerActivations::by_layer(list.collect()).unwrap().fitted_to(hidden.len());
            Change::Network(Architecture { hidden, activation })
        }
        15 => Change::Loss(if one.is_multiple_of(2) { Loss::Hinge } else { Loss::BinaryCrossEntropy }),
        16 => Change::Weight(unit, one as usize % 4, number),
        17 => Change::Bias(unit, -0.0),
        18 => Change::Dropout(f64::from(one % 100) / 100.0),
        19 => Change::ClassWeights(vec![1.0 + f64::from(one % 9), 0.5]),
        _ => Change::Off(unit, one.is_multiple_of(2)),
    }
}

/// Makes an edit at a place, if the run takes it there.
fn make(preset: &Preset, branch: &mut Branch, position: Position, step: Step) {
    let now = settings(preset, &branch.journal);
    let change = change(&now, step);
    let is_late = branch.journal.last().is_some_and(|last| last.position() > position);
    if is_late || position < branch.fork || change.check(&now).is_err() {
        return;
    }
    let mut after = now;
    change.apply(&mut after);
    if after.check().is_ok() && changes(preset, &after).is_some() {
        branch.journal.push(edit(position.epoch, position.batch, change));
    }
}

/// The run that comes of these steps.
fn run(steps: &[Step]) -> Run {
    let first = Branch {
        name: FIRST_BRANCH.to_owned(),
        parent: None,
        fork: Position::default(),
        shared: 0,
        journal: vec![],
        newest: Position::default(),
        bookmarks: vec![],
        fingerprints: vec![],
    };
    let mut run = Run { name: "xor-blobs".to_owned(), preset: preset(), branches: vec![first], current: 0 };
    for &(kind, one, two) in steps {
        let count = run.branches.len();
        let branch = &mut run.branches[count - 1];
        let newest = branch.newest;
        match kind {
            0..=40 => make(&run.preset, branch, newest, (kind, one, two)),
            41..=80 => {
                let position = Position { epoch: newest.epoch.saturating_sub(1), batch: (one % 3).into() };
                if position < newest {
                    make(&run.preset, branch, position, (kind, one, two));
                }
            }
            81..=150 => branch.newest.epoch += u64::from(1 + one % 50) << (two % 20),
            151..=180 => {
                let note = ["", "snaps \"here\"", "a\\b", "größer als 0,5 – ja"][one as usize % 4];
                let sign = [Sign::Note, Sign::Checkpoint, Sign::Drop, Sign::Died][two as usize % 4];
                branch.bookmarks.push(Bookmark { sign, ..bookmark(newest.epoch, note) });
            }
            181..=200 => {
                if branch.fingerprints.last().is_none_or(|last| last.epoch < newest.epoch) {
                    branch
                        .fingerprints
                        .push(Fingerprint { epoch: newest.epoch, hash: u64::from(one) << 32 | u64::from(two) });
                }
            }
            201..=230 if count < MAX_BRANCHES => {
                let parent = one as usize % count;
                let other = &run.branches[parent];
                let fork = Position::at(u64::from(two) % (other.newest.epoch + 1));
                let shared = other.journal.partition_point(|edit| edit.position() <= fork);
                let journal = other.journal[..shared].to_vec();
                let name = format!("{parent} \"{two}\" \\ ü {count}");
                let (bookmarks, fingerprints) = (vec![], vec![]);
                run.branches.push(Branch {
                    name,
                    parent: Some(parent),
                    fork,
                    shared,
                    journal,
                    newest: fork,
                    bookmarks,
                    fingerprints,
                });
            }
            _ => run.current = one as usize % count,
        }
    }
    run
}

/// What a mutilated text is read as can be written again.
fn exercise(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(run) = Run::parse(&text, "m.run.ron") {
        assert_eq!(Run::parse(&run.to_ron().unwrap(), "m.run.ron").unwrap(), run);
    }
}

proptest! {
    #![proptest_config(crate::cases::cases(512))]

    #[test]
    fn any_run_reads_back_as_it_was_written(steps in prop::collection::vec(any::<Step>(), 0..120)) {
        let run = run(&steps);
        let text = run.to_ron().unwrap();
        let read = Run::parse(&text, "m.run.ron").unwrap();
        prop_assert_eq!(&read, &run);
        // Equal numbers may differ in the sign of zero.
        prop_assert_eq!(read.to_ron().unwrap(), text);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        exercise(&bytes);
    }

    #[test]
    fn any_mixture_of_words_is_read_or_refused(
        words in prop::collection::vec(prop::sample::select(vec![
            "Run(", "Preset(", "Branch(", "version: 1,", "name: \"a\",", "branches: [", "edits: [", "(", ")", "[", "]", ",",
            "epoch: ", "batch: ", "1", "-1", "1e999", "change: ", "Off(", "Weight(", "Network(", "\"", "'", "/*", "//", "\n", "#!",
        ]), 0..60),
    ) {
        exercise(words.concat().as_bytes());
    }

    #[test]
    fn a_mutilated_run_is_read_or_refused(
        mutations in prop::collection::vec((any::<prop::sample::Index>(), 0..5_u8, any::<u8>()), 1..6),
    ) {
        let mut bytes = sample().to_ron().unwrap().into_bytes();
        for (place, kind, byte) in mutations {
            if bytes.is_empty() {
                break;
            }
            let place = place.index(bytes.len());
            match kind {
                0 => bytes[place] ^= 1 << (byte % 8),
                1 => bytes[place] = b"0123456789()[]:,\"-.e"[usize::from(byte) % 20],
                2 => bytes.insert(place, byte),
                3 => drop(bytes.remove(place)),
                _ if byte.is_multiple_of(8) => bytes.truncate(place),
                // A part that stands twice.
                _ => {
                    let end = (place + usize::from(byte)).min(bytes.len());
                    let part = bytes[place..end].to_vec();
                    bytes.splice(place..place, part);
                }
            }
        }
        exercise(&bytes);
    }
}
