use super::*;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

const ACTION: &str = "write the test";

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.collect();
    names.sort();
    names
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn a_new_file_gets_the_bytes_and_the_permissions_of_any_new_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.bin");
    replace(&path, b"one", ACTION).unwrap();
    fs::write(folder.path().join("plain"), "").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"one");
    assert_eq!(mode(&path), mode(&folder.path().join("plain")));
    assert_eq!(names(folder.path()), ["a.bin", "plain"]);
}

#[test]
fn a_file_is_replaced_and_keeps_its_permissions() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.bin");
    fs::write(&path, "old and longer").unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o666)).unwrap();
    replace(&path, b"new", ACTION).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(mode(&path), 0o666);
    assert_eq!(names(folder.path()), ["a.bin"]);
}

#[test]
fn a_link_stays_and_its_target_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("deep")).unwrap();
    let (link, target) = (folder.path().join("link"), folder.path().join("deep/target"));
    fs::write(&target, "old").unwrap();
    symlink("deep/target", &link).unwrap();
    replace(&link, b"new", ACTION).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read(&target).unwrap(), b"new");
    assert_eq!(names(&folder.path().join("deep")), ["target"]);
}

#[test]
fn what_is_no_regular_file_is_refused_by_its_kind() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("folder")).unwrap();
    assert!(Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
    let _listener = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
    symlink("nowhere", at("dangling")).unwrap();
    fs::write(at("protected"), "").unwrap();
    fs::set_permissions(at("protected"), Permissions::from_mode(0o444)).unwrap();
    fs::write(at("file"), "").unwrap();
    for (path, reason) in [
        (at("folder"), "is a folder"),
        (folder.path().join("folder/"), "is a folder"),
        (folder.path().join("new/"), "has no file name"),
        (PathBuf::new(), "has no file name"),
        (PathBuf::from("/dev/null"), "is a device"),
        (at("pipe"), "is a named pipe"),
        (at("socket"), "is a socket"),
        (at("dangling"), "is a link that leads nowhere"),
        (at("protected"), "is write-protected"),
        (at("missing/file"), "the folder "),
        (at("file/below"), "can't be reached"),
    ] {
        let before = names(folder.path());
        for result in [check_target(&path), replace(&path, b"new", ACTION)] {
            let error = result.unwrap_err();
            assert!(matches!(error, Error::Input { .. }), "{error}");
            assert!(error.to_string().contains(reason), "{error}");
        }
        assert_eq!(names(folder.path()), before);
    }
}

#[test]
fn checking_a_target_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    check_target(&folder.path().join("new")).unwrap();
    assert_eq!(names(folder.path()), [""; 0]);
    fs::write(folder.path().join("old"), "old").unwrap();
    check_target(&folder.path().join("old")).unwrap();
    assert_eq!(fs::read(folder.path().join("old")).unwrap(), b"old");
    assert_eq!(names(folder.path()), ["old"]);
}

#[test]
fn a_failure_halfway_leaves_the_old_file_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.bin");
    fs::write(&path, "old").unwrap();
    let full = |file: &mut File| {
        file.write_all(b"half of it")?;
        Err(io::Error::from(io::ErrorKind::StorageFull))
    };
    let error = replace_with(&path, full, ACTION).unwrap_err();
    assert_eq!(fs::read(&path).unwrap(), b"old");
    assert_eq!(names(folder.path()), ["a.bin"]);
    let message = error.to_string();
    for part in [path.to_str().unwrap(), ACTION, "free some space or choose another folder"] {
        assert!(message.contains(part), "{message}");
    }
    assert_eq!(error.exit_status(), 1);
}

#[test]
fn a_taken_name_is_numbered_and_nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = folder.path().join("runs/today/a.b.bin");
    let taken: Vec<PathBuf> =
        [b"1", b"2", b"3"].map(|bytes| create_new(&wanted, bytes, ACTION).unwrap()).into_iter().collect();
    assert_eq!(names(&folder.path().join("runs/today")), ["a.b-2.bin", "a.b-3.bin", "a.b.bin"]);
    for (path, bytes) in taken.iter().zip([b"1", b"2", b"3"]) {
        assert_eq!(fs::read(path).unwrap(), bytes);
    }
    let run = folder.path().join("runs/a.run.ron");
    create_new(&run, b"", ACTION).unwrap();
    assert_eq!(create_new(&run, b"", ACTION).unwrap(), folder.path().join("runs/a-2.run.ron"));
    let bare = folder.path().join("bare");
    assert_eq!(create_new(&bare, b"", ACTION).unwrap(), bare);
    assert_eq!(create_new(&bare, b"", ACTION).unwrap(), folder.path().join("bare-2"));
}

#[test]
fn names_taken_at_once_from_several_threads_all_differ() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = folder.path().join("runs/a.bin");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..8).for_each(|_| drop(create_new(&wanted, b"x", ACTION).unwrap())));
        }
    });
    assert_eq!(names(&folder.path().join("runs")).len(), 32);
}

#[test]
fn a_folder_that_is_a_file_is_an_error_of_writing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("runs"), "").unwrap();
    let error = create_new(&folder.path().join("runs/a.bin"), b"", ACTION).unwrap_err();
    assert!(matches!(error, Error::Write { .. }), "{error}");
    assert_eq!(names(folder.path()), ["runs"]);
}

#[test]
fn what_a_kill_left_is_swept_when_a_file_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let kept = [".blobtui-new.tmp", ".blobtui-link.tmp", ".blobtui-folder.tmp", ".blobtui-other", "other.tmp"];
    fs::create_dir(at(".blobtui-folder.tmp")).unwrap();
    fs::write(at("elsewhere"), "").unwrap();
    symlink("elsewhere", at(".blobtui-link.tmp")).unwrap();
    for name in [".blobtui-new.tmp", ".blobtui-old.tmp", ".blobtui-other", "other.tmp"] {
        fs::write(at(name), "half of it").unwrap();
    }
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(61 * 60);
    for name in [".blobtui-old.tmp", ".blobtui-other", "other.tmp", "elsewhere", ".blobtui-folder.tmp"] {
        File::open(at(name)).unwrap().set_modified(long_ago).unwrap();
    }
    replace(&at("a.bin"), b"one", ACTION).unwrap();
    assert!(at(".blobtui-old.tmp").exists(), "a new file sweeps nothing");
    replace(&at("a.bin"), b"two", ACTION).unwrap();
    assert!(!at(".blobtui-old.tmp").exists());
    for name in kept {
        assert!(at(name).symlink_metadata().is_ok(), "{name}");
    }
}

#[test]
fn a_file_system_that_names_no_unnamed_files_gets_a_copy() {
    let folder = tempfile::tempdir().unwrap();
    // A regular file that is gone can't be linked again, as little as an unnamed one on such a file system.
    let mut gone = tempfile::NamedTempFile::new_in(folder.path()).unwrap().into_file();
    gone.write_all(b"one").unwrap();
    let path = folder.path().join("a.bin");
    assert!(Temporary::Unnamed(gone).persist_new(&path, folder.path()).is_ok());
    assert_eq!(fs::read(&path).unwrap(), b"one");
    assert_eq!(names(folder.path()), ["a.bin"]);
}
