//! The table of a sweep, as a file that grows: what is there is not run again.
//!
//! Rows are appended when their runs are done, each whole; a piece of a row that a kill left is cut. When the sweep ends,
//! or is stopped, the rows are brought into the plan's order. The table of a smaller sweep grows into that of a larger one
//! whose runs include its own: its rows get the new numbers first.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::identity::RecipeHash;
use super::plan::{Plan, until};
use super::row::{Blame, Row, Table};
use super::shard::Shard;
use crate::error::Error;
use crate::file::lines::{Line, LineReader, LineWriter, read_lines, replace_lines, unwritable};

/// A set of runs, a bit each.
#[derive(Clone, Debug)]
pub(super) struct Runs {
    words: Vec<u64>,
    count: u64,
}

impl Runs {
    pub(super) fn none_of(runs: u64) -> Self {
        Self { words: vec![0; runs.div_ceil(64) as usize], count: 0 }
    }

    pub(super) fn has(&self, run: u64) -> bool {
        self.words.get((run / 64) as usize).is_some_and(|word| word >> (run % 64) & 1 == 1)
    }

    /// Adds a run; whether it is new.
    pub(super) fn insert(&mut self, run: u64) -> bool {
        let is_new = !self.has(run);
        if let Some(word) = self.words.get_mut((run / 64) as usize) {
            *word |= 1 << (run % 64);
            self.count += u64::from(is_new);
        }
        is_new
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }
}

/// A table of results that is being written.
#[derive(Debug)]
pub struct Results {
    path: PathBuf,
    table: Table,
    writer: LineWriter,
    done: Runs,
    /// How many rows were there.
    found: u64,
    /// The run of the last row, and whether all rows are in the plan's order.
    last: Option<u64>,
    is_in_order: bool,
}

/// What is in a file.
struct Found {
    /// Bytes of the whole lines.
    length: u64,
    done: Runs,
    last: Option<u64>,
    is_in_order: bool,
    /// Rows of another sweep: their recipes, with the byte where each begins.
    others: HashMap<RecipeHash, u64>,
}

impl Results {
    /// Opens the table of a plan, or of its part in a shard, or makes it; the name of the file chooses its format.
    ///
    /// # Errors
    /// [`Error::Input`], and the file stays as it is: if it has rows that are not in the plan, or no rows of results, or
    /// damaged ones; if another program writes to it; if its name chooses no format. [`Error::Write`] if it can't be
    /// written.
    pub fn open(path: &Path, plan: &Plan, shard: Shard) -> Result<Self, Error> {
        let table = Table::of(path)?;
        let writer = LineWriter::open(path)?;
        let found = read(path, table, plan, shard)?;
        let mut results = Self {
            path: path.to_path_buf(),
            table,
            writer,
            found: found.done.count(),
            done: found.done,
            last: found.last,
            is_in_order: found.is_in_order,
        };
        if !found.others.is_empty() {
            results.renumber(plan, shard, found.others)?;
            // Another file has the name now.
            results.writer = LineWriter::open(path)?;
            return Ok(results);
        }
        results.writer.cut(found.length)?;
        if found.length == 0 {
            results.writer.append(table.header().as_bytes())?;
        }
        Ok(results)
    }

    /// How many rows were there when it was opened.
    pub fn found(&self) -> u64 {
        self.found
    }

    /// Runs whose rows are there.
    pub(super) fn done(&self) -> &Runs {
        &self.done
    }

    /// Appends a row.
    ///
    /// # Errors
    /// [`Error::Write`] if the file can't be written.
    pub fn append(&mut self, row: &Row) -> Result<(), Error> {
        self.writer.append(self.table.line(row).as_bytes())?;
        if let Some(run) = row.run() {
            self.done.insert(run);
            self.is_in_order &= self.last < Some(run);
            self.last = Some(run);
        }
        Ok(())
    }

    /// Brings the rows into the plan's order, and waits until the disk has them.
    ///
    /// # Errors
    /// [`Error::Write`] if the file can't be written; its rows are there then, in another order.
    pub fn finish(self) -> Result<(), Error> {
        if self.is_in_order {
            return self.writer.finish();
        }
        // Every row was checked when the file was opened, or written since.
        let mut rows = vec![];
        read_lines(&self.path, |line| {
            rows.extend(self.table.run(line.text).map(|run| (run, line.start)));
            Ok(())
        })?;
        rewrite(&self.path, self.table, rows, |_, line| Ok(format!("{line}\n")))
    }

    /// Gives the rows of a smaller sweep their numbers in this one, in the plan's order.
    fn renumber(&mut self, plan: &Plan, shard: Shard, mut others: HashMap<RecipeHash, u64>) -> Result<(), Error> {
        let mut rows = vec![];
        for run in shard.runs(plan.len()) {
            if others.is_empty() {
                break;
            }
            if let Some(start) = others.remove(&RecipeHash::of(&plan.at(run)?.preset)) {
                self.done.insert(run);
                rows.push((run, start));
            }
        }
        if let Some(start) = others.values().min() {
            let row = self.table.parse(LineReader::open(&self.path)?.line(*start)?);
            let seed = row.map_or_else(|_| String::new(), |row| format!(" with seed {}", row.get("seed")));
            let problem = match others.len() {
                1 => format!("has a row that is not in this plan,{seed}"),
                count => format!("has {count} rows that are not in this plan, the first of them{seed}"),
            };
            return Err(another(&self.path, problem));
        }
        self.found = self.done.count();
        self.last = rows.iter().map(|(run, _)| *run).max();
        rewrite(&self.path, self.table, rows, |run, line| {
            let row = self.table.parse(line).map_err(|problem| damaged(&self.path, problem))?;
            Ok(self.table.line(&row.moved(plan.id(), run)))
        })
    }
}

