use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use super::*;
use crate::plot::Depth;
use crate::session::BranchSummary;
use crate::ui::fixture::{Scene, bookmark, branch, look, text, time, update};
use crate::ui::view::timeline::Timeline;
use crate::ui::view::timeline::labels;
use crate::ui::view::timeline::labels::Wanted;

const LABELLED: Rect = Rect::new(0, 30, 120, 2);
const BARE: Rect = Rect::new(0, 20, 80, 1);

/// A run of 2,000 epochs that is at epoch 0 and has these branches, of which one is shown.
fn run(shown: usize, branches: Vec<BranchSummary>) -> Update {
    Update { time: time(shown, branches), ..update("xor-blobs", 0, |_| {}) }
}

fn main_branch(newest: u64, bookmarks: Vec<BookmarkSummary>) -> BranchSummary {
    branch(0, "main", None, 0, newest, bookmarks)
}

#[test]
fn columns_and_epochs_lead_back_to_each_other() {
    for last in [0, 1, 7, 99, 2000, 1_000_000, u64::MAX] {
        for width in [1, 2, 3, 70, 115] {
            let axis = Axis { left: 3, width, last };
            assert_eq!((axis.column(0), axis.column(last)), (3, if last > 0 { 2 + width } else { 3 }));
            for column in 3..3 + width {
                let epoch = axis.epoch(column);
                assert!(epoch <= last);
                // With fewer epochs than columns several columns have the same.
                assert!(last < u64::from(width) || axis.column(epoch) == column, "{last} {width}: {column} is {epoch}");
            }
            assert_eq!((axis.epoch(0), axis.epoch(u16::MAX)), (0, last));
        }
    }
}

#[test]
fn the_line_ends_with_the_run() {
    let total = Plan::new(&run(0, vec![main_branch(400, vec![])]), BARE, Glyphs::Braille);
    assert_eq!((total.axis.last, total.axis.column(400)), (2000, total.trained));
    assert_eq!((total.axis.left, total.axis.right()), (6, 73), "room for 2,000 behind it");
    let branches = vec![main_branch(5000, vec![]), branch(1, "other", Some(0), 100, 200, vec![])];
    let other = Plan::new(&run(1, branches), BARE, Glyphs::Braille);
    assert_eq!(other.axis.last, 2000, "the shown branch alone");
}

#[test]
fn a_click_goes_to_the_mark_the_newest_epoch_or_the_epoch_of_the_column() {
    let bookmarks = vec![bookmark(400, Sign::Checkpoint, "checkpoint"), bookmark(401, Sign::Drop, "largest drop")];
    let line = Plan::new(&run(0, vec![main_branch(1240, bookmarks)]), LABELLED, Glyphs::Braille);
    let (axis, y) = (line.axis, LABELLED.y);
    let at = |column: u16, row: u16| line.at(Position::new(column, row));
    assert_eq!(at(axis.column(400), y), Some(400), "what was saved counts more than what was noticed");
    assert_eq!(at(axis.column(400), y + 1), Some(400), "a click on the labels counts, too");
    assert_eq!(at(axis.column(1240), y), Some(1240));
    assert_eq!(at(axis.right() - 1, y), Some(1240), "there is nothing beyond what was trained");
    assert_eq!(at(axis.left, y), Some(0));
    assert_eq!(at(axis.left + 10, y), Some(axis.epoch(axis.left + 10)));
    for (column, row) in [(0, y), (50, y - 1), (50, y + 2)] {
        assert_eq!(at(column, row), None, "there is no line");
    }
    assert_eq!(line.epoch_at(0), 0, "a line that is held follows beyond its ends");
    assert_eq!(line.epoch_at(u16::MAX), 1240);
}

#[test]
fn forks_are_marks_on_the_line_with_the_names_of_the_others() {
    // main to 1,240; fast leaves it at 400, faster leaves fast at 600, slow leaves main at 800.
    let branches = vec![
        main_branch(1240, vec![]),
        branch(1, "fast", Some(0), 400, 2000, vec![bookmark(400, Sign::Edit, "learning rate 0.03 → 0.3")]),
        branch(2, "faster", Some(1), 600, 700, vec![]),
        branch(3, "slow", Some(0), 800, 900, vec![]),
    ];
    let seen = |shown: usize| {
        let line = Plan::new(&run(shown, branches.clone()), LABELLED, Glyphs::Braille);
        let epochs: Vec<u64> = line.forks.iter().map(|column| line.axis.epoch(*column)).collect();
        let near = |epoch: &u64| [400_u64, 600, 800].into_iter().find(|fork| fork.abs_diff(*epoch) < 20).unwrap();
        let mut labels: Vec<String> = line.labels.iter().map(|label| label.text.clone()).collect();
        labels.sort();
        (epochs.iter().map(near).collect::<Vec<_>>(), labels)
    };
    let (forks, labels) = seen(0);
    assert_eq!(forks, [400, 400, 800]);
    assert_eq!(labels, ["400 branch fast", "800 branch slow"], "of two in one place the first");
    // Of a branch, the line that led to it counts, too.
    let (forks, labels) = seen(3);
    assert_eq!(forks, [800, 400, 400]);
    assert_eq!(labels, ["400 branch fast", "800 from main"]);
    // An edit counts more than the fork in the same place, and has the room.
    let (forks, labels) = seen(1);
    assert_eq!((forks, labels), (vec![600], vec!["400 learning rate 0.03 → 0.3".to_owned()]));
}

