//! Predictions: the confusion matrix with precision, recall and F1 of each class, or the errors in regression.

mod describe;
mod scores;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use crate::network::{Score, Task};
use crate::plot::{Canvas, Hue, Pen, Stroke};
use crate::session::Update;
use crate::ui::context::Context;
use crate::ui::evaluation::predictions::Split;
use crate::ui::evaluation::scale::{limit_of, place};
use crate::ui::format::{coordinate, cut, percentage, thousands};
use crate::ui::keymap::{Mode, Topic};
use crate::ui::look::Look;
use crate::ui::names;
use crate::ui::view::{View, inspector};

/// The fewest columns of the labels of a table's rows.
const LABEL: usize = 6;
const GAP: u16 = 3;
/// The axes of a confusion matrix.
const AXES: &str = "rows: label, columns: prediction";
/// The fewest rows of a picture.
const MIN_PICTURE: u16 = 6;

/// The confusion matrix, or the errors.
#[derive(Default)]
pub struct Predictions;

impl View for Predictions {
    fn describe(&self, context: &Context) -> Vec<String> {
        describe::describe(context)
    }

    fn help(&self, _: &Look, _: Option<&Update>) -> Option<Topic> {
        let words = "the confusion matrix of each split with precision, recall and F1 of each class, or the errors in \
                     regression";
        Some(Topic { name: "predictions", words, mode: Mode::Run, keys: &["( )", "w", "[ ]", "z"] })
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        render(frame, area, context);
    }
}

fn render(frame: &mut Frame, area: Rect, context: &Context) {
    let is_value = context.run.is_none_or(|run| run.preset.loss.task() == Task::Value);
    let inner = inspector(frame, area, context.look);
    let Some(run) = context.run else { return };
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), ..inner };
    let mut remarks = sampled(run, context);
    if run.record.test.is_none() {
        remarks.insert(0, "no test data".to_owned());
    }
    let below = if is_value {
        errors(frame, inner, run, context)
    } else {
        let (below, cut) = confusions(frame, inner, run, context);
        remarks.splice(0..0, cut.into_iter().chain(scores::remarks(run, context)));
        remarks.push(AXES.to_owned());
        below
    };
    for (y, remark) in (below..inner.bottom()).zip(remarks) {
        frame.render_widget(Line::styled(remark, context.look.theme.faint()), Rect { y, height: 1, ..inner });
    }
}

fn classes(run: &Update) -> usize {
    run.preset.shape().outputs.max(2)
}

/// Remarks on splits that are evaluated by a sample.
fn sampled(run: &Update, context: &Context) -> Vec<String> {
    let (predictions, dataset) = (&context.evaluation.predictions, &run.dataset);
    let splits = [("test", &predictions.test, &dataset.test), ("train", &predictions.train, &dataset.train)];
    let sampled = splits.into_iter().filter(|(_, split, points)| split.asked < points.len());
    let count = |count: usize| thousands(count as u64);
    sampled
        .map(|(name, split, points)| {
            format!("sampled: {} of {} {name} points", count(split.asked), count(points.len()))
        })
        .collect()
}

/// The tables of test and train points: side by side, or one below the other, or the first alone, as far as there is room
/// for it. Returns the first row that is left, and what is not shown of the table.
fn confusions(frame: &mut Frame, area: Rect, run: &Update, context: &Context) -> (u16, Option<String>) {
    let count = classes(run);
    let predictions = &context.evaluation.predictions;
    let test = run.record.test.map(|_| ("test", &predictions.test));
    let tables = test.into_iter().chain([("train", &predictions.train)]);
    let tables: Vec<Table> =
        tables.map(|(name, split)| table(name, split, count, usize::from(area.width), run, context)).collect();
    let width = tables.iter().map(|table| table.lines[0].width()).max().unwrap_or(0);
    let (cell, has_scores) = (tables[0].cell, tables[0].has_scores);
    if count + 1 > usize::from(area.height) || width > usize::from(area.width) {
        // Whole columns, and a row left to say that there are more.
        let hidden = width.saturating_sub(area.width.into()).div_ceil(cell).min(count);
        let height = area.height.saturating_sub(1).min(count as u16 + 1);
        let place = Rect { width: (width - hidden * cell) as u16, height, ..area };
        frame.render_widget(
            Paragraph::new(tables.into_iter().next().map(|table| table.lines).unwrap_or_default()),
            place,
        );
        let (rows, columns) = (height.saturating_sub(1), count - hidden);
        let words = format!("{rows} of {count} rows and {columns} of {count} columns shown; z zooms");
        return (place.bottom(), Some(words));
    }
    let mut place = Rect { width: width as u16, height: count as u16 + 1, ..area };
    let mut bottom = area.y;
    for Table { lines, .. } in tables {
        if place.right() > area.right() {
            // Not beside the first, so below it.
            place = Rect { x: area.x, y: bottom + 1, ..place };
        }
        if place.bottom() > area.bottom() {
            break;
        }
        frame.render_widget(Paragraph::new(lines), place);
        bottom = bottom.max(place.bottom());
        place.x = place.right() + GAP;
    }
    let no_room = !has_scores && !context.look.zoom;
    (bottom, no_room.then(|| "no room for precision, recall and F1; z zooms".to_owned()))
}

