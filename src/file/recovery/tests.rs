use super::*;
use crate::preset::find;
use crate::train::Trainer;

/// A run of a preset after some epochs.
fn trained(name: &str, epochs: u64) -> (Run, Checkpoint) {
    let mut trainer = Trainer::new(name, find(name).unwrap().preset);
    while trainer.epoch() < epochs {
        trainer.advance(|| false).unwrap();
    }
    // As a file holds it.
    let checkpoint = Checkpoint::from_bytes(&trainer.checkpoint().to_bytes().unwrap(), name).unwrap();
    (Run::of(&checkpoint), checkpoint)
}

/// A recovery that a program has left behind in a folder.
fn left(folder: &Path, run: &Run, checkpoint: Option<&Checkpoint>) -> PathBuf {
    let mut recovery = Recovery::new(folder.to_owned());
    recovery.write(run, checkpoint).unwrap();
    recovery.claim.as_ref().unwrap().run().with_extension("").with_extension("")
}

fn names(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn age(path: &Path, age: Duration) {
    File::options().write(true).open(path).unwrap().set_modified(SystemTime::now() - age).unwrap();
}

#[test]
fn a_recovery_belongs_to_one_program_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let (run, checkpoint) = trained("xor-blobs", 3);
    let mut recovery = Recovery::new(folder.path().join("deep/recovery"));
    recovery.write(&run, Some(&checkpoint)).unwrap();
    assert!(list(&recovery.folder).is_empty(), "its program still runs");
    let folder = recovery.folder.clone();
    drop(recovery);
    let found = list(&folder);
    assert_eq!(found.iter().map(|left| (left.name.as_str(), left.epoch)).collect::<Vec<_>>(), [("xor-blobs", 3)]);
    let recovered = open(&found[0].base).unwrap();
    assert_eq!((&recovered.run, recovered.checkpoint.as_ref()), (&run, Some(&checkpoint)));
    assert!(recovered.is_newest && !found[0].was_opened);
    assert!(list(&folder).is_empty(), "it is open");
    assert!(open(&found[0].base).unwrap_err().to_string().contains("is open in another blobtui"));
    drop(recovered);
    assert!(list(&folder)[0].was_opened);
    open(&found[0].base).unwrap().files.remove();
    assert_eq!(names(&folder), Vec::<PathBuf>::new());
}

#[test]
fn each_program_has_its_own_and_removes_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let (run, checkpoint) = trained("xor-blobs", 1);
    let [one, other] = [(); 2].map(|()| {
        let mut recovery = Recovery::new(folder.path().to_owned());
        recovery.write(&run, Some(&checkpoint)).unwrap();
        recovery
    });
    assert_eq!(names(folder.path()).len(), 6);
    one.remove();
    assert_eq!(names(folder.path()).len(), 3);
    drop(other);
    Recovery::new(folder.path().to_owned()).write(&run, None).unwrap();
    assert_eq!(list(folder.path()).len(), 2, "what was left behind is not replaced");
}

#[test]
fn writing_that_was_cut_off_between_both_files_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (older, checkpoint) = trained("xor-blobs", 3);
    let base = left(folder.path(), &older, Some(&checkpoint));
    age(&base.with_extension(CHECKPOINT), Duration::from_secs(30));
    let recovered = open(&base).unwrap();
    assert_eq!((recovered.checkpoint, recovered.is_newest), (Some(checkpoint.clone()), false));
    // The checkpoint of another run is of no use.
    let (other, _) = trained("spiral", 0);
    fs::write(base.with_extension(RUN), other.to_ron().unwrap()).unwrap();
    let recovered = {
        drop(recovered.files);
        open(&base).unwrap()
    };
    assert_eq!((recovered.run, recovered.checkpoint), (other, None));
    drop(recovered.files);
    // Nor is a damaged run.
    fs::write(base.with_extension(RUN), "Run(").unwrap();
    let recovered = open(&base).unwrap();
    assert_eq!((recovered.run, recovered.checkpoint), (older, Some(checkpoint)));
}

#[test]
fn a_checkpoint_from_before_its_run_is_not_the_newest_whatever_the_clock_says() {
    let folder = tempfile::tempdir().unwrap();
    let (older, checkpoint) = trained("xor-blobs", 3);
    let base = left(folder.path(), &older, Some(&checkpoint));
    let rewritten = |run: &Run, checkpoint: Option<&Checkpoint>| {
        let claim = Claim::of(base.clone()).unwrap();
        Recovery { folder: folder.path().to_owned(), claim }.write(run, checkpoint).unwrap();
        open(&base).unwrap()
    };
    // The clock is set back.
    let ahead = File::options().write(true).open(base.with_extension(CHECKPOINT)).unwrap();
    ahead.set_modified(SystemTime::now() + Duration::from_secs(3600)).unwrap();
    let recovered = rewritten(&trained("xor-blobs", 5).0, None);
    assert_eq!((recovered.checkpoint, recovered.is_newest), (Some(checkpoint), false));
    drop(recovered.files);
    // The next one that is whole is the newest again.
    let (newest, checkpoint) = trained("xor-blobs", 7);
    assert!(rewritten(&newest, Some(&checkpoint)).is_newest);
}

#[test]
fn what_is_older_than_30_days_goes() {
    let folder = tempfile::tempdir().unwrap();
    let (run, checkpoint) = trained("xor-blobs", 1);
    let day = Duration::from_secs(24 * 60 * 60);
    for days in [29, 31] {
        let base = left(folder.path(), &run, Some(&checkpoint));
        for extension in [RUN, CHECKPOINT] {
            age(&base.with_extension(extension), day * days);
        }
    }
    fs::write(folder.path().join("1-2-3.lock"), "").unwrap();
    assert_eq!(list(folder.path()).len(), 1);
    assert_eq!(names(folder.path()).len(), 3);
}

#[test]
fn every_recovery_with_work_in_it_is_listed_and_those_of_training_alone_do_not_pile_up() {
    let folder = tempfile::tempdir().unwrap();
    let (plain, _) = trained("xor-blobs", 1);
    let minutes = |run: &Run, minutes: u64| {
        let base = left(folder.path(), run, None);
        age(&base.with_extension(RUN), Duration::from_secs(60 * minutes));
        base
    };
    let mut edited = plain.clone();
    edited.preset.drawn.points.push((0.0, 0.0, 1.0));
    let edited: Vec<PathBuf> = (0..20).map(|number| minutes(&edited, 1000 + number)).collect();
    let trained: Vec<PathBuf> = (0..18).map(|number| minutes(&plain, 1 + number)).collect();
    // The newest and one with work have been opened.
    drop(open(&trained[0]).unwrap());
    drop(open(&edited[0]).unwrap());
    for base in [&trained[0], &edited[0]] {
        age(&base.with_extension(RUN), Duration::from_secs(1));
    }
    // A file that is no recovery takes no place.
    fs::write(folder.path().join("1-2-3").with_extension(RUN), "Run(").unwrap();
    let expected = [&trained[1..17], &edited[1..], &edited[..1]].concat();
    let listed: Vec<PathBuf> = list(folder.path()).into_iter().map(|left| left.base).collect();
    assert_eq!(listed, expected);
    assert!(!trained[0].with_extension(RUN).exists() && !trained[17].with_extension(RUN).exists());
}
