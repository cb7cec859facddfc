//! A frame as an SVG picture, which looks the same whatever fonts there are.
//!
//! Fills, blocks, braille dots and lines are drawn as shapes; all else is text, set to the width of its cells. Knows nothing
//! of the dashboard but a theme's page: [`super::screenshot`] calls it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use crate::plot::Rgb;

/// Units of a cell: braille dots, half blocks and the middle of lines lie at whole numbers.
const WIDTH: usize = 8;
const HEIGHT: usize = 16;
/// Fonts whose characters are about half as wide as a cell is high, on every system.
const FONTS: &str = "ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace";

/// A colour as SVG has it.
type Hex = [u8; 3];

/// The style of a text: its colour, and whether it is bold and underlined.
type TextStyle = (Hex, bool, bool);

/// What is drawn, by colour or style, so that each is written once.
#[derive(Default)]
struct Shapes {
    fills: BTreeMap<Hex, String>,
    dots: BTreeMap<Hex, String>,
    lines: BTreeMap<(Hex, u8), String>,
    texts: BTreeMap<TextStyle, String>,
}

/// The picture of a frame; cells without a colour of their own have those of the page, which are text and background.
pub(super) fn picture(buffer: &Buffer, page: (Rgb, Rgb), title: &str) -> String {
    let columns = usize::from(buffer.area.width);
    let colours = |cell: &Cell| colours(cell, page);
    let mut shapes = Shapes::default();
    shapes.fill(buffer, &colours, hex(page.1));
    for (y, row) in buffer.content.chunks(columns.max(1)).enumerate() {
        shapes.draw_row(row, y, &colours);
    }
    let (width, height) = (columns * WIDTH, usize::from(buffer.area.height) * HEIGHT);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"{FONTS}\" \
         font-size=\"13.2\" role=\"img\">\n<title>{}</title>\n<rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\n",
        escaped(title),
        code(hex(page.1)),
    );
    shapes.write(&mut svg);
    svg.push_str("</svg>\n");
    svg
}

impl Shapes {
    /// The backgrounds, and the blocks that divide a cell into halves: rectangles as large as they can be.
    fn fill(&mut self, buffer: &Buffer, colours: &impl Fn(&Cell) -> (Hex, Hex), page: Hex) {
        let columns = usize::from(buffer.area.width).max(1);
        // Rectangles that may go on in the next half row, by their columns, with their colour and first half row.
        let mut open: BTreeMap<(usize, usize), (Hex, usize)> = BTreeMap::new();
        let rows = buffer.content.chunks(columns);
        let halves = rows
            .flat_map(|row| [0, 1].map(|half| (row, half)))
            .map(|(row, half)| row.iter().map(|cell| halves(cell.symbol(), colours(cell))[half]).collect::<Vec<Hex>>());
        for (y, half) in halves.chain(std::iter::once(vec![page; columns])).enumerate() {
            let mut next = BTreeMap::new();
            let mut from = 0;
            for run in half.chunk_by(|one, other| one == other) {
                if run[0] != page {
                    let place = (from, from + run.len());
                    let start = open.get(&place).filter(|(colour, _)| *colour == run[0]).map_or(y, |(_, start)| *start);
                    next.insert(place, (run[0], start));
                }
                from += run.len();
            }
            for (place, rectangle) in open {
                if next.get(&place) != Some(&rectangle) {
                    let ((left, right), (colour, start)) = (place, rectangle);
                    let (x, top, width, height) =
                        (left * WIDTH, start * HEIGHT / 2, (right - left) * WIDTH, (y - start) * HEIGHT / 2);
                    // Writing to a string cannot fail.
                    let _ = write!(self.fills.entry(colour).or_default(), "M{x} {top}h{width}v{height}h-{width}z");
                }
            }
            open = next;
        }
    }

