//! `blobtui [SOURCE]`: the dashboard.

use std::io::IsTerminal;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use super::flags::Flags;
use super::signals::Held;
use super::source::{self, PresetFlag};
use super::values;
use crate::error::Error;
use crate::file::{Source, recovery};
use crate::plot::{Depth, Glyphs};
use crate::preset::{self, Origin};
use crate::session::{Autosave, Session, Setup, Speed};
use crate::ui::app::App;
use crate::ui::look::Look;
use crate::ui::plain::{self, Lines};
use crate::ui::terminal::Screen;
use crate::ui::theme::{Palette, Theme};
use crate::ui::{self, Ended, Folders, MAX_EVENTS};

/// Time between two writings of the recovery while something is unsaved.
const AUTOSAVE: Duration = Duration::from_secs(30);

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Arguments {
    /// Preset name, preset file (.ron), folder of presets, checkpoint (.safetensors), run (.run.ron), weights alone (.pt, .npz),
    /// table of a sweep (.csv, .jsonl) or one of its runs (FILE.csv#17) [default: xor-blobs]
    #[arg(value_parser = values::Source, hide_possible_values = true)]
    source: Option<String>,
    #[command(flatten)]
    preset: PresetFlag,
    /// Start paused
    #[arg(long)]
    paused: bool,
    /// Epochs per second, 1 to 1000, or max [default: the preset's]
    #[arg(long, value_name = "N|max", allow_negative_numbers = true, value_parser = values::speed)]
    speed: Option<Speed>,
    /// Maximum frame rate, 1 to 60 frames per second
    #[arg(long, value_name = "N", default_value = "60", allow_negative_numbers = true, value_parser = values::frames)]
    fps: u32,
    /// Folder for checkpoints and runs [default: runs]
    #[arg(long, value_name = "DIR")]
    runs: Option<PathBuf>,
    /// Color theme; auto asks the terminal whether its background is dark or light
    #[arg(long, value_name = "NAME", default_value = "auto", value_parser = values::name_or_auto::<Palette>())]
    theme: ThemeChoice,
    /// Glyphs for lines and points, depending on the terminal's font
    #[arg(
        long,
        alias = "marks",
        value_name = "NAME",
        default_value = "braille",
        value_parser = values::name::<Glyphs>()
    )]
    glyphs: Glyphs,
    /// Number of colors; auto asks the terminal and respects the variable NO_COLOR
    #[expect(clippy::doc_markdown, reason = "the help shows it as it stands")]
    #[arg(long, value_name = "WHEN", default_value = "auto", value_parser = values::name_or_auto::<Depth>())]
    color: ColourChoice,
    /// Disable mouse support
    #[arg(long)]
    no_mouse: bool,
    /// Commands in and sentences out, line by line, for screen readers; the variable ACCESSIBLE=1 does the same
    #[arg(long)]
    plain: bool,
    /// One frame a second, without the passing ones
    #[arg(long)]
    reduced_motion: bool,
    #[command(flatten)]
    pub(super) overrides: Flags,
}

type ThemeChoice = Option<Palette>;

type ColourChoice = Option<Depth>;

