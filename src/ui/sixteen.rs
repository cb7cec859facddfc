//! Colours as a terminal of sixteen knows them.
//!
//! crossterm writes every colour by the sequence of 256-colour terminals (`38;5;1` for red), which an older terminal
//! takes for other things, blinking among them. The output to such a terminal passes through here.

/// Where the codes of the first eight colours and of the bright eight begin, by what announces a colour.
const BASES: [(&[u8], u8, u8); 2] = [(b"38", 30, 90), (b"48", 40, 100)];

/// The bytes of a frame with every `38;5;n` and `48;5;n` below 16 as the code of its own (ECMA-48, 8.3.117, and
/// aixterm's bright ones).
pub(super) fn colours_by_own_codes(frame: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(frame.len());
    let mut rest = frame;
    while let Some(start) = rest.windows(2).position(|pair| pair == b"\x1b[") {
        let (before, sequence) = rest.split_at(start + 2);
        plain.extend_from_slice(before);
        let length = sequence.iter().take_while(|&&byte| byte.is_ascii_digit() || byte == b';').count();
        let (parameters, after) = sequence.split_at(length);
        if after.first() == Some(&b'm') {
            style(parameters, &mut plain);
        } else {
            plain.extend_from_slice(parameters);
        }
        rest = after;
    }
    plain.extend_from_slice(rest);
    plain
}

fn style(parameters: &[u8], plain: &mut Vec<u8>) {
    let parameters: Vec<&[u8]> = parameters.split(|&byte| byte == b';').collect();
    let mut rest = &parameters[..];
    let mut codes = Vec::new();
    while let [first, others @ ..] = rest {
        rest = if let Some(code) = own_code(rest) {
            codes.push(code.to_string().into_bytes());
            &rest[3..]
        } else {
            codes.push(first.to_vec());
            others
        };
    }
    plain.extend_from_slice(&codes.join(&b';'));
}

/// The code of the colour that these parameters begin with, if it is one of the sixteen.
fn own_code(parameters: &[&[u8]]) -> Option<u8> {
    let [kind, b"5", number, ..] = parameters else { return None };
    let (_, first, bright) = BASES.into_iter().find(|(announced, ..)| announced == kind)?;
    match std::str::from_utf8(number).ok()?.parse().ok()? {
        number @ 0..8 => Some(first + number),
        number @ 8..16 => Some(bright + number - 8),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::colours_by_own_codes;

    fn plain(frame: &str) -> String {
        String::from_utf8(colours_by_own_codes(frame.as_bytes())).unwrap()
    }

    #[test]
    fn the_sixteen_colours_have_codes_of_their_own() {
        assert_eq!(plain("\x1b[38;5;1;48;5;0mo\x1b[38;5;9m\x1b[48;5;15m+"), "\x1b[31;40mo\x1b[91m\x1b[107m+");
    }

    #[test]
    fn everything_else_stays() {
        for frame in ["", "38;5;1", "\x1b[2J\x1b[38;5;1H▀", "\x1b[38;5;196m", "\x1b[1;39;49m", "\x1b[m", "\x1b["] {
            assert_eq!(plain(frame), frame);
        }
        assert_eq!(plain("\x1b[1;38;5;2;4m"), "\x1b[1;32;4m");
    }
}
