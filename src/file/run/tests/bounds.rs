//! Too much of anything.

use super::super::check::MAX_BRANCHES;
use super::*;
use crate::data::PointChange;
use crate::train::MAX_BOOKMARKS;

#[test]
fn too_many_of_anything_are_refused() {
    let mut run = sample();
    for number in 2..=MAX_BRANCHES {
        run.branches.push(Branch { name: format!("branch {number}"), ..run.branches[1].clone() });
    }
    let message = run.to_ron().unwrap_err().to_string();
    assert!(message.contains("branches[64] is one branch too many; allowed: at most 64 branches"), "{message}");
    run.branches.pop();
    run.to_ron().unwrap();

    let mut run = sample();
    run.branches[0].bookmarks = vec![bookmark(400, "here"); MAX_BOOKMARKS];
    run.branches[0].bookmarks.push(Bookmark { sign: Sign::Best, ..bookmark(500, "the best") });
    run.to_ron().unwrap();
    run.branches[0].bookmarks.push(bookmark(501, "here"));
    let message = run.to_ron().unwrap_err().to_string();
    assert!(
        message.contains("branches[0].marks[257] is one bookmark too many; allowed: 256 bookmarks of a person"),
        "{message}"
    );

    let mut run = sample();
    run.branches[0].fingerprints = (0..65).map(|epoch| Fingerprint { epoch, hash: epoch }).collect();
    let message = run.to_ron().unwrap_err().to_string();
    assert!(message.contains("branches[0].states[64] is one state too many; allowed: at most 64 states"), "{message}");

    // As many edits as would take long to check, in a small file: each branch shares those of the first.
    let mut run = sample();
    run.branches.truncate(1);
    run.current = 0;
    run.branches[0].journal = vec![edit(1, 0, Change::Batch(BatchSize::Full)); 2_000];
    for number in 1..MAX_BRANCHES {
        let first = run.branches[0].clone();
        run.branches.push(Branch {
            name: format!("branch {number}"),
            parent: Some(0),
            fork: Position::at(2),
            shared: 2_000,
            bookmarks: vec![],
            ..first
        });
    }
    let message = run.to_ron().unwrap_err().to_string();
    assert!(
        message.contains("branches[50] brings the edits of all branches to 102000; allowed: at most 100000"),
        "{message}"
    );
}

#[test]
fn more_edits_of_points_than_anyone_draws_are_refused() {
    let mut run = sample();
    run.branches.truncate(1);
    run.current = 0;
    let change = |number: usize| match number % 2 {
        0 => PointChange::Draw(0, (1.0, 0.0, 1.0)),
        _ => PointChange::Erase(0),
    };
    run.branches[0].journal = (0..20_000).map(|number| edit(1, 0, Change::Point(change(number)))).collect();
    run.to_ron().unwrap();
    run.branches[0].journal.push(edit(1, 0, Change::Point(change(0))));
    let message = run.to_ron().unwrap_err().to_string();
    assert!(
        message.contains("edits[20000] can't be made: is one edit of a point too many; allowed: at most 20000"),
        "{message}"
    );
    // Each point is checked, wherever it stands among other edits.
    run.branches[0].journal = vec![edit(1, 0, Change::Point(PointChange::Draw(0, (1.0, f32::NAN, 1.0))))];
    let message = run.to_ron().unwrap_err().to_string();
    assert!(message.contains("drawn.points[0].1 is NaN; allowed: a number from -1000000 to 1000000"), "{message}");
}

#[test]
fn texts_that_nest_too_deep_are_refused_at_once() {
    let count = MAX_BYTES as usize / 2;
    for (open, close) in [("(", "]"), ("[", ")"), ("'", "'"), ("/*", ""), ("Run(", ""), ("a:", "b"), ("r#", "\"")] {
        let text = open.repeat(count / open.len()) + &close.repeat(count);
        assert!(Run::parse(&text, "m.run.ron").is_err());
    }
}

#[test]
fn files_that_are_too_large_or_no_text_are_refused() {
    let large = " ".repeat(MAX_BYTES as usize + 1);
    let too_large = "m.run.ron: is larger than 4 MiB, the limit for a run; give a run that blobtui saved";
    assert!(Run::parse(&large, "m.run.ron").unwrap_err().to_string().starts_with(too_large));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.run.ron");
    for (bytes, words) in [(large.as_bytes(), "is larger than 4 MiB"), (b"ab\xff", "is not UTF-8 text from byte 2 on")]
    {
        std::fs::write(&path, bytes).unwrap();
        let message = Run::read(&path).unwrap_err().to_string();
        assert!(message.contains(words), "{message}");
    }
    assert!(Run::read(folder.path()).unwrap_err().to_string().contains("is a folder"));
    assert!(Run::read(&folder.path().join("absent")).unwrap_err().to_string().contains("cannot be read"));
}
