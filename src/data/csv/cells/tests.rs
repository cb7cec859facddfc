//! Rows, headers and bounds of tables.

use std::io;

use proptest::prelude::*;

use super::super::encoding::FIRST_BYTES;
use super::*;

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the cable is out"))
    }
}

fn read(reader: impl Read, place: &str) -> Result<Cells<'_>, Error> {
    Cells::read(reader, place, "x and y", &Dialect::default())
}

fn refusal(bytes: impl AsRef<[u8]>) -> String {
    let error = read(bytes.as_ref(), "points.csv").map(drop).unwrap_err();
    assert!(matches!(&error, Error::Input { thing, .. } if thing == "points.csv"), "{error}");
    error.to_string()
}

fn rows(text: &str) -> Vec<Vec<String>> {
    let cells = read(text.as_bytes(), "points.csv").unwrap();
    cells.rows().map(|row| row.cells().map(str::to_owned).collect()).collect()
}

#[test]
fn the_delimiter_is_looked_for_outside_quotes() {
    assert_eq!(rows("\"a;b\",c\n1,2\n"), [["1", "2"]]);
    assert_eq!(rows("\"a\tb\";\"c,d\"\n1;2\n"), [["1", "2"]]);
    assert_eq!(rows("\"say \"\"1;2\"\"\",\"c\"\n1,2\n"), [["1", "2"]]);
}

#[test]
fn a_table_has_one_decimal_sign() {
    let number = |text: &str| {
        let cells = read(text.as_bytes(), "-").unwrap();
        cells.parse(cells.rows().next().unwrap().cell(0))
    };
    assert_eq!([number("-1,5;2"), number("1.5;2"), number(",5e1;2")], [Some(-1.5), Some(1.5), Some(5.0)]);
    assert_eq!([number("1,000.5;2"), number("\"1,5\",2"), number("\"1,5\"\t2")], [Some(1000.5), Some(1.5), Some(1.5)]);
    assert_eq!(number("1,2,3;2"), None);
    assert_eq!(
        refusal("x;y\n845;1\n2.240;3\n"),
        "points.csv: line 3: \"2.240\" may be 2.24 or 2240; name the decimal sign with --decimal . or --decimal ,"
    );
    assert!(refusal("x;y\n1,5;2.5\n").contains("has the number \"2.5\" in line 2, but \"1,5\" in line 2; write all"));
}

#[test]
fn a_header_may_lack_the_name_of_the_first_column() {
    let header = |text: &str| read(text.as_bytes(), "t").unwrap().header.unwrap();
    assert_eq!(header("a b\n1 1 2\n2 3 4\n".replace(' ', ",").as_str()), ["", "a", "b"]);
    assert_eq!(header("a,b\n1,2,\n3,4,\n"), ["a", "b", ""]);
    assert!(refusal("1,2\n1,2,3\n").contains("line 2 has 3 columns, but line 1 has 2 columns"));
    assert!(refusal("a,b\n1,2,3\n1,2\n").contains("line 3 has 2 columns, but line 2 has 3 columns"));
}

#[test]
fn rows_of_empty_cells_count_where_rows_with_text_follow() {
    let text = "x,y\n,\n1,2\n\n , \n\"\",\"\"\n3,4\n,\n,\n,,,,,\n";
    assert_eq!(rows(text), [["", ""], ["1", "2"], ["", ""], ["", ""], ["3", "4"]]);
    assert_eq!(rows("x\ty\n1\t2\n\t\n3\t4\n"), [["1", "2"], ["", ""], ["3", "4"]]);
    assert_eq!(rows("x,y\n1,2\n,,,\n;\n\t\n3,4\n"), [["1", "2"], ["3", "4"]], "lines of another form");
}

#[test]
fn rows_of_another_length_are_refused_by_line() {
    let short = refusal("1,2,0\n\n3,4\n");
    assert_eq!(short, "points.csv: line 3 has 2 columns, but line 1 has 3 columns; give every row the same number");
    assert!(refusal("1\n\n\n3,4\n").contains("line 4 has 2 columns, but line 1 has 1 column;"));
    let open = refusal("x,y\n1,2\n\"3,4\n5,6\n");
    assert_eq!(
        open,
        "points.csv: line 3 has 1 column, but line 1 has 2 columns; close the quotes that are open in this line"
    );
}

#[test]
fn a_table_without_points_is_refused() {
    for text in ["", "\n \n", "x,y\n", "x,y\n,\n", "\u{feff}"] {
        assert!(refusal(text).contains("has no rows; give at least one row of x and y"), "{text:?}");
    }
}

#[test]
fn as_many_rows_as_allowed_are_read_and_no_more() {
    let table = "1,2\n".repeat(MAX_POINTS);
    assert_eq!(rows(&table).len(), MAX_POINTS);
    assert_eq!(rows(&format!("x,y\n{table}")).len(), MAX_POINTS);
    assert!(refusal(table + "1,2\n").contains("has more than 100000 rows"));
    assert!(refusal("1\n".repeat(5_000_000)).contains("has more than 100000 rows"));
    // Below a table, spreadsheets may write as many as they can have.
    assert_eq!(rows(&("1,2\n".to_owned() + &",\n".repeat(1_048_576))), [["1", "2"]]);
    assert!(refusal("1,".repeat(1001)).contains("line 1 has 1002 columns; give at most 1000"));
}

#[test]
fn too_many_columns_are_refused_after_the_first_line() {
    let first = format!("\n{}\n", "x,".repeat(9_999) + "x");
    let (mut head, mut rest) = (first.as_bytes(), io::repeat(b'1').take(8 << 20));
    let message = read((&mut head).chain(&mut rest), "-").map(drop).unwrap_err().to_string();
    assert_eq!(message, "-: line 2 has 10000 columns; give at most 1000");
    assert!(rest.limit() >= (8 << 20) - FIRST_BYTES, "{} bytes were read", (8 << 20) - rest.limit());
}

#[test]
fn an_endless_reader_and_one_that_fails_are_refused() {
    let refused = |reader: &mut dyn Read| read(reader, "-").map(drop).unwrap_err().to_string();
    assert!(refused(&mut io::repeat(b'1')).contains("is larger than 64 MiB"));
    assert!(refused(&mut Broken).contains("the cable is out"));
}

#[test]
fn what_is_no_text_is_refused_by_line() {
    assert!(refusal(b"1,2,0\n1,\xff\x01,0\n").contains("line 2 is not UTF-8 text; save it as CSV in UTF-8"));
    assert!(refusal(b"\x89PNG\r\n\x1a\n\0\0").contains("line 1 is not UTF-8 text"));
    assert!(refusal(b"PK\n1\0,2").contains("line 2 is not text: it has a byte 0"));
}

proptest! {
    #![proptest_config(crate::cases::cases(256))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(bytes.as_slice(), "any");
    }

    #[test]
    fn rows_are_as_long_as_the_first(text in "[-0-9.,;\t\"\r\n ex]{0,60}") {
        if let Ok(cells) = read(text.as_bytes(), "any") {
            prop_assert!(cells.rows().all(|row| row.cells().count() == cells.width()));
            prop_assert!(cells.rows().zip(cells.rows().skip(1)).all(|(row, next)| row.line < next.line));
            let lines = text.split(['\r', '\n']).count();
            prop_assert!(cells.rows().all(|row| (1..=lines).contains(&row.line)));
        }
    }
}
