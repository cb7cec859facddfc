//! Training logs that grow while a run trains.
//!
//! Unlike a checkpoint a log is written in place: it can be read while it grows, and a run that is cut short leaves the
//! rows that it got to. The file ends with a whole row at any time, but for the moment in which the system copies one
//! that goes over the end of a page. `train --log` uses it, and decides which epochs are logged.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::atomic;
use super::format::{Content, Format, Kind, Row};
use super::system;
use super::table::choose;
use crate::error::Error;
use crate::preset::is_standard;
use crate::train::Trainer;

/// The least time between two writes. Rows that come faster wait for the next of them, no longer.
const PAUSE: Duration = Duration::from_millis(1);
/// Bytes that the system copies to a file in one go: where the next such part begins, a kill can divide a write, and who
/// reads may see it divided.
const PAGE: u64 = 4096;

/// A log that is being written.
pub struct Log {
    path: PathBuf,
    format: &'static dyn Format,
    file: File,
    /// Bytes of the file, all in whole rows.
    length: u64,
    /// Whole rows that are not written yet, and where each ends.
    rows: Vec<u8>,
    ends: Vec<usize>,
    /// When rows were last written; none before the first.
    written: Option<Instant>,
}

impl Log {
    /// Checks that [`Self::create`] can replace what is there, if anything is.
    ///
    /// # Errors
    /// [`Error::Input`] if it is a folder, a device or anything else but a regular file that may be written.
    pub(super) fn check_target(path: &Path) -> Result<(), Error> {
        if path.symlink_metadata().is_ok() { atomic::check_replaceable(path) } else { Ok(()) }
    }

    /// Starts a log of a trainer's run, in place of any file of that name or on standard output for `-`, in this format or
    /// the one that the name chooses.
    ///
    /// # Errors
    /// [`Error::Input`] if no format of a log has the name or the extension, or the path is anything but a regular file
    /// that nobody else logs to, or a free name in a folder; [`Error::Write`] if the file can't be made.
    pub fn create(path: &Path, trainer: &Trainer, format: Option<&str>) -> Result<Self, Error> {
        let format = choose(path, Kind::Log, format)?;
        let file =
            if is_standard(path) { system::standard_output().map_err(Error::Output)? } else { create_file(path)? };
        let (rows, ends) = (Vec::new(), Vec::new());
        let mut log = Self { path: path.to_path_buf(), format, file, length: 0, rows, ends, written: None };
        log.append(&Content::LogStart(trainer.name(), trainer.preset()))?;
        Ok(log)
    }

    /// Whether its rows hold the gradient norm, which has to be computed.
    pub fn has_gradient_norm(&self) -> bool {
        self.format.logs_gradient_norm()
    }

    /// Adds a row. Accuracies are fractions, 0 to 1; values have R² instead. Numbers have enough digits to read the same
    /// f32 back; what is not a finite number is an empty cell in CSV and null in JSON.
    ///
    /// # Errors
    /// [`Error::Write`] if the file can't be written, after which it ends with its last whole row; [`Error::Output`] if
    /// standard output can't. Rows that come fast are written together, so that a full disk may show only later.
    pub fn write(&mut self, row: &Row) -> Result<(), Error> {
        self.append(&Content::LogRow(row))?;
        if self.written.is_none_or(|written| written.elapsed() >= PAUSE) { self.flush() } else { Ok(()) }
    }

    fn append(&mut self, content: &Content) -> Result<(), Error> {
        self.format.write(content, &mut self.rows)?;
        self.ends.push(self.rows.len());
        Ok(())
    }

    /// Ends the log of a run that came to its own end, or did not. Writes the rows that wait, and waits until the disk
    /// has all.
    ///
    /// # Errors
    /// As for [`Self::write`].
    pub fn finish(mut self, is_success: bool) -> Result<(), Error> {
        self.append(&Content::LogEnd(is_success))?;
        self.flush()?;
        if is_standard(&self.path) { Ok(()) } else { self.file.sync_all().map_err(|source| self.error(source)) }
    }

    /// Writes the rows that wait.
    fn flush(&mut self) -> Result<(), Error> {
        let result = self.write_rows();
        if result.is_ok() {
            self.length += self.rows.len() as u64;
        } else if !is_standard(&self.path) {
            self.cut();
        }
        self.rows.clear();
        self.ends.clear();
        self.written = Some(Instant::now());
        result.map_err(|source| self.error(source))
    }

