//! Whether the terminal can take a text into the clipboard (OSC 52).
//!
//! No terminal says whether it has. What is known of those that have not comes from the environment; the dashboard then
//! shows the text in place of saying that it was copied.

/// Terminals by TERM that take none.
const WITHOUT: [&str; 3] = ["", "dumb", "linux"];

/// Whether a terminal with these variables can have taken a text.
///
/// tmux takes one from a program only with `set-clipboard on`, and its default is `external`; GNU screen, the Linux
/// console, terminals of VTE and macOS's Terminal have no such sequence.
pub(super) fn takes_texts(variable: impl Fn(&str) -> Option<String>) -> bool {
    let value = |name: &str| variable(name).unwrap_or_default();
    let is_set = |name: &str| !value(name).is_empty();
    let terminal = value("TERM");
    let is_multiplexed =
        is_set("TMUX") || is_set("STY") || ["screen", "tmux"].iter().any(|name| terminal.starts_with(name));
    // Windows Terminal sets no TERM.
    let is_nameless = WITHOUT.contains(&terminal.as_str()) && !is_set("WT_SESSION");
    let is_known_without = is_nameless || is_set("VTE_VERSION") || value("TERM_PROGRAM") == "Apple_Terminal";
    !is_multiplexed && !is_known_without
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_have_taken_a_text_is_known_by_its_variables() {
        let cases: [(&[(&str, &str)], bool); 10] = [
            (&[("WT_SESSION", "c7e0")], true),
            (&[("TERM", "xterm-256color")], true),
            (&[("TERM", "xterm-kitty")], true),
            (&[("TERM", "tmux-256color"), ("TMUX", "/tmp/tmux-0/default,1,0")], false),
            (&[("TERM", "xterm-256color"), ("TMUX", "/tmp/tmux-0/default,1,0")], false),
            (&[("TERM", "screen.xterm-256color"), ("STY", "1.pts-0")], false),
            (&[("TERM", "linux")], false),
            (&[("TERM", "dumb")], false),
            (&[], false),
            (&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "Apple_Terminal")], false),
        ];
        for (variables, expected) in cases {
            let variable = |name: &str| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(takes_texts(variable), expected, "{variables:?}");
        }
    }
}
