//! Bookmarks and known states in checkpoints.

use super::super::*;
use super::{Parts, reads, sample};
use crate::train::{Bookmark, Fingerprint, MAX_BOOKMARKS, Sign};

fn bookmark(epoch: u64, sign: Sign, note: &str) -> Bookmark {
    Bookmark { epoch, sign, note: note.to_owned() }
}

/// The sample, which is at epoch 40, with bookmarks and states.
fn marked() -> Checkpoint {
    let bookmarks = vec![
        bookmark(3, Sign::Note, "\"snaps\""),
        bookmark(3, Sign::Drop, ""),
        bookmark(40, Sign::Checkpoint, "größer"),
    ];
    let fingerprints = vec![Fingerprint { epoch: 0, hash: 0 }, Fingerprint { epoch: 40, hash: u64::MAX }];
    Checkpoint { bookmarks, fingerprints, ..sample("adam") }
}

/// The refusal of a file with another text in the metadata.
fn refusal(key: &str, text: &str) -> String {
    let mut container = marked().to_container().unwrap();
    container.metadata.insert(key.to_owned(), text.to_owned());
    reads(&container.to_bytes("m.safetensors").unwrap()).unwrap_err().to_string()
}

#[test]
fn marks_and_states_are_read_back_as_they_were_written() {
    assert_eq!(reads(&marked().to_bytes().unwrap()).unwrap(), marked());
}

#[test]
fn without_any_the_file_is_as_earlier_builds_wrote_it() {
    let keys = |checkpoint: &Checkpoint| -> Vec<String> {
        Parts::of(&checkpoint.to_bytes().unwrap()).metadata.into_iter().map(|(key, _)| key).collect()
    };
    let (with, without) = (keys(&marked()), keys(&sample("adam")));
    assert_eq!(with.len(), without.len() + 2);
    let more: Vec<_> = with.into_iter().filter(|key| !without.contains(key)).collect();
    assert_eq!(more, ["marks", "states"]);
}

#[test]
fn what_is_out_of_order_beyond_the_end_or_not_a_bookmark_is_refused() {
    for (key, text, expected) in [
        ("marks", "", "1:1"),
        ("marks", "[(epoch:1,sign:Star,note:\"\")]", "Star"),
        (
            "marks",
            "[(epoch:3,sign:Note,note:\"\"),(epoch:2,sign:Note,note:\"\")]",
            "bookmark 2: is at epoch 2, out of order",
        ),
        (
            "marks",
            "[(epoch:41,sign:Note,note:\"\")]",
            "bookmark 1: is at epoch 41, out of order; allowed: epochs 0 to 40",
        ),
        ("marks", "[(epoch:4,sign:Edit,note:\"\")]", "bookmark 1: has the sign Edit"),
        ("marks", "[(epoch:4,sign:Note,note:\"a\\u{7}\")]", "bookmark 1: has a note that can't be shown"),
        ("states", "[(epoch:1)]", "missing field named `hash`"),
        ("states", "[(epoch:41,hash:\"0123456789abcdef\")]", "state 1: is at epoch 41, out of order"),
        (
            "states",
            "[(epoch:1,hash:\"0123456789abcdef\"),(epoch:1,hash:\"0123456789abcdef\")]",
            "state 2: is at epoch 1",
        ),
        ("states", "[(epoch:1,hash:\"0123456789abcdeg\")]", "state 1: has no hash"),
    ] {
        let message = refusal(key, text);
        let begin = format!("m.safetensors: the metadata key \"{key}\": ");
        assert!(message.starts_with(&begin) && message.contains(expected), "{text}: {message}");
    }
    let mut many = marked();
    many.bookmarks = vec![bookmark(3, Sign::Note, ""); MAX_BOOKMARKS + 1];
    assert!(many.to_bytes().unwrap_err().to_string().contains("bookmark 257: is one bookmark too many"));
    let mut many = marked();
    many.snapshot.epoch = 100;
    many.fingerprints = (0..65).map(|epoch| Fingerprint { epoch, hash: 1 }).collect();
    assert!(many.to_bytes().unwrap_err().to_string().contains("state 65: is one state too many"));
}