    fn error(&self, source: io::Error) -> Error {
        if is_standard(&self.path) {
            return Error::Output(source);
        }
        Error::unwritable(&self.path, Kind::Log.action(), source)
    }

    /// Writes the rows that wait, with a call for those that end within each page, and one for the row that goes over its
    /// end: only this one can be divided, and it is done soonest alone.
    fn write_rows(&mut self) -> io::Result<()> {
        let (mut start, mut ends) = (0, self.ends.iter().copied().peekable());
        while let Some(mut end) = ends.next() {
            let room = (PAGE - (self.length + start as u64) % PAGE) as usize;
            while let Some(next) = ends.next_if(|next| next - start <= room) {
                end = next;
            }
            self.file.write_all(&self.rows[start..end])?;
            start = end;
        }
        Ok(())
    }

    /// Cuts the file after the last whole row of those that could be written.
    fn cut(&mut self) {
        let written = self.file.metadata().map_or(0, |metadata| metadata.len().saturating_sub(self.length));
        let whole = self.ends.iter().copied().take_while(|end| *end as u64 <= written).last().unwrap_or(0);
        self.length += whole as u64;
        // A file that can't be made shorter keeps the piece of a row.
        let _ = self.file.set_len(self.length);
    }
}

fn create_file(path: &Path) -> Result<File, Error> {
    Log::check_target(path)?;
    let unwritable = |source| Error::unwritable(path, Kind::Log.action(), source);
    let file = system::open_alone(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            Error::input(path.display(), "its folder doesn't exist", "make the folder first or choose another")
        }
        _ => unwritable(source),
    })?;
    let Some(file) = file else {
        return Err(Error::input(path.display(), "is being written by another blobtui", "choose another name"));
    };
    file.set_len(0).map_err(unwritable)?;
    Ok(file)
}

impl Drop for Log {
    fn drop(&mut self) {
        // Only a log that was given up has rows left; what is wrong with its file was reported.
        let _ = self.flush();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Evaluation, Score};
    use crate::train::Record;
    use std::fs;

    const RECORDS: [Record; 3] = [
        Record {
            epoch: 0,
            train_loss: 0.1 + 0.2,
            train_score: Score::Correct(79),
            test: Some(Evaluation { loss: 1.0 / 3.0, score: Score::Correct(20) }),
        },
        Record {
            epoch: 100,
            train_loss: 1.5e-30,
            train_score: Score::Correct(0),
            test: Some(Evaluation { loss: f32::MAX, score: Score::Correct(7) }),
        },
        Record {
            epoch: u64::MAX,
            train_loss: f32::NAN,
            train_score: Score::Correct(80),
            test: Some(Evaluation { loss: f32::INFINITY, score: Score::Correct(0) }),
        },
    ];

    /// A run with 80 train and 20 test points.
    fn trainer() -> Trainer {
        Trainer::new("xor-blobs", crate::preset::find("xor-blobs").unwrap().preset)
    }

    /// Epoch, losses and accuracies.
    type Cells = (u64, Option<f32>, Option<f32>, f32, f32);

