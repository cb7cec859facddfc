//! A line to type in: a command, a name, a note, a weight.

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

use crate::file::{self, Kind};
use crate::preset;
use crate::session::{Command, Update};
use crate::ui::action::{Action, Effect, FileTask, PromptAction, Purpose};
use crate::ui::command::{self, candidates};
use crate::ui::context::Context;
use crate::ui::keymap::Mode;
use crate::ui::popup::branches::Branches;
use crate::ui::popup::{Help, Outcome, Popup, draw_box, explanation};
use crate::ui::text_field::TextField;
use crate::ui::typed::{file_to_save, points_file, short, weight};

/// A line with what was typed, and a remark on it.
#[derive(Debug)]
pub struct Prompt {
    purpose: Purpose,
    text: TextField,
    /// Why the text was refused, or what can be typed.
    remark: String,
}

impl Prompt {
    pub fn new(purpose: Purpose, text: &str) -> Self {
        Self { purpose, text: TextField::new(text.to_owned()), remark: words(purpose) }
    }

    /// Completes the word before the cursor as far as it is certain, and lists the candidates.
    fn complete(&mut self) {
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

impl Popup for Prompt {
    fn mode(&self) -> Mode {
        match self.purpose {
            // Every character is text, question marks too.
            Purpose::Note(..) | Purpose::BranchName(_) => Mode::Note,
            _ => Mode::Prompt,
        }
    }

    fn handle(&mut self, action: Action, context: &Context) -> Outcome {
        let Action::Prompt(action) = action else { return Outcome::Stay(None) };
        match action {
            PromptAction::Edit(request) => self.text.edit(request),
            PromptAction::Complete => self.complete(),
            PromptAction::Cancel => return self.close(None, context.run),
            PromptAction::Submit => match context.run.map(|run| self.typed(run)) {
                Some(Ok(effect)) => return self.close(effect, context.run),
                Some(Err(problem)) => self.remark = problem,
                None => {}
            },
        }
        Outcome::Stay(None)
    }

    /// A box at the bottom of the place: a line for the text, and below it the remark.
    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        let (theme, glyphs) = (context.look.theme, context.look.glyphs);
        let remark = glyphs.text(&self.remark);
        let height = (3 + rows(&remark, area.width.saturating_sub(4)).max(2)).min(area.height);
        let area = Rect { y: area.bottom() - height, height, ..area };
        draw_box(frame, area, theme, title(self.purpose), "", Line::default());
        let inner = area.inner(Margin::new(2, 1));
        self.text.render(frame, inner, theme.strong());
        let below = Rect { y: inner.y + inner.height.min(1), height: inner.height.saturating_sub(1), ..inner };
        frame.render_widget(Paragraph::new(remark).style(theme.faint()).wrap(Wrap { trim: true }), below);
    }

    fn help(&self, context: &Context, width: usize) -> Help {
        let (title, lines) = match self.purpose {
            purpose @ Purpose::Command => (title(purpose), explanation::commands(context, width)),
            Purpose::PresetName => ("name of a preset", explanation::preset_name(context, width)),
            purpose => (title(purpose), explanation::text(&words(purpose), width, context)),
        };
        Help { title, lines }
    }
}

impl Prompt {
    /// Returns to the list that opened it, if one has.
    fn close(&self, effect: Option<Effect>, run: Option<&Update>) -> Outcome {
        match (self.purpose, run) {
            (Purpose::BranchName(_), Some(run)) => Outcome::Replace(Box::new(Branches::new(run)), effect),
            _ => Outcome::Close(effect),
        }
    }

    /// The effect of the text, or what is wrong with it.
    fn typed(&self, run: &Update) -> Result<Option<Effect>, String> {
        let text = self.text.text().trim();
        Ok(Some(match self.purpose {
            Purpose::Command => return command::effect(self.text.text(), run),
            Purpose::File => Effect::Send(Command::SaveAs(file_to_save(text)?)),
            Purpose::PointsFile => Effect::File(FileTask::SavePoints(points_file(text)?, Arc::clone(&run.preset))),
            Purpose::Weight(unit, input) => Effect::Send(Command::Edit(weight(unit, input, text, run)?)),
            Purpose::PresetName => {
                preset::check_name(text)?;
                Effect::File(FileTask::SavePreset(text.to_owned(), Arc::new(run.preset.to_save(run.edited))))
            }
            Purpose::Note(branch, epoch) => Effect::Send(Command::Bookmark(branch, epoch, short(text)?)),
            Purpose::BranchName(_) if text.is_empty() => return Err("a branch needs a name".into()),
            Purpose::BranchName(branch) => Effect::Send(Command::RenameBranch(branch, short(text)?)),
        }))
    }
}

/// The title of the prompt.
fn title(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Command => "command line",
        Purpose::PresetName => "save as preset",
        Purpose::File => "save as",
        Purpose::PointsFile => "save drawn points",
        Purpose::Weight(_, None) => "bias",
        Purpose::Weight(..) => "weight",
        Purpose::Note(..) => "bookmark",
        Purpose::BranchName(_) => "rename branch",
    }
}

/// What can be typed.
fn words(purpose: Purpose) -> String {
    match purpose {
        Purpose::Command => {
            "a setting and its value, as in learning-rate 0.1 · data FILE.csv · an epoch, as in 400 · w saves · q quits"
        }
        Purpose::PresetName => "a name for the new preset",
        Purpose::File => {
            return format!("a file; its extension chooses the format: {}", file::extensions_for(Kind::Checkpoint));
        }
        Purpose::PointsFile => "a file for the drawn points, for example points.csv",
        Purpose::Weight(..) => "a number from -1000000 to 1000000",
        Purpose::Note(..) => "a note for this epoch; an empty one removes the bookmark",
        Purpose::BranchName(_) => "a new name for the branch",
    }
    .to_owned()
}

/// Rows that a text takes when its words are laid out one after another.
fn rows(text: &str, width: u16) -> u16 {
    let (mut rows, mut used) = (1, 0);
    for word in text.split_whitespace().map(UnicodeWidthStr::width) {
        if used > 0 && used + 1 + word > usize::from(width) {
            (rows, used) = (rows + 1, 0);
        }
        used += word + usize::from(used > 0);
    }
    rows
}

/// What words begin with that have only letters, digits and signs of ASCII.
fn common<'a>(words: &[&'a str]) -> &'a str {
    let first = words.first().copied().unwrap_or("");
    words.iter().fold(first, |common, word| {
        let same = common.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
        &common[..same]
    })
}