    /// The dots, lines and texts of a row of cells.
    fn draw_row(&mut self, row: &[Cell], y: usize, colours: &impl Fn(&Cell) -> (Hex, Hex)) {
        let top = y * HEIGHT;
        let mut text: Option<(TextStyle, usize, String)> = None;
        for (x, cell) in row.iter().enumerate() {
            let (left, (colour, _), symbol) = (x * WIDTH, colours(cell), cell.symbol());
            let first = symbol.chars().next().unwrap_or(' ');
            let style = (colour, cell.modifier.contains(Modifier::BOLD), cell.modifier.contains(Modifier::UNDERLINED));
            // A text ends where the style does, and at what is no plain character.
            if symbol.is_ascii() && (symbol != " " || style.2) {
                match &mut text {
                    Some((known, _, words)) if *known == style => words.push_str(symbol),
                    _ => {
                        self.end(text.take(), top);
                        text = Some((style, left, symbol.to_owned()));
                    }
                }
                continue;
            }
            self.end(text.take(), top);
            if let Some(dots) = braille(first) {
                let path = self.dots.entry(colour).or_default();
                dots.for_each(|(x, y)| {
                    let _ = write!(path, "M{} {}h0", left + x, top + y);
                });
            } else if let Some((path, weight)) = line(first) {
                let _ = write!(self.lines.entry((colour, weight)).or_default(), "M{left} {top}{path}");
            } else if symbol != " " && !is_block(first) {
                let middle = left + symbol.width().max(1) * WIDTH / 2;
                let _ = writeln!(
                    self.texts.entry(style).or_default(),
                    "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                    top + 12,
                    escaped(symbol)
                );
            }
        }
        self.end(text, top);
    }

    /// Ends a text of plain characters.
    fn end(&mut self, text: Option<(TextStyle, usize, String)>, top: usize) {
        let Some((style, left, words)) = text else { return };
        let (y, length) = (top + 12, words.len() * WIDTH);
        let _ = writeln!(
            self.texts.entry(style).or_default(),
            "<text x=\"{left}\" y=\"{y}\" textLength=\"{length}\">{}</text>",
            escaped(&words)
        );
    }

    fn write(&self, svg: &mut String) {
        svg.push_str("<g shape-rendering=\"crispEdges\">\n");
        for (colour, path) in &self.fills {
            let _ = writeln!(svg, "<path fill=\"{}\" d=\"{path}\"/>", code(*colour));
        }
        svg.push_str("</g>\n<g fill=\"none\">\n");
        for ((colour, weight), path) in &self.lines {
            let _ = writeln!(svg, "<path stroke=\"{}\" stroke-width=\"{weight}\" d=\"{path}\"/>", code(*colour));
        }
        svg.push_str("</g>\n<g fill=\"none\" stroke-width=\"2.6\" stroke-linecap=\"round\">\n");
        for (colour, path) in &self.dots {
            let _ = writeln!(svg, "<path stroke=\"{}\" d=\"{path}\"/>", code(*colour));
        }
        svg.push_str("</g>\n");
        for ((colour, bold, underlined), texts) in &self.texts {
            let weight = if *bold { " font-weight=\"bold\"" } else { "" };
            let line = if *underlined { " text-decoration=\"underline\"" } else { "" };
            let _ = write!(svg, "<g fill=\"{}\"{weight}{line}>\n{texts}</g>\n", code(*colour));
        }
    }
}

/// Foreground and background of a cell.
fn colours(cell: &Cell, (text, background): (Rgb, Rgb)) -> (Hex, Hex) {
    let of = |colour: Color, page: Rgb| match colour {
        Color::Rgb(red, green, blue) => [red, green, blue],
        _ => hex(page),
    };
    let (foreground, background) = (of(cell.fg, text), of(cell.bg, background));
    let is_dim = cell.modifier.contains(Modifier::DIM);
    let middle = |channel: usize| u8::midpoint(foreground[channel], background[channel]);
    let foreground = if is_dim { [0, 1, 2].map(middle) } else { foreground };
    if cell.modifier.contains(Modifier::REVERSED) { (background, foreground) } else { (foreground, background) }
}

fn hex(Rgb(red, green, blue): Rgb) -> Hex {
    [red, green, blue]
}

fn code([red, green, blue]: Hex) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Whether a character is drawn by the fills alone.
fn is_block(character: char) -> bool {
    matches!(character, '▀' | '▄' | '█' | '░' | '▒' | '▓')
}

/// The colours of the upper and the lower half of a cell.
fn halves(symbol: &str, (foreground, background): (Hex, Hex)) -> [Hex; 2] {
    let [red, green, blue] = background;
    let mixed = |part: f64| {
        let [r, g, b] = foreground;
        hex(Rgb(red, green, blue).mixed(Rgb(r, g, b), part))
    };
    match symbol {
        "▀" => [foreground, background],
        "▄" => [background, foreground],
        "█" => [foreground; 2],
        "░" => [mixed(0.25); 2],
        "▒" => [mixed(0.5); 2],
        "▓" => [mixed(0.75); 2],
        _ => [background; 2],
    }
}

