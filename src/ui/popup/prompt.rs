//! A line to type in: a command, a name, a note, a weight.

use std::path::{PathBuf, is_separator};
use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::{Margin, Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};
use tui_input::InputRequest;

use crate::file::{self, Kind};
use crate::preset;
use crate::preset::settings::Setting;
use crate::session::{Command, Update};
use crate::text::excerpt;
use crate::ui::action::{Action, Effect, FileTask, PromptAction, Purpose, ResultsAction, SeedsAction};
use crate::ui::command::{self, Unfinished, candidates, named};
use crate::ui::context::Context;
use crate::ui::event::Listing;
use crate::ui::format::thousands;
use crate::ui::keymap::Mode;
use crate::ui::popup::branches::Branches;
use crate::ui::popup::completion;
use crate::ui::popup::results::Results;
use crate::ui::popup::seeds::Seeds;
use crate::ui::popup::{Help, Outcome, Popup, draw_box, explanation, wrapped_rows};
use crate::ui::text_field::TextField;
use crate::ui::typed::{file_to_save, points_file, short, weight};

/// A line with what was typed, and a remark on it.
#[derive(Debug)]
pub struct Prompt {
    purpose: Purpose,
    text: TextField,
    /// Why the text was refused, or what can be typed.
    remark: String,
    /// Whether the remark says what is wrong.
    is_refused: bool,
    /// The folder whose names are being read to complete one.
    awaited: Option<PathBuf>,
}

impl Prompt {
    pub fn new(purpose: Purpose, text: &str) -> Self {
        let (text, remark) = (TextField::new(text.to_owned()), words(purpose));
        Self { purpose, text, remark, is_refused: false, awaited: None }
    }

    fn refuse(&mut self, problem: String) {
        (self.remark, self.is_refused) = (problem, true);
    }

    fn edit(&mut self, request: InputRequest) {
        self.text.edit(request);
        // What was wrong is being mended.
        if std::mem::take(&mut self.is_refused) {
            self.remark = words(self.purpose);
        }
    }

    /// Completes the word before the cursor as far as it is certain, and lists the candidates; asks for a folder's names
    /// if they are needed.
    fn complete(&mut self, run: Option<&Update>) -> Option<Effect> {
        self.is_refused = false;
        let text = self.text.before_cursor();
        match self.purpose {
            Purpose::Command if !Unfinished::of(text).is_file() => self.complete_command(run),
            Purpose::File if text.is_empty() || completion::split(text).1.contains('.') => self.complete_extension(),
            Purpose::Command | Purpose::File | Purpose::PointsFile => {
                let folder = completion::split(&self.path()).0;
                self.awaited = Some(folder.clone());
                return Some(Effect::File(FileTask::ListFiles(folder)));
            }
            _ => {}
        }
        None
    }

    /// What is typed of a file's path.
    fn path(&self) -> String {
        let text = self.text.before_cursor();
        if self.purpose == Purpose::Command { Unfinished::of(text).typed } else { text.to_owned() }
    }

    /// Completes the path before the cursor from the names of its folder.
    fn complete_path(&mut self, names: &[String]) {
        let (text, path) = (self.text.before_cursor().to_owned(), self.path());
        let (folder, typed) = (&path[..path.rfind(is_separator).map_or(0, |end| end + 1)], completion::split(&path).1);
        let fitting = completion::fitting(names, typed);
        match fitting[..] {
            [] if self.purpose == Purpose::File => return self.complete_extension(),
            [] => return self.refuse(format!("no file here begins with {}", excerpt(&path))),
            _ => {}
        }
        let completed = format!("{folder}{}", completion::common(&fitting));
        let is_whole = fitting.len() == 1 && !completed.ends_with(is_separator);
        let before = if self.purpose == Purpose::Command {
            let start = &text[..Unfinished::of(&text).start];
            format!("{start}{}", completion::quoted(&completed, is_whole))
        } else {
            completed
        };
        self.remark = completion::listed(&fitting);
        self.text.replace_before_cursor(&before);
    }

    fn complete_extension(&mut self) {
        let text = self.text.before_cursor().to_owned();
        let typed = completion::split(&text).1.rsplit_once('.').map(|(_, typed)| typed);
        let extensions = file::formats_for(Kind::Checkpoint).filter_map(|format| format.extensions().first());
        let mut fitting: Vec<&str> = vec![];
        for extension in extensions.filter(|extension| extension.starts_with(typed.unwrap_or(""))) {
            if !fitting.contains(extension) {
                fitting.push(extension);
            }
        }
        if fitting.is_empty() {
            let known = file::extensions_for(Kind::Checkpoint);
            return self.refuse(format!(
                "no format has an extension that starts with {}; known: {known}",
                typed.unwrap_or("")
            ));
        }
        let dot = if typed.is_some() { "" } else { "." };
        let base = &text[..text.len() - typed.map_or(0, str::len)];
        self.text.replace_before_cursor(&format!("{base}{dot}{}", completion::common(&fitting)));
        self.remark = fitting.join("  ");
    }