/// The confusion matrix of a split.
struct Table {
    lines: Vec<Line<'static>>,
    /// Columns of a prediction.
    cell: usize,
    has_scores: bool,
}

/// A table with a row for each label and a column for each prediction, by the classes' names as far as there is room; in
/// percent of each label where counts are too long, and with the scores of each class where they fit.
fn table(name: &str, split: &Split, count: usize, width: usize, run: &Update, context: &Context) -> Table {
    let (theme, glyphs) = (context.look.theme, context.look.glyphs);
    let names: Vec<String> =
        (0..count).map(|class| glyphs.text(&names::class(class, &run.preset)).into_owned()).collect();
    let longest = names.iter().map(|name| name.width()).max().unwrap_or(0);
    let most = split.at_threshold.iter().copied().max().unwrap_or(0);
    let digits = most.to_string().len().max(3);
    let label = longest.clamp(LABEL - 2, width / 3) + 2;
    let percent = label + count * (digits + 1) > width;
    let least = if percent { 4 } else { digits + 1 };
    // Names that have no room in their columns are the same from the left on in the rows.
    let (head, scores) = scores::columns(split, count, [longest + 1, least], width.saturating_sub(label));
    let cell = (width.saturating_sub(label + head.len()) / count.max(1)).min(longest + 1).max(least);
    let span = |class: usize, room: usize, is_right: bool| {
        let name = cut(&names[class], room, glyphs);
        let name = if is_right { format!("{name:>room$}") } else { format!("{name:<room$}") };
        Span::styled(name, theme.scheme().point(Hue::Class(class), true))
    };
    let heading = if percent { format!("{name} %") } else { name.to_owned() };
    let mut top = Line::from(Span::styled(format!("{heading:<label$.label$}"), theme.strong()));
    for class in 0..count {
        top.extend([Span::raw(" "), span(class, cell - 1, true)]);
    }
    top.push_span(Span::styled(head, theme.faint()));
    let mut lines = vec![top];
    for (class, row) in split.at_threshold.chunks_exact(count).enumerate() {
        let all: usize = row.iter().sum();
        let mut line = Line::from(span(class, label, false));
        for (prediction, &points) in row.iter().enumerate() {
            let style = match points {
                0 => theme.faint(),
                _ if prediction == class => theme.strong(),
                // Like such points on the decision boundary.
                _ => theme.text().add_modifier(Modifier::REVERSED),
            };
            let part = 100.0 * points as f64 / all.max(1) as f64;
            let text = if percent { percentage(part, 100) } else { points.to_string() };
            line.extend([Span::raw(" ".repeat(cell - text.len())), Span::styled(text, style)]);
        }
        line.extend(scores.get(class).map(|text| Span::styled(text.clone(), theme.text())));
        lines.push(line);
    }
    Table { lines, cell, has_scores: !head.is_empty() }
}

/// R² and errors of both splits, and where there is room a picture of predictions against labels. Returns the first row
/// that is left.
fn errors(frame: &mut Frame, area: Rect, run: &Update, context: &Context) -> u16 {
    let theme = context.look.theme;
    let (train, test) = (&context.evaluation.predictions.train, &context.evaluation.predictions.test);
    let score = |score: Score, split: &Split| format!("{:.3}", score.share(split.asked));
    let record = &run.record;
    // In the unit of the file.
    let error = |error: f32| coordinate(f64::from(error) * run.dataset.scale.label.std);
    let of_test = |text: &dyn Fn(Score) -> String| record.test_score().map_or_else(String::new, text);
    let rows = [
        ("", "train".into(), of_test(&|_| "test".into())),
        ("R²", score(record.train_score, train), of_test(&|of| score(of, test))),
        ("mean error", error(train.mean_error()), of_test(&|_| error(test.mean_error()))),
        ("largest error", error(train.largest_error()), of_test(&|_| error(test.largest_error()))),
    ];
    let height = rows.len() as u16;
    let lines = rows.map(|(label, train, test)| {
        let style = if label.is_empty() { theme.faint() } else { theme.strong() };
        let label = format!("{:<15}", context.look.glyphs.text(label));
        Line::from(vec![Span::styled(label, theme.faint()), Span::styled(format!("{train:>9}{test:>9}"), style)])
    });
    frame.render_widget(Paragraph::new(lines.to_vec()), area);
    let left = Rect { y: area.y + height + 1, height: area.height.saturating_sub(height + 1), ..area };
    if left.height > MIN_PICTURE {
        picture(frame, left, run, context);
        return area.bottom();
    }
    (area.y + height).min(area.bottom())
}

