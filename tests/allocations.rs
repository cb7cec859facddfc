//! A run that is watched allocates nothing: neither the epochs nor the updates that show them. A file that was made to cost
//! much costs little.

#[path = "common/hostile.rs"]
mod hostile;
#[path = "common/weights.rs"]
#[expect(dead_code, reason = "some is for the tests of weights alone")]
mod weights;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::mpsc::{TrySendError, sync_channel};
use std::time::{Duration, Instant};

use blobtui::data::{Coding, Labels, csv};
use blobtui::network::EngineKind;
use blobtui::optimizer::{Clip, Optimizer, Regularization, Schedule};
use blobtui::preset::{self, BatchSize, EarlyStopping, MAX_EPOCHS, Preset, Recipe};
use blobtui::session::{Command, Session, Setup, Source, Speed, Update};
use blobtui::train::{Checkpoint, Run, Trainer};

/// Counts what each thread allocates.
struct Counting;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
    /// Bytes that this thread has allocated and not freed, and the most of them so far.
    static HELD: Cell<i64> = const { Cell::new(0) };
    static PEAK: Cell<i64> = const { Cell::new(0) };
}

/// Counts bytes that were taken, or given back.
fn hold(bytes: i64) {
    HELD.set(HELD.get() + bytes);
    PEAK.set(PEAK.get().max(HELD.get()));
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[expect(unsafe_code, reason = "an allocator that counts and hands on to the system's")]
// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        hold(layout.size().cast_signed() as i64);
        // SAFETY: the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        hold(-(layout.size().cast_signed() as i64));
        // SAFETY: the caller's.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // Both are there while the contents are moved.
        hold(size.cast_signed() as i64);
        hold(-(layout.size().cast_signed() as i64));
        // SAFETY: the caller's.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// Runs of the fused engine that do not end.
fn presets() -> [Preset; 5] {
    let tutorial = preset::find("xor-blobs").expect("a built-in preset").preset;
    let endless = Preset { epochs: MAX_EPOCHS, engine: EngineKind::Fused, ..tutorial };
    let rule = |name| Optimizer::named(name, 0.003).expect("a rule");
    [
        endless.clone(),
        Preset { optimizer: rule("adam"), batch: BatchSize::Size(9), ..endless.clone() },
        Preset { optimizer: rule("rmsprop"), batch: BatchSize::Size(33), ..endless.clone() },
        Preset { dropout: 0.3, batch: BatchSize::Size(33), ..endless.clone() },
        Preset {
            optimizer: rule("adam"),
            schedule: Schedule::Exponential { gamma: 0.9999 },
            regularization: Regularization::L2(0.001),
            clip: Clip::Norm(0.1),
            early_stopping: EarlyStopping::Patience(MAX_EPOCHS),
            ..endless
        },
    ]
}

#[test]
fn an_epoch_allocates_nothing() {
    for preset in presets() {
        let mut trainer = Trainer::new("test", preset);
        let mut train = |epochs: u64| {
            let before = COUNT.get();
            for _ in 0..epochs {
                trainer.advance(|| false).expect("a run that stays finite");
                if trainer.epoch().is_multiple_of(trainer.history().stride()) {
                    trainer.record();
                }
            }
            COUNT.get() - before
        };
        // The first epochs make room, and so does the history until it is at its longest.
        assert!(train(2000) > 0);
        assert_eq!(train(8000), 0);
    }
}

/// Updates that are watched before counting: by then there is room for all that follows.
const WARM: usize = 40;
/// Updates that are counted.
const COUNTED: usize = 500;
/// What one more update in circulation takes, if this thread is once held up longer than ever before.
const ONE_MORE: u64 = 8;
/// What a state of the past takes that is kept: parameters, the list of slots and up to three of them, and the same of
/// the best epoch.
const KEPT: u64 = 10;

#[test]
fn a_watched_run_allocates_nothing_by_and_by_but_for_its_past() {
    for preset in presets() {
        let (sender, updates) = sync_channel(1);
        let setup = Setup {
            speed: Some(Speed::Unlimited),
            frames_per_second: 1000,
            runs: std::env::temp_dir(),
            ..Setup::new(Source::Recipe(Box::new(Recipe { name: "test".into(), preset, edited: false })))
        };
        let session = Session::start(setup, move |update: Box<Update>| {
            // Called by the worker, so that the count is its own.
            sender.try_send((COUNT.get(), update)).map_err(|error| match error {
                TrySendError::Full((_, update)) | TrySendError::Disconnected((_, update)) => update,
            })
        });
        session.send(Command::Run).expect("room for a command");
        let deadline = Instant::now() + Duration::from_secs(60);
        let mut counts = vec![];
        let mut shown: Option<Box<Update>> = None;
        while counts.len() < WARM + COUNTED {
            let patience = deadline.saturating_duration_since(Instant::now());
            let (count, update) = updates.recv_timeout(patience).expect("the run goes on");
            if update.record.epoch > 4000 {
                counts.push((count, update.time.keyframes as u64));
            }
            if let Some(before) = shown.replace(update) {
                session.recycle(before);
            }
        }
        let ((first, before), (last, after)) = (counts[WARM], counts[counts.len() - 1]);
        let (count, kept) = (last - first, after - before);
        assert!(
            count <= ONE_MORE + KEPT * kept,
            "{COUNTED} updates and {kept} states to go back to made the worker allocate {count} times"
        );
    }
}

/// What nothing of 8 MB may take while it is read, beyond its own size.
const MOST_BYTES: i64 = 64 << 20;

#[test]
fn no_hostile_file_takes_more_memory_than_its_size_and_a_bound() {
    let columns = ["x", "y"].map(|name| (name.to_owned(), Coding::Number));
    let (missing, dialect) = (csv::Missing::Drop, csv::Dialect::default());
    let labels = &Labels::Values;
    let wanted = csv::Wanted {
        columns: &columns,
        label: "label",
        labels,
        is_table: true,
        missing,
        dialect,
        is_test_data: false,
    };
    for hostile::Input { name, kind, bytes } in hostile::inputs() {
        let text = || std::str::from_utf8(&bytes).expect("text");
        let peak = peak_of(|| match kind {
            hostile::Kind::Checkpoint => drop(Checkpoint::from_bytes(&bytes, "file")),
            hostile::Kind::Preset if bytes.len() <= 1 << 20 => drop(Preset::parse(text(), "file")),
            // Refused by its size before it is read.
            hostile::Kind::Preset => {}
            hostile::Kind::Run => drop(Run::parse(text(), "file")),
            hostile::Kind::Table => {
                drop(csv::read_table(bytes.as_slice(), "file", &csv::Choice::default()));
                drop(csv::read_inputs(bytes.as_slice(), "file", &wanted));
            }
        });
        // A table is read from its file, and has its text in memory; all others were in memory before.
        let own = if kind == hostile::Kind::Table { bytes.len().cast_signed() as i64 } else { 0 };
        assert!(peak - own <= MOST_BYTES, "{name}: {} MB", peak / 1_000_000);
    }
}

#[test]
fn no_costly_file_of_weights_takes_more_than_64_megabytes() {
    for (name, format, bytes) in weights::costly() {
        let peak = peak_of(|| drop(weights::read(format, &bytes)));
        assert!(peak <= MOST_BYTES, "{name}: {} MB", peak / 1_000_000);
    }
}

#[test]
fn the_largest_table_takes_less_than_100_megabytes() {
    let table = hostile::largest_table();
    let peak = peak_of(|| {
        let reading = csv::read_table(table.as_slice(), "table", &csv::Choice::default()).expect("a table");
        assert_eq!((reading.table.len(), reading.table.columns().len()), (100_000, 16));
    });
    assert!(peak <= 100_000_000, "{} MB", peak / 1_000_000);
}

/// The most bytes that this thread has allocated at once while it did something, beyond those before.
fn peak_of(work: impl FnOnce()) -> i64 {
    let before = HELD.get();
    PEAK.set(before);
    work();
    PEAK.get() - before
}