/// The places of the dots of a braille character.
fn braille(character: char) -> Option<impl Iterator<Item = (usize, usize)>> {
    let bits = u32::from(character).checked_sub(0x2800).filter(|bits| *bits < 256)?;
    // The first six dots go down the two columns, the last two stand beneath them.
    let places = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)];
    let dots = places.into_iter().enumerate().filter(move |(bit, _)| bits >> bit & 1 == 1);
    Some(dots.map(|(_, (x, y))| (2 + 4 * x, 2 + 4 * y)))
}

/// The path of a character that draws lines, from the corner of its cell, and the weight of the lines.
fn line(character: char) -> Option<(&'static str, u8)> {
    Some(match character {
        '─' => ("m0 8h8", 1),
        '━' => ("m0 8h8", 2),
        '┄' => ("m1 8h2m2 0h2", 1),
        '│' => ("m4 0v16", 1),
        '╭' => ("m8 8q-4 0-4 8", 1),
        '╮' => ("m0 8q4 0 4 8", 1),
        '╰' => ("m4 0q0 8 4 8", 1),
        '╯' => ("m4 0q0 8-4 8", 1),
        '├' => ("m4 0v16m0-8h4", 1),
        '┤' => ("m4 0v16m0-8h-4", 1),
        '┬' => ("m0 8h8m-4 0v8", 1),
        '┴' => ("m0 8h8m-4 0v-8", 1),
        _ => return None,
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    const PAGE: (Rgb, Rgb) = (Rgb::WHITE, Rgb::BLACK);

    fn drawn(rows: &[(&str, Style)]) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, rows.len() as u16));
        for (y, (text, style)) in rows.iter().enumerate() {
            buffer.set_string(0, y as u16, text, *style);
        }
        picture(&buffer, PAGE, "a & b")
    }

    #[test]
    fn text_has_its_colour_its_weight_and_the_width_of_its_cells() {
        let style = Style::new().fg(Color::Rgb(1, 2, 255)).add_modifier(Modifier::BOLD);
        let svg = drawn(&[("a<b ε", style)]);
        assert!(svg.contains("<g fill=\"#0102ff\" font-weight=\"bold\">"), "{svg}");
        assert!(svg.contains("<text x=\"0\" y=\"12\" textLength=\"24\">a&lt;b</text>"), "{svg}");
        assert!(svg.contains("<text x=\"36\" y=\"12\" text-anchor=\"middle\">ε</text>"), "{svg}");
        assert!(svg.contains("<title>a &amp; b</title>") && svg.contains("viewBox=\"0 0 48 16\""), "{svg}");
    }

    #[test]
    fn dim_text_is_halfway_to_what_lies_behind_it() {
        let style = Style::new().fg(Color::Rgb(200, 100, 0)).bg(Color::Rgb(0, 0, 100)).add_modifier(Modifier::DIM);
        let svg = drawn(&[("o", style)]);
        assert!(svg.contains("<g fill=\"#643232\">"), "{svg}");
    }

    #[test]
    fn equal_fills_are_one_rectangle_and_blocks_divide_a_cell() {
        let red = Style::new().bg(Color::Rgb(255, 0, 0));
        let svg = drawn(&[("      ", red), ("      ", red), ("▀▄", Style::new().fg(Color::Rgb(0, 255, 0)))]);
        assert!(svg.contains("<path fill=\"#ff0000\" d=\"M0 0h48v32h-48z\"/>"), "{svg}");
        assert!(svg.contains("<path fill=\"#00ff00\" d=\"M0 32h8v8h-8zM8 40h8v8h-8z\"/>"), "{svg}");
        assert!(!svg.contains("<text"), "{svg}");
        // Reverse video fills with the colour of the text, and writes in that of the page.
        let svg = drawn(&[("x", Style::new().fg(Color::Rgb(9, 9, 9)).add_modifier(Modifier::REVERSED))]);
        assert!(svg.contains("<path fill=\"#090909\" d=\"M0 0h8v16h-8z\"/>") && svg.contains("<g fill=\"#000000\">"));
    }

    #[test]
    fn dots_and_lines_are_shapes_of_no_font() {
        let svg = drawn(&[("⠁⢀─╭", Style::new())]);
        assert!(svg.contains("d=\"M2 2h0M14 14h0\""), "{svg}");
        assert!(svg.contains("d=\"M16 0m0 8h8M24 0m8 8q-4 0-4 8\""), "{svg}");
        assert!(!svg.contains("<text"), "{svg}");
    }
}
