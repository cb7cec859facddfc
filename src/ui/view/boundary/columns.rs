//! The columns along the axes, in the upper border of the decision boundary: of a file with two, and of a slice.

use unicode_width::UnicodeWidthStr;

use super::legend::MIN_NAME;
use crate::plot::Glyphs;
use crate::ui::format::cut;

/// The two columns of a file, in so many columns of the screen; none if there is no room.
pub fn plane(names: &[String; 2], glyphs: Glyphs, room: usize) -> String {
    let [x, y] = names.each_ref().map(|name| glyphs.text(name).into_owned());
    let whole = format!("x {x}  y {y}");
    if whole.width() <= room {
        return whole;
    }
    let [x, y] = without_shared_words(&x, &y);
    shortened([x, y], room, glyphs, |x, y| format!("x {x}  y {y}")).unwrap_or_default()
}

/// Two columns of more, and where the others stand, in so many columns of the screen: `petal_length × petal_width, others at
/// their mean`. Unless all is to be said, it may say that it is a slice alone, and names may be cut; the words that both begin
/// with stay, for other columns may end alike.
pub fn slice(names: &[String; 2], stand: &str, glyphs: Glyphs, room: usize, is_whole: bool) -> String {
    let [x, y] = names.each_ref().map(|name| glyphs.text(name).into_owned());
    let whole = glyphs.text(&format!("{x} × {y}, {stand}")).into_owned();
    if is_whole || whole.width() <= room {
        return if whole.width() <= room { whole } else { String::new() };
    }
    let brief = stand.replace(" at their ", " at ");
    let forms = [brief.as_str(), "slice"].map(|stand| glyphs.text(&format!("{x} × {y}, {stand}")).into_owned());
    if let Some(form) = forms.into_iter().find(|form| form.width() <= room) {
        return form;
    }
    let form = |x: String, y: String| glyphs.text(&format!("{x} × {y}, slice")).into_owned();
    shortened([&x, &y], room, glyphs, form).unwrap_or_else(|| "slice".to_owned())
}

/// Two names in a form, cut as little as there is need of.
fn shortened(
    [x, y]: [&str; 2],
    room: usize,
    glyphs: Glyphs,
    form: impl Fn(String, String) -> String,
) -> Option<String> {
    let longest = x.width().max(y.width()).max(MIN_NAME);
    let short = |most: usize| form(cut(x, most, glyphs), cut(y, most, glyphs));
    (MIN_NAME..=longest).rev().map(short).find(|short| short.width() <= room)
}

/// Two names without the words that both begin with: `petal length` and `petal width` differ in their ends.
fn without_shared_words<'a>(one: &'a str, other: &'a str) -> [&'a str; 2] {
    let [mut one, mut other] = [one, other];
    while let (Some((first, rest)), Some((word, left))) = (one.split_once([' ', '_']), other.split_once([' ', '_']))
        && first == word
    {
        (one, other) = (rest, left);
    }
    [one, other]
}
