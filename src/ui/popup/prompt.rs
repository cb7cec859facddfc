//! A line to type in: a command, a name, a note, a weight.

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};

use crate::file::{self, Kind};
use crate::train::BranchId;
use crate::ui::command::candidates;
use crate::ui::context::Context;
use crate::ui::popup::draw_box;
use crate::ui::popup::text_field::TextField;

/// What the text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Command,
    PresetName,
    /// The file to save the shown state in.
    File,
    PointsFile,
    Weight,
    /// A note for the branch and epoch that were shown when the prompt was opened.
    Note(BranchId, u64),
    BranchName(BranchId),
}

impl Purpose {
    /// Whether every character is text, question marks too.
    pub fn takes_any_text(self) -> bool {
        matches!(self, Self::Note(..) | Self::BranchName(_))
    }

    /// The title of the prompt, and what can be typed.
    pub fn words(self) -> (&'static str, String) {
        let (title, words) = match self {
            Self::Command => (
                ":",
                "a setting and its value, as in learning-rate 0.1 · data FILE.csv · an epoch, as in 400 · w saves · q quits",
            ),
            Self::PresetName => ("save as preset", "a name for the new preset"),
            Self::File => ("save as", "a file; its extension chooses the format: "),
            Self::PointsFile => ("save drawn points", "a file for the drawn points, for example points.csv"),
            Self::Weight => ("weight", "a number from -1000000 to 1000000"),
            Self::Note(..) => ("bookmark", "a note for this epoch; an empty one removes the bookmark"),
            Self::BranchName(_) => ("rename branch", "a new name for the branch"),
        };
        let formats = if self == Self::File { file::extensions_for(Kind::Checkpoint) } else { String::new() };
        (title, format!("{words}{formats}"))
    }
}

/// A line with what was typed, and a remark on it.
#[derive(Debug)]
pub struct Prompt {
    pub purpose: Purpose,
    pub text: TextField,
    /// Why the text was refused, or what can be typed.
    pub remark: String,
}

impl Prompt {
    pub fn new(purpose: Purpose, text: &str) -> Self {
        Self { purpose, text: TextField::new(text.to_owned()), remark: purpose.words().1 }
    }

    /// Completes the word before the cursor as far as it is certain, and lists the candidates.
    pub fn complete(&mut self) {
        match self.purpose {
            Purpose::Command => self.complete_command(),
            Purpose::File => self.complete_extension(),
            _ => {}
        }
    }

    fn complete_extension(&mut self) {
        let text = self.text.before_cursor().to_owned();
        let name = text.rsplit('/').next().unwrap_or(&text);
        let typed = name.rsplit_once('.').map(|(_, typed)| typed);
        let extensions = file::formats_for(Kind::Checkpoint).filter_map(|format| format.extensions().first());
        let mut fitting: Vec<&str> = vec![];
        for extension in extensions.filter(|extension| extension.starts_with(typed.unwrap_or(""))) {
            if !fitting.contains(extension) {
                fitting.push(extension);
            }
        }
        if fitting.is_empty() {
            self.remark = format!("no format has an extension that starts with {}", typed.unwrap_or(""));
            return;
        }
        let dot = if typed.is_some() { "" } else { "." };
        let base = &text[..text.len() - typed.map_or(0, str::len)];
        self.text.replace_before_cursor(&format!("{base}{dot}{}", common(&fitting)));
        self.remark = fitting.join("  ");
    }

    fn complete_command(&mut self) {
        let text = self.text.before_cursor();
        let words: Vec<&str> = text.split_whitespace().collect();
        let is_new = text.is_empty() || text.ends_with(' ');
        let place = if is_new { words.len() } else { words.len() - 1 };
        let typed = if is_new { "" } else { words[place] };
        let fitting: Vec<&str> =
            candidates(&words[..place]).into_iter().filter(|word| word.starts_with(typed)).collect();
        if fitting.is_empty() {
            self.remark = match place.checked_sub(1).map(|before| words[before]) {
                Some("data") => "a CSV file; put a name with spaces in quotes".to_owned(),
                _ => format!("nothing starts with {typed}"),
            };
            return;
        }
        let common = common(&fitting);
        let end = if fitting.len() == 1 { " " } else { "" };
        let completed = format!("{}{common}{end}", &text[..text.len() - typed.len()]);
        self.remark = fitting.join("  ");
        self.text.replace_before_cursor(&completed);
    }
}

/// What words begin with that have only letters, digits and signs of ASCII.
fn common<'a>(words: &[&'a str]) -> &'a str {
    let first = words.first().copied().unwrap_or("");
    words.iter().fold(first, |common, word| {
        let same = common.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
        &common[..same]
    })
}

/// A box at the bottom of the place: a line for the text, and two for the remark.
pub fn render(frame: &mut Frame, place: Rect, context: &Context, prompt: &Prompt) {
    let (theme, glyphs) = (context.look.theme, context.look.glyphs);
    let height = 5.min(place.height);
    let area = Rect { y: place.bottom() - height, height, ..place };
    draw_box(frame, area, theme, prompt.purpose.words().0, "", Line::default());
    let inner = area.inner(Margin::new(2, 1));
    prompt.text.render(frame, inner, theme.strong());
    let below = Rect { y: inner.y + inner.height.min(1), height: inner.height.saturating_sub(1), ..inner };
    frame.render_widget(
        Paragraph::new(glyphs.text(&prompt.remark)).style(theme.faint()).wrap(Wrap { trim: true }),
        below,
    );
}
