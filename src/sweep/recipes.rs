//! Files of recipes: a line each, with flags as they are typed.

use std::path::Path;

use crate::error::Error;
use crate::file::lines::{Line, read_lines};
use crate::preset::Overrides;
use crate::preset::nearest;
use crate::preset::settings::{SETTINGS, Setting};
use crate::text::quoted;

/// Reads a file of recipes. Empty lines, and lines that begin with `#`, are left out.
///
/// # Errors
/// [`Error::Input`] that names the line: no flag of a setting, a value that it does not take, a quotation mark without
/// its end; or if the file has no recipe or can't be read.
pub fn read(path: &Path) -> Result<Vec<Overrides>, Error> {
    let mut recipes = vec![];
    let mut add = |number: u64, text: &str| -> Result<(), Error> {
        let text = text.trim();
        if !text.is_empty() && !text.starts_with('#') {
            let place = format!("{}, line {number}", path.display());
            let recipe = parse(text).map_err(|(problem, remedy)| Error::input(place, problem, remedy))?;
            recipes.push(recipe);
        }
        Ok(())
    };
    let mut last = 0;
    let (_, rest) = read_lines(path, |Line { number, text, .. }| {
        last = number;
        add(number, text)
    })?;
    add(last + 1, &String::from_utf8_lossy(&rest))?;
    if recipes.is_empty() {
        return Err(Error::input(path.display(), "has no recipes", "give one a line, as in --learning-rate 0.1"));
    }
    Ok(recipes)
}

/// The settings of a line; or the problem and the remedy.
fn parse(line: &str) -> Result<Overrides, (String, String)> {
    const FORM: &str = "give flags of settings, as in --learning-rate 0.1 --hidden 8,8";
    let mut words = split(line)?.into_iter();
    let mut overrides = Overrides::default();
    while let Some(word) = words.next() {
        let Some(flag) = word.strip_prefix("--") else {
            return Err((format!("{} is no flag", quoted(&word)), FORM.to_owned()));
        };
        let (name, value) = match flag.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (flag.to_owned(), words.next()),
        };
        let Some(setting) = Setting::named(&name) else {
            let near = nearest(&name, SETTINGS.iter().map(|setting| setting.name));
            let hint = near.first().map_or_else(String::new, |near| format!(" (did you mean --{near}?)"));
            return Err((format!("there is no setting {}{hint}", quoted(&name)), FORM.to_owned()));
        };
        let value = value.ok_or_else(|| (format!("--{name} has no value"), FORM.to_owned()))?;
        if overrides.get(setting.name).is_some() {
            return Err((format!("--{name} is there twice"), "leave one out".to_owned()));
        }
        overrides.add(setting, &value).map_err(|error| match error {
            Error::Input { thing, problem, remedy } => (format!("{thing}: {problem}"), remedy),
            other => (other.to_string(), FORM.to_owned()),
        })?;
    }
    Ok(overrides)
}

/// Words as a shell divides them: by blanks outside of quotation marks.
fn split(line: &str) -> Result<Vec<String>, (String, String)> {
    let (mut words, mut word): (Vec<String>, Option<String>) = (vec![], None);
    let mut mark = None;
    for sign in line.chars() {
        match mark {
            Some(open) if sign == open => mark = None,
            None if sign == '\'' || sign == '"' => {
                mark = Some(sign);
                word.get_or_insert_default();
            }
            None if sign.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(sign),
        }
    }
    if let Some(mark) = mark {
        return Err((format!("has a {mark} without its end"), "add the other one".to_owned()));
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_a_shell_reads_them() {
        let recipe = parse("--learning-rate 3e-2  --hidden=8,8 --data 'my points.csv' --label \"it's\"").unwrap();
        let values = ["learning-rate", "hidden", "data", "label"].map(|name| recipe.get(name).unwrap());
        assert_eq!(values, ["0.03", "8,8", "my points.csv", "it's"]);
        assert_eq!(parse("--lr 1").unwrap().get("learning-rate"), Some("1"));
    }

    #[test]
    fn what_is_no_recipe_is_refused_by_its_line() {
        for (line, words) in [
            ("xor-blobs", "\"xor-blobs\" is no flag"),
            ("--hiden 3", "(did you mean --hidden?)"),
            ("--hidden", "--hidden has no value"),
            ("--hidden 3 --hidden 4", "is there twice"),
            ("--learning-rate fast", "learning-rate fast: is not a number"),
            ("--data 'x", "has a ' without its end"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("recipes.txt");
            std::fs::write(&path, format!("# mine\n--hidden 3\n\n{line}")).unwrap();
            let message = read(&path).unwrap_err().to_string();
            assert!(message.contains("recipes.txt, line 4: ") && message.contains(words), "{message}");
        }
    }
}
