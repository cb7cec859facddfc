//! Saving while training.

use std::fs;

use super::common::{bits, preset};
use super::*;
use blobtui::preset::{BatchSize, MAX_EPOCHS};

fn saved(notice: &Notice) -> bool {
    matches!(notice, Notice::Saved(_))
}

#[test]
fn a_saved_run_is_readable_and_every_save_has_a_new_name() {
    let mut watched = watch(preset());
    watched.send(|| Command::Step(25));
    let update = watched.wait(|update| update.record.epoch == 25);
    let paths = [0, 1].map(|_| {
        watched.send(|| Command::Save);
        let Notice::Saved(path) = watched.wait_for_notice(saved) else { unreachable!() };
        path
    });
    assert_ne!(paths[0], paths[1]);
    for path in paths {
        assert_eq!(path.parent(), Some(watched.folder.path().join("runs").as_path()));
        let checkpoint = blobtui::file::read_checkpoint(&path).unwrap();
        assert_eq!((checkpoint.snapshot.epoch, checkpoint.snapshot.batch), (25, 0));
        assert_eq!(bits(&checkpoint.snapshot.parameters), bits(&update.parameters));
        assert_eq!(checkpoint.dataset, *update.dataset);
        assert_eq!(checkpoint.history.spans(), update.history.spans());
    }
}

#[test]
fn a_file_keeps_what_is_said_of_a_preset_for_its_own_run_alone() {
    let mut watched = watch(preset());
    for (seed, title) in [(preset().seed, "Four blobs"), (preset().seed + 1, "test, edited")] {
        watched.send(|| Command::Change(Box::new(Preset { seed, ..preset() })));
        watched.wait(|update| update.preset.seed == seed);
        watched.send(|| Command::Save);
        let Notice::Saved(path) = watched.wait_for_notice(saved) else { unreachable!() };
        assert_eq!(blobtui::file::read_checkpoint(&path).unwrap().preset.title, title);
    }
}

#[test]
fn a_save_in_a_long_epoch_goes_on_from_the_batch_that_it_was_made_at() {
    // An epoch of 20,000 batches is interrupted for commands many times.
    let mut preset = Preset { batch: BatchSize::Size(1), epochs: 2, ..preset() };
    preset.data.set_train_count(20_000);
    preset.network.hidden = vec![32, 32];
    let mut watched = watch(preset);
    watched.send(|| Command::Run);
    watched.wait(|update| update.batch > 0);
    watched.send(|| Command::Save);
    let Notice::Saved(path) = watched.wait_for_notice(saved) else { unreachable!() };
    let end = watched.wait_for(&State::Finished);
    let mut resumed = Trainer::resume(blobtui::file::read_checkpoint(&path).unwrap());
    assert!(resumed.epoch() < 2);
    while resumed.epoch() < 2 {
        resumed.advance(|| false).unwrap();
    }
    assert_eq!(bits(resumed.parameters()), bits(&end.parameters));
}

#[test]
fn a_save_that_fails_says_so_and_the_run_goes_on() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut watched = watch_with(preset(), |setup| setup.runs = file.path().into());
    watched.send(|| Command::Run);
    watched.send(|| Command::Save);
    let name = file.path().display().to_string();
    watched.wait_for_notice(|notice| matches!(notice, Notice::NotSaved(words) if words.to_string().contains(&name)));
    if watched.last.as_ref().is_none_or(|update| update.state != State::Finished) {
        watched.wait_for(&State::Finished);
    }
    watched.send(|| Command::Step(1));
    watched.wait(|update| update.record.epoch == 301);
}

#[test]
fn a_session_that_is_dropped_ends_and_leaves_whole_files() {
    let Watched { session, updates, folder, .. } = watch(Preset { epochs: MAX_EPOCHS, ..preset() });
    session.send(Command::Run).unwrap();
    while updates.recv_timeout(PATIENCE).unwrap().record.epoch == 0 {}
    for _ in 0..4 {
        session.send(Command::Save).unwrap();
    }
    drop(session);
    assert!(updates.iter().count() <= 2, "the worker has ended, and with it the sender of updates");
    let files: Vec<_> = fs::read_dir(folder.path().join("runs")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 4, "{files:?}");
    for file in files {
        blobtui::file::read_checkpoint(&file).unwrap();
    }
}
