//! Full disks, limits of size, and folders that are read-only or gone: an error message, and what was saved stays.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rand::RngExt as _;
use rustix::process::{Pid, Signal, kill_process};

use crate::harness::{Running, Start};
use crate::modes::assert_restored;
use crate::place::{Place, Spawned, finish, wait_until};
use crate::resume::{RUN, assert_resumes};
use crate::suite::{Case, Round};

pub const CASES: &[Case] = &[FULL, LIMIT, REMOVED, READ_ONLY];

const FULL: Case = Case { name: "disk full (tmpfs)", short: 2, long: 100, round: full };
const LIMIT: Case = Case { name: "limit of file size (RLIMIT_FSIZE)", short: 2, long: 100, round: limit };
const REMOVED: Case = Case { name: "folder removed while running", short: 2, long: 100, round: removed };
const READ_ONLY: Case = Case { name: "read-only folder", short: 1, long: 100, round: read_only };

#[test]
fn a_full_disk_costs_nothing_that_was_saved() {
    FULL.test();
}

#[test]
fn a_limit_of_file_size_is_an_error_message() {
    LIMIT.test();
}

#[test]
fn a_folder_may_go_while_the_program_runs() {
    REMOVED.test();
}

#[test]
fn a_read_only_folder_is_an_error_message() {
    READ_ONLY.test();
}

/// A disk of so many bytes, which only root can mount.
struct Disk(PathBuf);

impl Disk {
    fn mount(folder: &Path, bytes: u64) -> Result<Self, String> {
        fs::create_dir(folder).expect("a folder");
        let size = format!("size={bytes}");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "blobtui-test"]).arg(folder).stderr(Stdio::piped());
        let output = mount.output().map_err(|error| format!("mount: {error}"))?;
        let errors = String::from_utf8_lossy(&output.stderr);
        if output.status.success() { Ok(Self(folder.to_owned())) } else { Err(errors.trim().to_owned()) }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a process that was killed may hold a file for a moment.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// The words that train the run to an epoch, and save it.
fn train<'a>(epochs: &'a str, path: &'a str) -> Vec<&'a str> {
    [&["train"], &RUN[..], &["--quiet", "--epochs", epochs, "--save", path]].concat()
}

/// A message about this file in one line, with status 1.
#[track_caller]
fn assert_fails(place: &Place, words: &[&str], file: &str) {
    assert_is_message(&place.run(words), file);
}

#[track_caller]
fn assert_is_message(output: &std::process::Output, file: &str) {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.contains(file) && errors.lines().count() == 1, "{errors}");
}

/// Saves in the dashboard, which must not work, and shows that it goes on.
fn fail_to_save(running: &mut Running) {
    running.press("s");
    running.wait("a message", |seen| seen.shows("cannot save"));
}

fn quit(mut running: Running) {
    running.press("\x03");
    assert_eq!(running.exit_and_read(), Ok(0));
    assert_restored(&running);
}

fn full(round: &mut Round) {
    const DISK: u64 = 64 << 10;
    let place = Place::new();
    let _disk = match Disk::mount(&place.path("disk"), DISK) {
        Ok(disk) => disk,
        Err(reason) => return round.skip(reason),
    };
    let path = place.path("disk/m.safetensors");
    place.succeed(&train("1", "disk/m.safetensors"));
    let old = fs::read(&path).expect("the checkpoint");
    // As many pages as there are, but for a few.
    let filler = place.path("disk/filler");
    let free = (DISK >> 12) - (old.len() as u64).div_ceil(1 << 12);
    let left = round.random.random_range(0..=(old.len() as u64 >> 12));
    fs::write(&filler, vec![0; ((free - left) << 12) as usize]).expect("room on the disk");
    assert_fails(&place, &train("2", "disk/m.safetensors"), "m.safetensors");
    assert!(fs::read(&path).expect("the checkpoint") == old, "the old checkpoint has changed");

    let mut running = place.dashboard(&[&RUN[..], &["--paused", "--runs", "disk"]].concat()).start();
    running.wait_for_first_frame();
    fail_to_save(&mut running);
    round.injected(2);
    let names = place.names_in("disk");
    assert_eq!(names, ["filler", "m.safetensors"]);
    fs::remove_file(filler).expect("the filler");
    running.press("s");
    running.wait_for("saved ");
    quit(running);
    for name in place.names_in("disk") {
        assert_resumes(&place, &place.path("disk").join(name));
    }
}

