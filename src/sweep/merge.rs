//! Merging the parts of a sweep into the table that one process would have written.

use std::path::{Path, PathBuf};

use super::results::read_rows;
use super::row::{Row, Table};
use crate::error::Error;
use crate::file::lines::{LineReader, read_lines, replace_lines, unwritable};
use crate::text::excerpt;

/// How many gaps a message names.
const MAX_GAPS: usize = 5;

/// Where a row stands: its run, the part and the byte at which it begins.
type Place = (u64, usize, u64);

/// Merges parts of one sweep, which have each run once, into a table in the plan's order. The result depends on the rows
/// alone: not on the number of parts, their order or their formats. Returns the number of rows. `may_replace` lets it take the place of
/// any file; otherwise only of an empty one, or of the same sweep's table.
///
/// # Errors
/// [`Error::Input`], and nothing is written: if a part can't be read or has a damaged or a torn row; if parts are of two
/// sweeps, or have a run twice; if runs are missing, which the message names; if another file has the name of the result.
/// [`Error::Write`] if the result can't be written.
pub fn merge(out: &Path, parts: &[PathBuf], may_replace: bool) -> Result<u64, Error> {
    let table = Table::of(out)?;
    let tables = parts.iter().map(|part| Table::of(part)).collect::<Result<Vec<_>, _>>()?;
    let mut rows: Vec<Place> = vec![];
    let mut first: Option<Row> = None;
    for (place, (part, table)) in parts.iter().zip(&tables).enumerate() {
        let (length, rest) = read_rows(part, *table, |number, start, row| {
            let line = || format!("{}, line {number}", part.display());
            let Some((run, runs)) = row.run().zip(row.runs()).filter(|(run, runs)| run < runs) else {
                return Err(Error::input(line(), "is of another version of the table", "update blobtui"));
            };
            let first = first.get_or_insert_with(|| row.clone());
            if first.sweep() != row.sweep() {
                let problem = format!("is of the sweep {}, {} of {}", row.sweep(), parts[0].display(), first.sweep());
                return Err(Error::input(line(), problem, "give the parts of one sweep"));
            }
            debug_assert_eq!(first.runs(), Some(runs));
            rows.push((run, place, start));
            Ok(())
        })?;
        if !rest.is_empty() || length == 0 && !table.header().is_empty() {
            let problem = "ends within a row: it was not written to its end";
            return Err(Error::input(part.display(), problem, "repeat its command, which goes on where it ended"));
        }
    }
    let Some(first) = first else {
        return Err(Error::input("the parts", "have no rows", "give tables of a sweep that has run"));
    };
    rows.sort_unstable();
    if let Some(pair) = rows.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        let run = pair[0].0 + 1;
        let problem = match [pair[0].1, pair[1].1] {
            [one, other] if one == other => format!("has run {run} twice"),
            [one, _] => format!("has run {run}, which {} has, too", excerpt(&parts[one].to_string_lossy())),
        };
        return Err(Error::input(parts[pair[1].1].display(), problem, "give each part once"));
    }
    let gaps = gaps(rows.iter().map(|(run, ..)| *run), first.runs().unwrap_or_default());
    if !gaps.is_empty() {
        return Err(missing(&gaps));
    }
    if !may_replace {
        check_free(out, table, first.sweep())?;
    }
    let mut readers = parts.iter().map(|part| LineReader::open(part)).collect::<Result<Vec<_>, _>>()?;
    replace_lines(out, |write| {
        let failed = |source| unwritable(out, source);
        write(table.header().as_bytes()).map_err(failed)?;
        for (_, place, start) in &rows {
            let line = readers[*place].line(*start)?;
            let changed = || Error::input(parts[*place].display(), "has changed meanwhile", "merge again");
            let row = tables[*place].parse(line).map_err(|_| changed())?;
            write(table.line(&row).as_bytes()).map_err(failed)?;
        }
        Ok(())
    })?;
    Ok(rows.len() as u64)
}

/// The runs from 0 on that are not among these, which are sorted: the first and the last of each gap.
fn gaps(runs: impl Iterator<Item = u64>, count: u64) -> Vec<(u64, u64)> {
    let mut next = 0;
    let mut gaps = vec![];
    for run in runs.chain([count]) {
        if run > next {
            gaps.push((next, run - 1));
        }
        next = run + 1;
    }
    gaps
}

fn missing(gaps: &[(u64, u64)]) -> Error {
    let count: u64 = gaps.iter().map(|(first, last)| last - first + 1).sum();
    let named = gaps.iter().take(MAX_GAPS).map(|(first, last)| match last - first {
        0 => format!("{}", first + 1),
        _ => format!("{} to {}", first + 1, last + 1),
    });
    let more = if gaps.len() > MAX_GAPS { ", …" } else { "" };
    let named = named.collect::<Vec<_>>().join(", ");
    let (are, runs) = if count == 1 { ("is", "run") } else { ("are", "runs") };
    let problem = format!("{runs} {named}{more} {are} missing, {count} in all");
    Error::input("the parts", problem, "give every part; repeat the command of one that was cut short")
}

/// Refuses to replace a file that is not a table of this sweep.
fn check_free(out: &Path, table: Table, sweep: &str) -> Result<(), Error> {
    if !std::path::Path::new(out).try_exists().unwrap_or(true) {
        return Ok(());
    }
    let refuse =
        || Error::input(out.display(), "is no table of this sweep", "choose another name, or replace it with --force");
    let header = table.header();
    let (length, rest) = read_lines(out, |line| {
        let is_header = line.number == 1 && !header.is_empty() && header.trim_end() == line.text;
        let is_own = is_header || table.parse(line.text).is_ok_and(|row| row.sweep() == sweep);
        if is_own { Ok(()) } else { Err(refuse()) }
    })?;
    if length == 0 && !table.begins_with(&rest) { Err(refuse()) } else { Ok(()) }
}