    fn complete_command(&mut self, run: Option<&Update>) {
        let text = self.text.before_cursor();
        let Unfinished { before, start, typed, .. } = Unfinished::of(text);
        let before: Vec<&str> = before.iter().map(String::as_str).collect();
        let names = run.map_or_else(Vec::new, |run| command::columns(&before, run));
        let fitting: Vec<&str> = names
            .iter()
            .map(String::as_str)
            .filter(|name| name.to_lowercase().starts_with(&typed.to_lowercase()))
            .collect();
        if !fitting.is_empty() {
            let is_whole = fitting.len() == 1;
            // Of names in other cases, what is typed stays.
            let common = completion::common(&fitting);
            let word = if common.len() < typed.len() { &typed } else { common };
            let completed = format!("{}{}", &text[..start], completion::quoted(word, is_whole));
            self.remark = completion::listed(&fitting);
            return self.text.replace_before_cursor(&completed);
        }
        let setting = before.last().and_then(|word| Setting::named(word.trim_start_matches("--")));
        let (list, typed) = setting.map_or(("", typed.as_str()), |setting| setting.unfinished(&typed));
        let fitting: Vec<&str> = candidates(&before).into_iter().filter(|word| word.starts_with(typed)).collect();
        if fitting.is_empty() {
            let usage = before.first().and_then(|word| named(word)).filter(|command| !command.argument.is_empty());
            return match usage {
                Some(command) => self.remark = format!("{}: {}", command.usage(), command.words),
                None => self.refuse(format!("nothing starts with {}", excerpt(typed))),
            };
        }
        let end = if fitting.len() == 1 { " " } else { "" };
        let completed = format!("{}{list}{}{end}", &text[..start], completion::common(&fitting));
        self.remark = completion::listed(&fitting);
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
            PromptAction::Edit(request) => self.edit(request),
            PromptAction::Complete => return Outcome::Stay(self.complete(context.run)),
            PromptAction::Cancel => return self.close(None, context),
            PromptAction::Submit => match context.run.map(|run| self.typed(run)) {
                Some(Ok(effect)) => return self.close(effect, context),
                Some(Err(problem)) => self.refuse(problem),
                None => {}
            },
        }
        Outcome::Stay(None)
    }

    fn receive(&mut self, listing: Listing, _: &Context) -> Outcome {
        if let Listing::Files(folder, names) = listing
            && self.awaited.take_if(|awaited| *awaited == folder).is_some()
            && completion::split(&self.path()).0 == folder
        {
            self.complete_path(&names);
        }
        Outcome::Stay(None)
    }

    /// A box at the bottom of the place: a line for the text, and below it the remark.
    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        let (theme, glyphs) = (context.look.theme, context.look.glyphs);
        let style = if self.is_refused { theme.failed() } else { theme.faint() };
        let (remark, area) = (glyphs.text(&self.remark), self.area(area, context));
        draw_box(frame, area, theme, title(self.purpose), "", Line::default());
        let inner = area.inner(Margin::new(2, 1));
        self.text.render(frame, inner, theme.strong());
        let below = Rect { y: inner.y + inner.height.min(1), height: inner.height.saturating_sub(1), ..inner };
        frame.render_widget(Paragraph::new(remark).style(style).wrap(Wrap { trim: true }), below);
    }

    fn cursor(&self, area: Rect, context: &Context) -> Option<Position> {
        Some(self.text.cursor(self.area(area, context).inner(Margin::new(2, 1))))
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
    /// Where the box is on the screen.
    fn area(&self, area: Rect, context: &Context) -> Rect {
        let remark = context.look.glyphs.text(&self.remark);
        let height = (3 + wrapped_rows(&remark, area.width.saturating_sub(4)).max(2)).min(area.height);
        Rect { y: area.bottom() - height, height, ..area }
    }

    /// Returns to the list that opened it, if one has.
    fn close(&self, effect: Option<Effect>, context: &Context) -> Outcome {
        match (self.purpose, context.run) {
            (Purpose::ResultsTarget, _) => Outcome::Replace(Box::new(Results::new(context)), effect),
            (Purpose::Target, Some(_)) => Outcome::Replace(Box::new(Seeds::default()), effect),
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
                Effect::File(FileTask::SavePreset(
                    text.to_owned(),
                    Arc::new(run.preset.to_save(&run.name, run.is_described)),
                ))
            }
            Purpose::Note(branch, epoch) => {
                let words = if text.is_empty() { "removed the bookmark of" } else { "bookmarked" };
                let words = format!("{words} epoch {}", thousands(epoch));
                Effect::SendAndSay(Command::Bookmark(branch, epoch, short(text)?), words.into())
            }
            Purpose::Target => Effect::Act(Action::Seeds(SeedsAction::Target(text.parse()?))),
            Purpose::ResultsTarget => Effect::Act(Action::Results(ResultsAction::Target(text.parse()?))),
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
        Purpose::Target | Purpose::ResultsTarget => "what counts as success",
    }
}

/// What can be typed.
fn words(purpose: Purpose) -> String {
    match purpose {
        Purpose::Command => {
            "a setting and its value, as in learning-rate 0.1 · a command, as in restart · an epoch, as in 400 · Tab completes, ? lists them"
        }
        Purpose::PresetName => "a name for the new preset",
        Purpose::File => {
            return format!("a file; its extension chooses the format: {}", file::extensions_for(Kind::Checkpoint));
        }
        Purpose::PointsFile => "a file for the drawn points, for example points.csv",
        Purpose::Weight(..) => "a number from -1000000 to 1000000",
        Purpose::Note(..) => "a note for this epoch; an empty one removes the bookmark",
        Purpose::BranchName(_) => "a new name for the branch",
        Purpose::Target | Purpose::ResultsTarget => "a measure at the end of a run and a limit, as in test-accuracy>=95% or test-loss<0.1",
    }
    .to_owned()
}
