//! Training logs: a record a row, as CSV or as JSON lines.
//!
//! Unlike a checkpoint a log grows while a run trains, so it is written in place: a run that is cut short leaves the
//! rows that it got to. `train --log` and the session's writer use it; which epochs are logged is theirs to say.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::atomic::failed;
use crate::error::Error;
use crate::network::{Score, Task};
use crate::train::Record;

/// What an [`Error::Write`] says was being done.
const ACTION: &str = "write the log";

/// The formats, one row each: ending of the file's name, format.
const FORMATS: [(&str, Format); 2] = [("csv", Format::Csv), ("jsonl", Format::JsonLines)];

#[derive(Clone, Copy, Debug)]
enum Format {
    Csv,
    JsonLines,
}

/// A log that is being written.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    format: Format,
    writer: BufWriter<File>,
}

/// A row: the columns of the CSV header, the keys of a JSON object.
#[derive(Serialize)]
struct Row {
    epoch: u64,
    train_loss: f32,
    test_loss: f32,
    #[serde(flatten)]
    scores: Scores,
}

/// Scores by the names that they have for classes and for values.
#[derive(Serialize)]
#[serde(untagged)]
enum Scores {
    Classes { train_accuracy: f32, test_accuracy: f32 },
    Values { train_r2: f32, test_r2: f32 },
}

