//! Training logs that grow while a run trains.
//!
//! Unlike a checkpoint a log is written in place: a run that is cut short leaves the rows that it got to. `train --log`
//! uses it, and decides which epochs are logged.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::atomic::failed;
use super::format::{Content, Format, Kind, Row};
use super::table::choose;
use crate::error::Error;
use crate::network::Task;
use crate::train::Record;

/// A log that is being written.
pub struct Log {
    path: PathBuf,
    format: &'static dyn Format,
    writer: BufWriter<File>,
    /// The bytes of a row, used again for the next.
    row: Vec<u8>,
}

impl Log {
    /// Starts a log of a run with this task, in place of any file of that name, in this format or the one that the name
    /// chooses.
    ///
    /// # Errors
    /// [`Error::Input`] if no format of a log has the name or the extension, or the path is a folder or in a missing
    /// one; [`Error::Write`] if the file can't be made.
    pub fn create(path: &Path, task: Task, format: Option<&str>) -> Result<Self, Error> {
        let format = choose(path, Kind::Log, format)?;
        let file = File::create(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                Error::input(path.display(), "its folder doesn't exist", "make the folder first or choose another")
            }
            io::ErrorKind::IsADirectory => Error::input(path.display(), "is a folder", "give the name of a file"),
            _ => failed(path, Kind::Log.action(), source),
        })?;
        let mut log = Self { path: path.to_path_buf(), format, writer: BufWriter::new(file), row: Vec::new() };
        log.put(&Content::LogStart(task))?;
        Ok(log)
    }

    /// Adds a record of a run with this many train and test points. Accuracies are fractions, 0 to 1; values have R²
    /// instead. Numbers have enough digits to read the same f32 back; losses that are not finite are `NaN`
    /// or `inf` in CSV and null in JSON.
    ///
    /// # Errors
    /// [`Error::Write`] if the file can't be written. Rows are buffered, so that a full disk may show only later.
    pub fn write(&mut self, record: &Record, train_count: usize, test_count: usize) -> Result<(), Error> {
        self.put(&Content::LogRow(&Row::new(record, train_count, test_count)))
    }

    /// Flushes the buffered rows.
    ///
    /// # Errors
    /// [`Error::Write`] if the file can't be written.
    pub fn finish(mut self) -> Result<(), Error> {
        self.writer.flush().map_err(|source| failed(&self.path, Kind::Log.action(), source))
    }

    fn put(&mut self, content: &Content) -> Result<(), Error> {
        self.row.clear();
        self.format.write(content, &mut self.row)?;
        self.writer.write_all(&self.row).map_err(|source| failed(&self.path, Kind::Log.action(), source))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Score;
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
        let mut log = Log::create(&path, Task::Binary, None).unwrap();
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
    fn a_name_without_an_extension_gets_csv_and_a_format_goes_before_the_extension() {
        let folder = tempfile::tempdir().unwrap();
        for (name, format, start) in [("log", None, "epoch,"), ("log.txt", Some("jsonl"), "{\"epoch\":")] {
            let path = folder.path().join(name);
            let mut log = Log::create(&path, Task::Binary, format).unwrap();
            log.write(&RECORDS[0], 80, 20).unwrap();
            log.finish().unwrap();
            assert!(fs::read_to_string(path).unwrap().starts_with(start), "{name}");
        }
    }

    #[test]
    fn other_extensions_are_refused_before_anything_is_made() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["log.txt", "log.csv.gz", "log.json"] {
            let error = Log::create(&folder.path().join(name), Task::Binary, None).err().unwrap();
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
        let mut log = Log::create(&path, Task::Binary, None).unwrap();
        log.write(&RECORDS[0], 80, 20).unwrap();
        let error = log.finish().unwrap_err();
        assert!(matches!(error, Error::Write { .. }), "{error}");
        assert!(error.to_string().contains("cannot write the log"), "{error}");
    }

    #[test]
    fn a_missing_folder_and_a_folder_are_bad_input() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("log.csv")).unwrap();
        for (name, problem) in [("missing/log.csv", "its folder doesn't exist"), ("log.csv", "is a folder")] {
            let error = Log::create(&folder.path().join(name), Task::Binary, None).err().unwrap();
            assert!(error.to_string().contains(problem), "{error}");
            assert_eq!(error.exit_status(), 2);
        }
    }
}
