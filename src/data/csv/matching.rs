//! Which columns of a table are those of another: one rule for every command that reads a second table.

use super::cells::{Cells, columns};
use crate::error::Error;
use crate::text::{excerpt, quoted};

/// What a table was read with a header or without, or that there was none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// Names from a header.
    Header,
    /// `column 3`, from a table without one.
    Numbers,
    /// x, y and label, of points without a table.
    Points,
}

/// The number in `column 3`.
fn number(name: &str) -> Option<usize> {
    name.strip_prefix("column ")?.parse().ok()
}

/// How columns of these names were named.
pub(super) fn naming(names: &[&str], is_table: bool) -> Naming {
    match is_table {
        false => Naming::Points,
        true if names.iter().all(|name| number(name).is_some()) => Naming::Numbers,
        true => Naming::Header,
    }
}

/// The places of the wanted columns in a table, the last of which may be that of the labels.
///
/// By name if the table has a header with all of them, in any order and among others, case aside unless that leaves a
/// choice. By position if one of the two tables has no header and the number of columns is right, which is said. Anything
/// else is refused, with what is missing and what is there.
///
/// # Errors
/// [`Error::Input`] with the table as the thing.
pub(super) fn places(
    cells: &mut Cells,
    wanted: &[&str],
    naming: Naming,
    label: Option<&str>,
) -> Result<Vec<usize>, Error> {
    let names = cells.names();
    let is_named = |name: &&str| cells.header.is_some().then(|| place_of(&names, name)).flatten();
    let found: Vec<Option<usize>> = wanted.iter().map(is_named).collect();
    let shown = |names: &[&str]| excerpt(&names.join(", "));
    if let Some(places) = found.iter().copied().collect::<Option<Vec<usize>>>() {
        let is_other = |(place, name): &(usize, &String)| {
            !places.contains(place) && label.is_none_or(|label| !is_same(name, label))
        };
        let others: Vec<&str> = names.iter().enumerate().filter(is_other).map(|(_, name)| name.as_str()).collect();
        if !others.is_empty() {
            cells.remarks.push(format!("further columns are ignored: {}", shown(&others)));
        }
        return Ok(places);
    }
    let has_names = cells.header.is_some() && naming == Naming::Header;
    if found.iter().all(Option::is_none)
        && !has_names
        && let Some(places) = by_position(cells.width(), wanted, naming, label)
    {
        if cells.header.is_some() || naming == Naming::Header {
            let names: Vec<&str> = places.iter().map(|place| names[*place].as_str()).collect();
            let by = if cells.header.is_some() { shown(&names) } else { "no header".to_owned() };
            cells.remarks.push(format!("{by}: columns are taken by position as {}", shown(wanted)));
        }
        return Ok(places);
    }
    let missing: Vec<&str> =
        wanted.iter().zip(&found).filter(|(_, found)| found.is_none()).map(|(name, _)| *name).collect();
    if cells.header.is_some() && (has_names || missing.len() < wanted.len()) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let columns = if missing.len() == 1 { "column" } else { "columns" };
        let problem =
            format!("has no {columns} {}", if missing.len() == 1 { quoted(missing[0]) } else { shown(&missing) });
        return Err(Error::input(cells.place, problem, format!("its columns are {}", shown(&names))));
    }
    let line = cells.first_line();
    let separated = format!(
        "separated by commas, semicolons or tabs, or a header with {}",
        if wanted.len() == 1 { "this name" } else { "these names" }
    );
    let remedy = format!("give {} ({}), {separated}", wanted.len(), shown(wanted));
    Err(Error::input(cells.place, format!("line {line} has {}", columns(cells.width())), remedy))
}

fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.trim().to_lowercase()
}

/// The place of a name, in another case only if there is one such.
fn place_of(names: &[String], wanted: &str) -> Option<usize> {
    names.iter().position(|name| name == wanted).or_else(|| {
        let mut similar = names.iter().enumerate().filter(|(_, name)| is_same(name, wanted)).map(|(place, _)| place);
        similar.next().filter(|_| similar.next().is_none())
    })
}

/// The places in a table of this width without names to go by. Of two tables without a header, the second may have all
/// columns of the first, or all but its labels.
fn by_position(width: usize, wanted: &[&str], naming: Naming, label: Option<&str>) -> Option<Vec<usize>> {
    if width == wanted.len() {
        return Some((0..width).collect());
    }
    if naming != Naming::Numbers {
        return None;
    }
    let numbers: Vec<usize> = wanted.iter().map(|name| number(name)).collect::<Option<_>>()?;
    let label = label.and_then(number)?;
    let last = numbers.iter().copied().max()?;
    let fits = width == last.max(label) || (width == last && last + 1 == label);
    fits.then(|| numbers.into_iter().map(|number| number - 1).collect())
}
