//! Text files that grow by whole lines and can be taken up again: the results of a sweep.
//!
//! A line is written in one go, so that a kill leaves at most a piece of the last one, which whoever takes the file up
//! again cuts. Only one program writes to a file at a time. What the lines mean is for others to say.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::{atomic, system};
use crate::error::Error;
use crate::preset::open_file;

/// What the writing is called in messages.
const ACTION: &str = "write the results";
/// What to give instead of what is no regular file.
const FOREIGN: &str = "give the name of a file, as in results.csv";

/// A file of lines that is being written.
#[derive(Debug)]
pub struct LineWriter {
    path: PathBuf,
    file: File,
}

impl LineWriter {
    /// Opens a file to be written by this program alone, at its end. Makes it if there is none.
    ///
    /// # Errors
    /// [`Error::Input`] if it is anything but a regular file or a free name in a folder, or another program writes to it;
    /// [`Error::Write`] if it can't be opened.
    pub fn open(path: &Path) -> Result<Self, Error> {
        if path.symlink_metadata().is_ok() {
            atomic::check_replaceable(path)?;
        } else {
            atomic::check_target(path)?;
        }
        let unwritable = |source| Error::unwritable(path, ACTION, source);
        let Some(mut file) = system::open_alone(path).map_err(unwritable)? else {
            let problem = "another program writes to it";
            return Err(Error::input(path.display(), problem, "wait for its end, or choose another name"));
        };
        file.seek(SeekFrom::End(0)).map_err(unwritable)?;
        Ok(Self { path: path.to_path_buf(), file })
    }

    /// Cuts all but the first `length` bytes, and goes on there.
    ///
    /// # Errors
    /// [`Error::Write`] if the system refuses.
    pub fn cut(&mut self, length: u64) -> Result<(), Error> {
        let cut = self.file.set_len(length).and_then(|()| self.file.seek(SeekFrom::Start(length)));
        cut.map(drop).map_err(|source| Error::unwritable(&self.path, ACTION, source))
    }

    /// Appends whole lines, with their ends.
    ///
    /// # Errors
    /// [`Error::Write`] if the file can't be written; it may then end with a piece of a line.
    pub fn append(&mut self, lines: &[u8]) -> Result<(), Error> {
        self.file.write_all(lines).map_err(|source| Error::unwritable(&self.path, ACTION, source))
    }

    /// Waits until the disk has all of it.
    ///
    /// # Errors
    /// [`Error::Write`] if the system refuses.
    pub fn finish(self) -> Result<(), Error> {
        self.file.sync_all().map_err(|source| Error::unwritable(&self.path, ACTION, source))
    }
}

/// A whole line of a file.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Its number, from 1.
    pub number: u64,
    /// Where it begins, in bytes.
    pub start: u64,
    /// Its text, without the line end.
    pub text: &'a str,
}

/// Calls `each` with every whole line of a regular file. Returns the bytes of the whole lines, and what stands after the
/// last of them: the piece of a line that a kill may have left.
///
/// # Errors
/// [`Error::Input`] if the file can't be read or is no text; whatever `each` refuses.
pub fn read_lines(path: &Path, mut each: impl FnMut(Line) -> Result<(), Error>) -> Result<(u64, Vec<u8>), Error> {
    let mut reader = BufReader::new(open_file(path, FOREIGN)?);
    let (mut number, mut start, mut bytes) = (1, 0, Vec::new());
    loop {
        bytes.clear();
        let read = reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut bytes);
        read.map_err(|source| Error::unreadable(path, &source))?;
        if bytes.last() != Some(&b'\n') {
            if bytes.len() as u64 == MAX_LINE {
                return Err(Error::input(path.display(), format!("line {number} is too long"), OTHER));
            }
            return Ok((start, bytes));
        }
        let Ok(text) = str::from_utf8(&bytes[..bytes.len() - 1]) else {
            return Err(Error::input(path.display(), format!("line {number} is no UTF-8 text"), OTHER));
        };
        each(Line { number, start, text })?;
        number += 1;
        start += bytes.len() as u64;
    }
}

/// The longest line that is read.
const MAX_LINE: u64 = 1 << 20;
const OTHER: &str = "give a file of results that blobtui sweep wrote";

/// A file whose lines are read one by one, wherever they stand.
#[derive(Debug)]
pub struct LineReader {
    path: PathBuf,
    reader: BufReader<File>,
    line: String,
}

impl LineReader {
    /// Opens a regular file.
    ///
    /// # Errors
    /// [`Error::Input`] if it can't be read.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let reader = BufReader::new(open_file(path, FOREIGN)?);
        Ok(Self { path: path.to_path_buf(), reader, line: String::new() })
    }

    /// The line that begins at a byte, without its end.
    ///
    /// # Errors
    /// [`Error::Input`] if it can't be read.
    pub fn line(&mut self, start: u64) -> Result<&str, Error> {
        self.line.clear();
        let offset = self.reader.stream_position().map(|now| start.cast_signed() - now.cast_signed());
        let read = offset.and_then(|offset| self.reader.seek_relative(offset));
        let read = read.and_then(|()| self.reader.by_ref().take(MAX_LINE).read_line(&mut self.line));
        read.map_err(|source| Error::unreadable(&self.path, &source))?;
        Ok(self.line.trim_end_matches('\n'))
    }
}

/// Replaces a file whole or not at all by what `write` writes.
///
/// # Errors
/// Whatever `write` refuses; [`Error::Write`] if the file can't be written.
pub fn replace_lines(
    path: &Path,
    write: impl FnOnce(&mut dyn FnMut(&[u8]) -> io::Result<()>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut refused = None;
    let result = atomic::replace_with(
        path,
        |file| {
            let mut writer = BufWriter::new(file);
            if let Err(error) = write(&mut |bytes| writer.write_all(bytes)) {
                refused = Some(error);
                return Err(io::Error::other("refused"));
            }
            writer.flush()
        },
        ACTION,
    );
    refused.map_or(result, Err)
}

/// The refusal of the system to take a line, as an error of this file.
pub fn unwritable(path: &Path, source: io::Error) -> Error {
    Error::unwritable(path, ACTION, source)
}