/// Shows the dashboard. `commands` are the names of the subcommands, to recognize misspelt ones.
pub(super) fn run(arguments: Arguments, commands: &[&str]) -> Result<(), Error> {
    let presets = arguments.source.as_deref().and_then(source::folder);
    let first = presets.as_deref().map(first_preset).transpose()?;
    let name = first.as_deref().or(arguments.source.as_deref());
    let results = source::results(name);
    let opened = match (&results, source::row(name)?, name) {
        (Some(table), ..) => source::open_results(table, &arguments.overrides)?,
        (None, Some((row, _)), Some(name)) => source::open_end(name, &row, &arguments.overrides)?,
        _ => source::open(name, &arguments.overrides, &arguments.preset)
            .map_err(|error| meant_command(arguments.source.as_deref(), commands, error))?,
    };
    let source::Opened { source, remark, .. } = opened;
    let has_file = presets.is_none() && results.is_none() && matches!(source, Source::Recipe(_));
    let preset = arguments.source.as_deref().filter(|source| has_file && source::names_file(source)).map(PathBuf::from);
    let depth = arguments.color.unwrap_or_else(detected);
    let palette = arguments.theme.unwrap_or(Palette::Dark);
    let look = Look::new(Theme::new(palette, depth, arguments.glyphs), arguments.glyphs, !arguments.no_mouse);
    let mut app = App::new(look);
    if let Some(remark) = remark {
        app.remark(remark, Instant::now());
    }
    // Without colours the background makes no difference.
    app.suits_background = arguments.theme.is_none() && depth != Depth::None;
    let is_plain = arguments.plain || is_accessible();
    let run = !arguments.paused && !is_plain && results.is_none() && source.starts_by_itself();
    let runs = arguments.runs.unwrap_or_else(|| PathBuf::from("runs"));
    let recovery = recovery::folder();
    let (sender, events) = sync_channel(MAX_EVENTS);
    let updates = ui::Updates::new(sender.clone());
    let setup = Setup {
        run,
        speed: arguments.speed,
        frames_per_second: arguments.fps,
        runs: runs.clone(),
        recovery: recovery.clone().map(|folder| Autosave { folder, every: autosave_interval() }),
        ..Setup::new(source)
    };
    let held = Held::new();
    let session = Session::start(setup, move |update| updates.post(update));
    let interrupter = session.interrupter();
    let before_kill = move || {
        interrupter.interrupt();
    };
    let frames_per_second = if arguments.reduced_motion { 1 } else { arguments.fps };
    let setup = ui::Setup { folders: Folders { runs, recovery, presets, preset }, frames_per_second, results };
    let ended = if is_plain {
        let (mut output, is_interactive) = (std::io::stdout(), std::io::stdin().is_terminal());
        let lines = Lines::open(&mut output, is_interactive, &sender, before_kill)?;
        drop(held);
        catch_unwind(AssertUnwindSafe(|| plain::run(lines, &mut app, &session, &events, &sender, &setup)))
    } else {
        let mut screen = Screen::enter(app.look.mouse, app.suits_background, &sender, before_kill)?;
        drop(held);
        // The terminal is put back first; files that are being saved may take a moment.
        catch_unwind(AssertUnwindSafe(|| ui::run(&mut screen, &mut app, &session, &events, &sender, &setup)))
    };
    match &ended {
        Ok(Ok(Ended::Quit)) => session.quit(app.newest())?,
        _ => session.interrupt(app.newest()),
    }
    ended.unwrap_or_else(|panic| resume_unwind(panic)).map(drop)
}

/// Whether the environment asks programs for lines in place of a screen.
fn is_accessible() -> bool {
    std::env::var_os("ACCESSIBLE").is_some_and(|value| !value.is_empty() && value != "0")
}

/// The file of a folder's first preset that can be used.
fn first_preset(folder: &Path) -> Result<String, Error> {
    let rows = preset::open_folder(folder)?;
    let first = rows.into_iter().find(|row| row.preset.is_ok()).map(|row| row.origin);
    let Some(Origin::Folder(path)) = first else { return Ok(folder.display().to_string()) };
    Ok(path.display().to_string())
}

/// Time between two writings of the recovery; tests shorten it by a variable.
fn autosave_interval() -> Duration {
    let milliseconds = std::env::var("BLOBTUI_AUTOSAVE_MILLISECONDS").ok().and_then(|text| text.parse().ok());
    milliseconds.map_or(AUTOSAVE, Duration::from_millis)
}

/// The same error, unless the unknown preset looks like a subcommand: misspelt, or after its flags.
fn meant_command(word: Option<&str>, commands: &[&str], error: Error) -> Error {
    match (&error, word) {
        (Error::Input { thing, .. }, Some(word)) if thing == word => {
            match preset::nearest(word, commands.iter().copied()).first() {
                Some(command) => {
                    let remedy = format!("put flags after the command; blobtui {command} --help lists them");
                    Error::input(word, format!("no preset has this name (did you mean blobtui {command}?)"), remedy)
                }
                None => error,
            }
        }
        _ => error,
    }
}

fn detected() -> Depth {
    match supports_color::on(supports_color::Stream::Stdout) {
        Some(level) if level.has_16m => Depth::TrueColour,
        Some(level) if level.has_256 => Depth::Indexed,
        Some(_) => Depth::Sixteen,
        None => Depth::None,
    }
}