/// Replaces a file by its rows in the order of their runs: of each its run, the byte where it begins, and `line`'s text for it.
fn rewrite(
    path: &Path,
    table: Table,
    mut rows: Vec<(u64, u64)>,
    line: impl Fn(u64, &str) -> Result<String, Error>,
) -> Result<(), Error> {
    rows.sort_unstable();
    let mut reader = LineReader::open(path)?;
    replace_lines(path, |write| {
        let failed = |source| unwritable(path, source);
        write(table.header().as_bytes()).map_err(failed)?;
        for (run, start) in rows {
            write(line(run, reader.line(start)?)?.as_bytes()).map_err(failed)?;
        }
        Ok(())
    })
}

/// Reads a file that is to hold the rows of a plan.
fn read(path: &Path, table: Table, plan: &Plan, shard: Shard) -> Result<Found, Error> {
    let mut found =
        Found { length: 0, done: Runs::none_of(plan.len()), last: None, is_in_order: true, others: HashMap::new() };
    let (length, rest) = read_rows(path, table, |number, start, row| {
        let place = || format!("{}, line {number}", path.display());
        let rules = plan.rules();
        if row.get("until") != until(rules) || row.get("evaluated_every") != rules.every.to_string() {
            let (every, until) = (row.get("evaluated_every"), row.get("until"));
            let problem = format!("has rows of another --until or --every ({every}, {until:?})");
            return Err(another(path, problem));
        }
        if row.sweep() != plan.id() {
            let recipe = row.get("recipe").parse().map_err(|()| damaged(path, "has no recipe"))?;
            let is_twice = found.others.insert(recipe, start).is_some();
            return if is_twice { Err(Error::input(place(), "has a run twice", REMEDY)) } else { Ok(()) };
        }
        let Some(run) = row.run().filter(|run| *run < plan.len() && shard.has(*run, plan.len())) else {
            return Err(another(path, format!("has run {}, which is not in shard {shard}", row.get("run"))));
        };
        if !found.done.insert(run) {
            return Err(Error::input(place(), format!("has run {} twice", run + 1), REMEDY));
        }
        found.is_in_order &= found.last < Some(run);
        found.last = Some(run);
        Ok(())
    })?;
    if found.done.count() > 0 && !found.others.is_empty() {
        return Err(Error::input(path.display(), "has rows of two sweeps", REMEDY));
    }
    if length == 0 && !table.begins_with(&rest) {
        return Err(damaged(path, "is no table of results"));
    }
    Ok(Found { length, ..found })
}

/// Calls `each` with every row of a table: the number of its line, the byte where that begins, and the row. Returns the
/// bytes of the whole lines, and what stands after the last of them.
///
/// # Errors
/// [`Error::Input`] that names the line if it is no row, or a damaged one; whatever `each` refuses.
pub(super) fn read_rows(
    path: &Path,
    table: Table,
    mut each: impl FnMut(u64, u64, Row) -> Result<(), Error>,
) -> Result<(u64, Vec<u8>), Error> {
    let header = table.header();
    read_lines(path, |Line { number, start, text }| {
        if number == 1 && !header.is_empty() {
            return match table.check_names(text) {
                Err(problem) if Table::of_line(text).is_some() => {
                    Err(Error::input(format!("{}, line 1", path.display()), problem, OLDER))
                }
                Err(_) => Err(damaged(path, "is no table of results")),
                Ok(()) => Ok(()),
            };
        }
        let row = table.parse(text).map_err(|problem| refused(path, number, table, text, problem))?;
        each(number, start, row)
    })
}

const REMEDY: &str = "restore the file, or run the sweep again under another name";

/// What to do about the table of another version.
pub(super) const OLDER: &str = "open it with the version of blobtui that wrote it, or run the sweep again";

/// Why a line is refused, with the field that is to blame where one is.
pub(super) fn refused(path: &Path, number: u64, table: Table, text: &str, problem: &str) -> Error {
    let place = format!("{}, line {number}", path.display());
    match table.blame(text) {
        Blame::Version(version) => Error::input(place, format!("is of version {version} of the table"), OLDER),
        Blame::Field(field) => Error::input(place, format!("{problem}: {field}"), REMEDY),
        Blame::Nothing => Error::input(place, problem, REMEDY),
    }
}

pub(super) fn damaged(path: &Path, problem: &str) -> Error {
    Error::input(path.display(), problem, REMEDY)
}

fn another(path: &Path, problem: String) -> Error {
    Error::input(path.display(), problem, "repeat the sweep that it is of, with more values, or give another name")
}