impl Log {
    /// Starts a log of a run for this task, in place of any file of that name: `.csv` gives a header and a row a
    /// record, `.jsonl` an object a line.
    ///
    /// # Errors
    /// [`Error::Input`] if the name ends otherwise, is a folder's, or is in a folder that is not there;
    /// [`Error::Write`] if the file can't be made.
    pub fn create(path: &Path, task: Task) -> Result<Self, Error> {
        let ending = path.extension().map(OsStr::to_ascii_lowercase);
        let Some((_, format)) = FORMATS.into_iter().find(|(known, _)| ending.as_deref() == Some(known.as_ref())) else {
            let endings = FORMATS.map(|(ending, _)| format!(".{ending}")).join(" or ");
            let problem = "has not the ending of a log";
            return Err(Error::input(path.display(), problem, format!("give a name that ends in {endings}")));
        };
        let file = File::create(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                Error::input(path.display(), "is in no folder", "make the folder first or choose another")
            }
            io::ErrorKind::IsADirectory => Error::input(path.display(), "is a folder", "give the name of a file"),
            _ => failed(path, ACTION, source),
        })?;
        let mut log = Self { path: path.to_path_buf(), format, writer: BufWriter::new(file) };
        if let Format::Csv = format {
            let measure = match task {
                Task::Binary | Task::Classes => "accuracy",
                Task::Value => "r2",
            };
            log.put(|writer| writeln!(writer, "epoch,train_loss,test_loss,train_{measure},test_{measure}"))?;
        }
        Ok(log)
    }

    /// Adds a record of a run with so many train and test points. Accuracies are shares, 0 to 1; for values R² stands
    /// in their place. Numbers have as many
    /// digits as it takes to read the same f32 back; losses that are not finite are `NaN` or `inf` in CSV and null in
    /// JSON.
    ///
    /// # Errors
    /// [`Error::Write`] if the file can't be written. Rows are buffered, so that a full disk may show only later.
    pub fn write(&mut self, record: &Record, train_len: usize, test_len: usize) -> Result<(), Error> {
        let (train, test) = (record.train_score.share(train_len) as f32, record.test_score.share(test_len) as f32);
        let scores = match record.test_score {
            Score::Correct(_) => Scores::Classes { train_accuracy: train, test_accuracy: test },
            Score::Determination(_) => Scores::Values { train_r2: train, test_r2: test },
        };
        let row = Row { epoch: record.epoch, train_loss: record.train_loss, test_loss: record.test_loss, scores };
        match self.format {
            // `Debug` gives the shortest digits as `Display` does, but an exponent in place of a row of zeros.
            Format::Csv => self.put(|writer| {
                write!(writer, "{},{:?},{:?},", row.epoch, row.train_loss, row.test_loss)?;
                writeln!(writer, "{train:?},{test:?}")
            }),
            Format::JsonLines => self.put(|writer| {
                serde_json::to_writer(&mut *writer, &row)?;
                writeln!(writer)
            }),
        }
    }

    /// Writes what is still buffered.
    ///
    /// # Errors
    /// [`Error::Write`] if the file can't be written.
    pub fn finish(mut self) -> Result<(), Error> {
        self.put(Write::flush)
    }

    fn put(&mut self, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> Result<(), Error> {
        write(&mut self.writer).map_err(|source| failed(&self.path, ACTION, source))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const RECORDS: [Record; 3] = [
        Record {
            epoch: 0,
            train_loss: 0.1 + 0.2,
            test_loss: 1.0 / 3.0,
            train_score: Score::Correct(79),
            test_score: Score::Correct(20),
        },
        Record {
            epoch: 100,
            train_loss: 1.5e-30,
            test_loss: f32::MAX,
            train_score: Score::Correct(0),
            test_score: Score::Correct(7),
        },
        Record {
            epoch: u64::MAX,
            train_loss: f32::NAN,
            test_loss: f32::INFINITY,
            train_score: Score::Correct(80),
            test_score: Score::Correct(0),
        },
    ];

    fn written(name: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, "something longer that was there before, and must be gone\n".repeat(20)).unwrap();
        let mut log = Log::create(&path, Task::Binary).unwrap();
        for record in &RECORDS {
            log.write(record, 80, 20).unwrap();
        }
        log.finish().unwrap();
        fs::read_to_string(path).unwrap()
    }

    #[test]
    fn a_csv_log_has_the_header_and_reads_back_to_the_same_bits() {
        let text = written("log.csv");
        assert_eq!(text.lines().next(), Some("epoch,train_loss,test_loss,train_accuracy,test_accuracy"));
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<(u64, f32, f32, f32, f32)> = reader.deserialize().map(Result::unwrap).collect();
        assert_eq!(rows.len(), RECORDS.len());
        for (row, record) in rows.iter().zip(&RECORDS) {
            assert_eq!(row.0, record.epoch);
            assert_eq!(row.1.to_bits(), record.train_loss.to_bits());
            assert_eq!(row.2.to_bits(), record.test_loss.to_bits());
            assert_eq!(row.3, record.train_score.share(80) as f32);
            assert_eq!(row.4, record.test_score.share(20) as f32);
        }
        assert_eq!(text.lines().nth(2), Some("100,1.5e-30,3.4028235e38,0.0,0.35"));
    }

    #[test]
    fn a_json_log_has_an_object_a_line_and_null_for_what_is_no_number() {
        let text = written("log.JSONL");
        let rows: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(rows.len(), RECORDS.len());
        assert_eq!(rows[0]["train_loss"].as_f64().unwrap() as f32, RECORDS[0].train_loss);
        assert_eq!(rows[0]["test_loss"].as_f64().unwrap() as f32, RECORDS[0].test_loss);
        assert_eq!(rows[0]["train_accuracy"].as_f64().unwrap() as f32, 0.9875);
        assert_eq!(rows[2]["epoch"].as_u64(), Some(u64::MAX));
        assert!(rows[2]["train_loss"].is_null() && rows[2]["test_loss"].is_null());
        let keys: Vec<&str> = text.lines().next().unwrap().split('"').skip(1).step_by(2).collect();
        assert_eq!(keys, ["epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy"]);
    }

    #[test]
    fn other_endings_are_refused_before_anything_is_made() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["log.txt", "log", "csv", ".csv", "log.csv.gz"] {
            let error = Log::create(&folder.path().join(name), Task::Binary).unwrap_err();
            assert!(error.to_string().contains(".csv or .jsonl"), "{error}");
            assert_eq!(error.exit_status(), 2);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_disk_that_is_full_is_reported_at_the_latest_by_finish() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("full.csv");
        std::os::unix::fs::symlink("/dev/full", &path).unwrap();
        let mut log = Log::create(&path, Task::Binary).unwrap();
        log.write(&RECORDS[0], 80, 20).unwrap();
        let error = log.finish().unwrap_err();
        assert!(matches!(error, Error::Write { .. }), "{error}");
        assert!(error.to_string().contains("cannot write the log"), "{error}");
    }

    #[test]
    fn a_missing_folder_and_a_folder_are_bad_input() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("log.csv")).unwrap();
        for (name, problem) in [("missing/log.csv", "is in no folder"), ("log.csv", "is a folder")] {
            let error = Log::create(&folder.path().join(name), Task::Binary).unwrap_err();
            assert!(error.to_string().contains(problem), "{error}");
            assert_eq!(error.exit_status(), 2);
        }
    }
}