#[test]
fn labels_of_what_people_did_come_first() {
    let bookmarks = vec![
        bookmark(100, Sign::Drop, "largest drop of the loss in the whole run"),
        bookmark(120, Sign::Note, "here it turns"),
        bookmark(130, Sign::Best, "best"),
        bookmark(1990, Sign::Edit, "learning rate 0.03 → 0.05"),
    ];
    let line = Plan::new(&run(0, vec![main_branch(2000, bookmarks)]), LABELLED, Glyphs::Ascii);
    let texts: Vec<&str> = line.labels.iter().map(|label| label.text.as_str()).collect();
    assert_eq!(texts[..2], ["1,990 learning rate 0.03 -> 0.05", "120 here it turns"]);
    let right = &line.labels[0];
    assert_eq!(usize::from(right.x) + right.text.width(), usize::from(line.axis.right()));
}

#[test]
fn a_label_names_all_edits_of_its_epoch_or_says_how_many() {
    let notes = ["learning rate 0.03 → 0.1", "momentum 0 → 0.9", "clip none → 1"];
    let edits = |epoch| notes.map(|note| bookmark(epoch, Sign::Edit, note)).to_vec();
    let label = |area: Rect| {
        let line = Plan::new(&run(0, vec![main_branch(2000, edits(400))]), area, Glyphs::Braille);
        line.labels.iter().map(|label| label.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(label(LABELLED), ["400 learning rate 0.03 → 0.1, momentum 0 → 0.9, clip none → 1"]);
    assert_eq!(label(Rect { width: 60, ..LABELLED }), ["400 learning rate 0.03 → 0.1 and 2 more"]);
    assert_eq!(label(Rect { width: 30, ..LABELLED }), ["400"]);
}

#[test]
fn the_time_to_go_stands_on_the_line_and_leaves_its_ends_where_they_are() {
    let mut scene = Scene::new(run(0, vec![main_branch(0, vec![])]), look(Depth::None));
    (scene.run.state, scene.run.epochs_per_second) = (State::Running, Some(10.0));
    let line = |scene: &Scene| {
        let shown = text(&scene.view(&mut Timeline::default(), 80, 1));
        shown.trim_end().chars().collect::<Vec<_>>()
    };
    let words = line(&scene);
    scene.run.state = State::Paused;
    let bare = line(&scene);
    let differs: String = words.iter().zip(&bare).filter(|(one, other)| one != other).map(|(one, _)| one).collect();
    assert_eq!((differs.trim(), words.len()), ("4 min left", bare.len()));
    assert_eq!(words[words.len() - 10..], bare[bare.len() - 10..], "the line goes on to its last epoch");
}

proptest! {
    #![proptest_config(crate::cases::cases(256))]

    #[test]
    fn labels_never_touch_and_reach_below_their_marks(
        bookmarks in prop::collection::vec((0_u16..130, 0_usize..40, any::<bool>()), 0..60),
        left in 0_u16..5,
        width in 0_u16..125,
    ) {
        let end = left + width;
        let wanted = bookmarks.iter().map(|(column, length, is_done)| Wanted {
            column: left + column % width.max(1),
            texts: vec!["x".repeat(*length + 4), "400".into()],
            sign: is_done.then_some(Sign::Edit),
        });
        let placed = labels::place(wanted, (left, end));
        for (index, label) in placed.iter().enumerate() {
            let right = label.x + label.text.width() as u16;
            prop_assert!(left <= label.x && right <= end);
            for other in &placed[index + 1..] {
                prop_assert!(right < other.x || other.x + (other.text.width() as u16) < label.x, "{placed:?}");
            }
        }
        // Whoever comes first has room if there is any at all.
        prop_assert_eq!(placed.is_empty(), bookmarks.is_empty() || width < 3);
    }

    #[test]
    fn every_line_lies_in_its_place(
        epochs in prop::collection::vec((0_u64..3000, 0_usize..8), 0..40),
        forks in prop::collection::vec((0_usize..6, 0_u64..1500, 0_u64..3000), 0..6),
        shown in 0_usize..7,
        width in 0_u16..130,
        height in 1_u16..9,
    ) {
        let signs = [
            Sign::Note, Sign::Checkpoint, Sign::Edit, Sign::Drop, Sign::Best, Sign::Died, Sign::Revived, Sign::Diverged,
        ];
        let bookmarks = epochs.iter().map(|(epoch, sign)| bookmark(*epoch, signs[*sign], "a note of some length")).collect();
        let mut branches = vec![main_branch(3000, bookmarks)];
        for (parent, fork, more) in forks {
            let parent = parent % branches.len();
            let fork = fork.max(branches[parent].fork.epoch);
            let (id, name) = (branches.len() as u64, "another branch with a long name");
            branches.push(branch(id, name, Some(parent as u64), fork, fork + more, vec![]));
        }
        let shown = shown % branches.len();
        let area = Rect::new(2, 5, width, height);
        let line = Plan::new(&run_of(shown, branches), area, Glyphs::Braille);
        let within = |column: u16| (line.axis.left..line.axis.right()).contains(&column) || line.axis.width == 0;
        prop_assert!(within(line.now) && within(line.trained) && line.now <= line.trained);
        prop_assert!(line.axis.width == 0 || line.axis.right() < area.right(), "the last epoch has room");
        prop_assert!(line.bookmarks.iter().all(|(column, _)| within(*column)));
        prop_assert!(line.forks.iter().all(|column| within(*column)));
        prop_assert!(line.bookmarks.windows(2).all(|pair| pair[0].0 < pair[1].0), "one bookmark a column");
        prop_assert!(line.labels.iter().all(|label| within(label.x) && line.label_row().is_some()));
    }
}

/// As [`run`], without training one for every case.
fn run_of(shown: usize, branches: Vec<BranchSummary>) -> Update {
    thread_local! {
        static UNTRAINED: Update = update("xor-blobs", 0, |_| {});
    }
    Update { time: time(shown, branches), ..UNTRAINED.with(Clone::clone) }
}