/// A dot for each test point, or train point if there are no others, its label as x and its prediction as y, and the
/// diagonal.
fn picture(frame: &mut Frame, area: Rect, run: &Update, context: &Context) {
    let (theme, limit) = (context.look.theme, limit_of(&run.dataset));
    let [least, most] = [-limit, limit].map(|end| coordinate(run.dataset.scale.label.restored(end).into()));
    let name = names::output(0, &run.preset);
    let predictions = &context.evaluation.predictions;
    let (split, points) = match run.record.test {
        Some(_) => ("test", &predictions.test),
        None => ("train", &predictions.train),
    };
    let words = format!("{split} points: x {name}, y prediction, {least} to {most}");
    frame.render_widget(Line::styled(words, theme.faint()), Rect { height: 1, ..area });
    let plot = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let mut canvas = Canvas::new(plot.width, plot.height, context.look.glyphs);
    let (right, bottom) = (canvas.width().saturating_sub(1) as f32, canvas.height().saturating_sub(1) as f32);
    let mut pen = Pen::new(theme.border(), Stroke::Sparse, context.look.glyphs);
    canvas.line((0.0, f64::from(bottom)), (f64::from(right), 0.0), &mut pen);
    for (label, prediction) in points.values.iter().filter(|(_, prediction)| !prediction.is_nan()) {
        let (column, row) = (place(*label, limit) * right, (1.0 - place(*prediction, limit)) * bottom);
        canvas.set(column.round() as usize, row.round() as usize, theme.strong());
    }
    canvas.render(plot, frame.buffer_mut());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::Depth;
    use crate::preset::{Overrides, open};
    use crate::ui::fixture::{Scene, assert_snapshot, look, text, update};

    /// The tab for a run on the rows of a file.
    fn shown(file: &str, epochs: u64, size: (u16, u16)) -> (Scene, ratatui::buffer::Buffer) {
        let preset = open(None, &Overrides::new([("data", file)]).unwrap()).unwrap().preset;
        let scene = Scene::new(update("xor-blobs", epochs, |own| *own = preset), look(Depth::TrueColour));
        let buffer = scene.view(&mut Predictions, size.0, size.1);
        (scene, buffer)
    }

    #[test]
    fn classes_have_the_files_names() {
        let (_, buffer) = shown("tests/fixtures/iris.csv", 50, (54, 21));
        assert_snapshot!("classes-120x40", &buffer);
        let small = text(&shown("tests/fixtures/iris.csv", 50, (43, 11)).1);
        assert!(small.contains("versicolor") && small.contains("virgini…"), "{small}");
    }

    #[test]
    fn a_matrix_that_is_too_large_says_how_much_of_it_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("classes.csv");
        let rows = (0..160).map(|row| format!("{},{},{}\n", row % 32, row % 7, (b'A' + row % 32) as char));
        std::fs::write(&path, "x,y,class\n".to_owned() + &rows.collect::<String>()).unwrap();
        let shown = text(&shown(path.to_str().unwrap(), 0, (54, 21)).1);
        assert!(shown.contains("17 of 32 rows and 11 of 32 columns shown; z zooms"), "{shown}");
        assert!(shown.lines().nth(18).is_some_and(|row| row.contains(" Q ")), "the last whole row: {shown}");
    }

    #[test]
    fn errors_are_in_the_files_unit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("houses.csv");
        let rows = (0..40).map(|house| format!("{},{},{}\n", 60 + house, house % 7, 100_000 + 3_000 * house));
        std::fs::write(&path, "area,rooms,price\n".to_owned() + &rows.collect::<String>()).unwrap();
        let (scene, buffer) = shown(path.to_str().unwrap(), 0, (54, 21));
        let (split, std) = (&scene.evaluation.predictions.train, scene.run.dataset.scale.label.std);
        assert!(std > 30_000.0, "prices differ by tens of thousands: {std}");
        let expected = coordinate(f64::from(split.mean_error()) * std);
        let shown = text(&buffer);
        assert!(shown.contains(&format!("mean error {expected:>13}")), "{expected}: {shown}");
        assert!(shown.contains("x price, y prediction, "), "{shown}");
    }
}