fn limit(round: &mut Round) {
    let place = Place::new();
    place.succeed(&train("1", "m.safetensors"));
    let path = place.path("m.safetensors");
    let old = fs::read(&path).expect("the checkpoint");
    // Blocks of 512 bytes, or of 1,024 in some shells.
    let blocks = round.random.random_range(0..old.len() / 1024).to_string();
    let script = format!("ulimit -f {blocks} && exec \"$0\" \"$@\"");
    let words = train("2", "m.safetensors");
    let mut limited = place.program("sh", &[&["-c", &script, env!("CARGO_BIN_EXE_blobtui")], &words[..]].concat());
    assert_is_message(&finish(Spawned::new(&mut limited), &words), "m.safetensors");
    assert!(fs::read(&path).expect("the checkpoint") == old, "the old checkpoint has changed");

    let program = env!("CARGO_BIN_EXE_blobtui");
    let words = [&["-c", &script, program], &RUN[..], &["--paused"]].concat();
    let mut running = place.start(Start::program("sh".as_ref(), &words)).start();
    running.wait_for_first_frame();
    fail_to_save(&mut running);
    round.injected(2);
    quit(running);
    assert_resumes(&place, &path);
}

fn removed(round: &mut Round) {
    let place = Place::new();
    let mut running = place.dashboard(&[&RUN[..], &["--epochs", "1000000"]].concat()).start();
    running.wait("training", |seen| seen.is("running") && seen.epoch() > Some(0));
    running.press("s");
    running.wait_for("saved ");
    running.press(&"s".repeat(round.random.random_range(0..4)));
    remove(&place.path("runs"));
    running.press(" ");
    running.wait("the pause", |seen| seen.is("paused"));
    // The folder is made again.
    running.press("s");
    wait_until("a checkpoint", || place.path("runs").exists() && !place.names_in("runs").is_empty());
    running.wait_for("saved ");
    let kept = place.home().join("kept.safetensors");
    let name = place.names_in("runs").pop().expect("one");
    fs::copy(place.path("runs").join(name), &kept).expect("a copy");
    // Here there is no place to make it in.
    remove(&place.work());
    fail_to_save(&mut running);
    quit(running);
    fs::create_dir(place.work()).expect("a folder to work in");
    assert_resumes(&place, &kept);

    fs::create_dir(place.path("out")).expect("a folder");
    let outputs = ["--quiet", "--epochs", "1000000000", "--log", "out/log.csv", "--save", "out/m.safetensors"];
    let words = [&["train"], &RUN[..], &outputs].concat();
    let child = place.spawn(&words);
    wait_until("the log", || place.path("out/log.csv").exists());
    remove(&place.path("out"));
    kill_process(Pid::from_child(&child), Signal::INT).expect("the process is there");
    let output = finish(child, &words);
    assert!(!place.path("out").exists());
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{errors}");
    assert!(errors.starts_with("blobtui: out/m.safetensors: the folder out doesn't exist"), "{errors}");
    round.injected(3);
}

/// Removes a folder in which files may be written.
fn remove(folder: &Path) {
    wait_until("the folder's end", || fs::remove_dir_all(folder).is_ok() || !folder.exists());
}

fn read_only(round: &mut Round) {
    let place = Place::new();
    place.succeed(&train("1", "m.safetensors"));
    let old = fs::read(place.path("m.safetensors")).expect("the checkpoint");
    // Root may write everywhere, so another user tries.
    let as_nobody = if rustix::process::geteuid().is_root() {
        &["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", env!("CARGO_BIN_EXE_blobtui")][..]
    } else {
        &[env!("CARGO_BIN_EXE_blobtui")][..]
    };
    let (program, words) = (as_nobody[0], &as_nobody[1..]);
    set_mode(place.home(), 0o777);
    set_mode(&place.work(), 0o555);
    match place.program(program, &[words, &["--version"]].concat()).output() {
        Ok(output) if output.status.success() => {}
        Ok(output) => return round.skip(String::from_utf8_lossy(&output.stderr).trim()),
        Err(error) => return round.skip(format!("{program}: {error}")),
    }
    let trains = train("2", "m.safetensors");
    let child = Spawned::new(&mut place.program(program, &[words, &trains[..]].concat()));
    assert_is_message(&finish(child, &trains), "m.safetensors");
    let words = [words, &RUN[..], &["--paused"]].concat();
    let mut running = place.start(Start::program(program.as_ref(), &words)).start();
    running.wait_for_first_frame();
    fail_to_save(&mut running);
    round.injected(2);
    quit(running);
    assert_eq!(place.names(), ["m.safetensors"]);
    assert!(fs::read(place.path("m.safetensors")).expect("the checkpoint") == old, "the old checkpoint has changed");
    set_mode(&place.work(), 0o755);
    assert_resumes(&place, &place.path("m.safetensors"));
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("a folder of this test");
}