    fn written(name: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, "something longer that was there before, and must be gone\n".repeat(20)).unwrap();
        let mut log = Log::create(&path, &trainer(), None).unwrap();
        for record in &RECORDS {
            log.write(&Row::new(record, &trainer(), None, false)).unwrap();
        }
        log.finish(true).unwrap();
        fs::read_to_string(path).unwrap()
    }

    #[test]
    fn a_csv_log_has_the_header_and_reads_back_to_the_same_bits() {
        let text = written("log.csv");
        assert_eq!(text.lines().next(), Some("epoch,train_loss,test_loss,train_accuracy,test_accuracy"));
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<Cells> = reader.deserialize().map(Result::unwrap).collect();
        assert_eq!(rows.len(), RECORDS.len());
        for (row, record) in rows.iter().zip(&RECORDS) {
            assert_eq!(row.0, record.epoch);
            // What is not a finite number is an empty cell.
            for (cell, loss) in [(row.1, record.train_loss), (row.2, record.test_loss().unwrap())] {
                assert_eq!(cell.map(f32::to_bits), loss.is_finite().then_some(loss.to_bits()));
            }
            assert_eq!(row.3, record.train_score.share(80) as f32);
            assert_eq!(row.4, record.test_score().unwrap().share(20) as f32);
        }
        assert_eq!(text.lines().nth(2), Some("100,1.5e-30,3.4028235e38,0.0,0.35"));
        assert_eq!(text.lines().nth(3), Some("18446744073709551615,,,1.0,0.0"));
    }

    #[test]
    fn a_json_log_has_an_object_a_line_and_null_for_what_is_no_number() {
        let text = written("log.JSONL");
        let rows: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(rows.len(), RECORDS.len());
        assert_eq!(rows[0]["train_loss"].as_f64().unwrap() as f32, RECORDS[0].train_loss);
        assert_eq!(rows[0]["test_loss"].as_f64().unwrap() as f32, RECORDS[0].test_loss().unwrap());
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
            let mut log = Log::create(&path, &trainer(), format).unwrap();
            log.write(&Row::new(&RECORDS[0], &trainer(), None, false)).unwrap();
            log.finish(true).unwrap();
            assert!(fs::read_to_string(path).unwrap().starts_with(start), "{name}");
        }
    }

    #[test]
    fn other_extensions_are_refused_before_anything_is_made() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["log.txt", "log.csv.gz", "log.json"] {
            let error = Log::create(&folder.path().join(name), &trainer(), None).err().unwrap();
            assert!(error.to_string().contains(".csv, .jsonl or .tfevents"), "{error}");
            assert_eq!(error.exit_status(), 2);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn every_row_can_be_read_soon_and_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.csv");
        let mut log = Log::create(&path, &trainer(), None).unwrap();
        for rows in 1..=3 {
            log.write(&Row::new(&RECORDS[0], &trainer(), None, false)).unwrap();
            log.written = None;
            assert!(fs::read_to_string(&path).unwrap().ends_with('\n'));
            assert!(fs::read_to_string(&path).unwrap().lines().count() >= rows);
        }
        log.written = Some(Instant::now() + Duration::from_secs(60));
        log.write(&Row::new(&RECORDS[1], &trainer(), None, false)).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 4, "rows that come fast wait");
        drop(log);
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 5, "none is lost, whatever ends the run");
    }

    #[test]
    fn a_log_that_is_being_written_is_refused_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.csv");
        let mut log = Log::create(&path, &trainer(), None).unwrap();
        log.write(&Row::new(&RECORDS[0], &trainer(), None, false)).unwrap();
        let error = Log::create(&path, &trainer(), None).err().unwrap();
        assert!(error.to_string().contains("is being written by another blobtui"), "{error}");
        assert_eq!(error.exit_status(), 2);
        log.finish(true).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 2);
        Log::create(&path, &trainer(), None).unwrap();
    }

    #[test]
    fn rows_over_the_ends_of_pages_are_written_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.csv");
        let mut log = Log::create(&path, &trainer(), None).unwrap();
        log.written = Some(Instant::now() + Duration::from_secs(60));
        for _ in 0..1000 {
            log.write(&Row::new(&RECORDS[1], &trainer(), None, false)).unwrap();
        }
        log.finish(true).unwrap();
        let text = fs::read_to_string(path).unwrap();
        let row = "100,1.5e-30,3.4028235e38,0.0,0.35";
        assert!(text.len() > 8 * PAGE as usize && text.lines().skip(1).all(|line| line == row));
        assert_eq!(text.lines().count(), 1001);
    }

    #[test]
    fn what_is_no_regular_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("full.csv");
        std::os::unix::fs::symlink("/dev/null", &path).unwrap();
        let error = Log::create(&path, &trainer(), None).err().unwrap();
        assert!(error.to_string().contains("is a device"), "{error}");
        assert_eq!(error.exit_status(), 2);
    }

    #[test]
    fn a_missing_folder_and_a_folder_are_bad_input() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("log.csv")).unwrap();
        for (name, problem) in [("missing/log.csv", "its folder doesn't exist"), ("log.csv", "is a folder")] {
            let error = Log::create(&folder.path().join(name), &trainer(), None).err().unwrap();
            assert!(error.to_string().contains(problem), "{error}");
            assert_eq!(error.exit_status(), 2);
        }
    }
}
