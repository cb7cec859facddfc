//! Files of weights that were made by hand: archives, pickles and arrays, honest ones and others.

use std::io::{Cursor, Write};

use blobtui::error::Error;
use blobtui::file::{FORMATS, Kind, Weights};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The formats of weights, by their names.
pub const NAMES: [&str; 3] = ["pt", "npz", "safetensors"];

/// Reads the bytes of a file of weights in the format of this name.
pub fn read(format: &str, bytes: &[u8]) -> Result<Weights, Error> {
    let is_meant = |row: &&&dyn blobtui::file::Format| row.kind() == Kind::Weights && row.name() == format;
    FORMATS.iter().find(is_meant).expect("a format").read_weights(bytes, "file")
}

/// A zip archive of these entries, deflated.
pub fn archive(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        writer.start_file(*name, options).expect("room");
        writer.write_all(bytes).expect("room");
    }
    writer.finish().expect("room").into_inner()
}

/// PyTorch's archive of this pickle, with one storage.
pub fn pt(pickle: &[u8], storage: Vec<u8>) -> Vec<u8> {
    archive(&[("m/data.pkl", pickle.to_vec()), ("m/data/0", storage), ("m/version", b"3\n".to_vec())])
}

/// A pickled text.
pub fn text(text: &str) -> Vec<u8> {
    [b"X", &(text.len() as u32).to_le_bytes()[..], text.as_bytes()].concat()
}

/// A pickled whole number of eight bytes.
pub fn whole(number: i64) -> Vec<u8> {
    [&[0x8a, 8], &number.to_le_bytes()[..]].concat()
}

fn tuple(numbers: &[i64]) -> Vec<u8> {
    let numbers: Vec<u8> = numbers.iter().flat_map(|number| whole(*number)).collect();
    [b"(".as_slice(), &numbers, b"t"].concat()
}

/// A pickled tensor of the storage 0, which has so many numbers.
pub fn tensor(class: &str, length: i64, offset: i64, shape: &[i64], strides: &[i64]) -> Vec<u8> {
    let class = format!("ctorch\n{class}\n");
    let storage =
        [b"(".as_slice(), &text("storage"), class.as_bytes(), &text("0"), &text("cpu"), &whole(length), b"tQ"].concat();
    let arguments = [storage, whole(offset), tuple(shape), tuple(strides)].concat();
    [b"ctorch._utils\n_rebuild_tensor_v2\n(".as_slice(), &arguments, b"\x89}tR"].concat()
}

/// The pickle of a dictionary.
pub fn dictionary(pairs: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let pairs: Vec<u8> = pairs.iter().flat_map(|(key, value)| [text(key), value.clone()].concat()).collect();
    [b"\x80\x02}(".as_slice(), &pairs, b"u."].concat()
}

/// A dictionary of one Linear layer whose weight is this tensor.
pub fn layer(weight: Vec<u8>) -> Vec<u8> {
    dictionary(&[("0.weight", weight), ("0.bias", tensor("FloatStorage", 12, 10, &[1], &[1]))])
}

/// Twelve numbers as bytes.
pub fn twelve() -> Vec<u8> {
    (0..12_u8).flat_map(|number| f32::from(number).to_le_bytes()).collect()
}

/// An array of NumPy with this header.
pub fn npy(header: &str, data: &[u8]) -> Vec<u8> {
    [b"\x93NUMPY\x01\x00".as_slice(), &(header.len() as u16).to_le_bytes(), header.as_bytes(), data].concat()
}

/// A file of safetensors with this header.
pub fn safetensors(header: &str, data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), data].concat()
}

/// About a megabyte of something, again and again.
fn filled(unit: impl Fn(usize) -> Vec<u8>) -> Vec<u8> {
    let mut bytes = vec![];
    for index in 0.. {
        if bytes.len() > 1_000_000 {
            break;
        }
        bytes.extend(unit(index));
    }
    bytes
}

/// Files of at most about a megabyte that would cost more than they should, each with its name and its format.
pub fn costly() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let zeros = || vec![0; 200 << 20];
    let big = [1 << 20, 1 << 20];
    let shape = |shape: &[i64]| layer(tensor("FloatStorage", 12, 0, shape, &vec![0; shape.len()]));
    // Each list holds the one before ten times.
    let laughs = (0..40).fold(b"\x80\x02]".to_vec(), |pickle, _| {
        [pickle, b"q\x00]q\x01(".to_vec(), b"h\x00".repeat(10), b"e".to_vec()].concat()
    });
    let pickle = |pieces: Vec<u8>| pt(&[b"\x80\x02".to_vec(), pieces, b".".to_vec()].concat(), vec![]);
    let view = tensor("FloatStorage", 12, 0, &[1, 1, 1, 1, 1, 1, 1, 1], &[1; 8]);
    // A dictionary whose pairs are all the same tensor under the same name.
    let again = |name: &str| {
        let memory = [text(&format!("{name}.weight")), b"q\x000".to_vec(), view.clone(), b"q\x010".to_vec()].concat();
        [memory, b"}(".to_vec(), b"h\x00h\x01".repeat(90_000), b"u".to_vec()].concat()
    };
    let shapes = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}), }}", "0,".repeat(2_000_000));
    let dimensions =
        [b"\x93NUMPY\x02\x00".as_slice(), &(shapes.len() as u32).to_le_bytes(), shapes.as_bytes()].concat();
    let header = |index| format!("\"t{index}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}");
    let headers = |count: usize| format!("{{{}}}", (0..count).map(header).collect::<Vec<_>>().join(","));
    let entries: Vec<String> = (0..9_000).map(|index| format!("{index:060}.npy")).collect();
    let scalar = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", &[0; 4]);
    vec![
        ("bomb in the pickle", "pt", pt(&zeros(), vec![])),
        ("bomb in the storage", "pt", pt(&layer(tensor("FloatStorage", 50 << 20, 0, &[1, 2], &[2, 1])), zeros())),
        ("bomb in an array", "npz", archive(&[("w.npy", zeros())])),
        ("shape of 2^40 numbers", "pt", pt(&shape(&big), twelve())),
        ("shape with a size of 0", "pt", pt(&shape(&[1 << 40, 0]), twelve())),
        ("shape of 2^63 numbers", "pt", pt(&shape(&[i64::MAX, 2]), twelve())),
        ("lists in lists", "pt", pt(&[laughs, b".".to_vec()].concat(), vec![])),
        ("pickle of lists", "pt", pickle(filled(|_| b"]".to_vec()))),
        ("pickle of marks", "pt", pickle(filled(|_| b"(".to_vec()))),
        ("pickle of copies", "pt", pickle([b"]".to_vec(), filled(|_| b"2".to_vec())].concat())),
        (
            "pickle of one list that grows",
            "pt",
            pickle([b"]q\x00".to_vec(), filled(|_| b"(h\x00h\x00h\x00h\x00e".to_vec())].concat()),
        ),
        (
            "pickle of memories",
            "pt",
            pickle([b"]".to_vec(), filled(|index| [b"r".as_slice(), &(index as u32).to_le_bytes()].concat())].concat()),
        ),
        ("pickle of tensors", "pt", pickle(filled(|_| [view.clone(), b"0".to_vec()].concat()))),
        ("pickle of one tensor again and again", "pt", pickle(again(&"n".repeat(600_000)))),
        ("pickle of one short name again and again", "pt", pickle(again("n"))),
        ("array of many dimensions", "npz", archive(&[("w.npy", dimensions)])),
        ("pickle of texts", "pt", pickle(filled(|index| text(&index.to_string())))),
        (
            "array of 2^40 numbers",
            "npz",
            archive(&[("w.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1099511627776, 1), }", &[]))]),
        ),
        (
            "many arrays",
            "npz",
            archive(&entries.iter().map(|name| (name.as_str(), scalar.clone())).collect::<Vec<_>>()),
        ),
        ("many tensors", "safetensors", safetensors(&headers(4_900), &[])),
        ("too many tensors", "safetensors", safetensors(&headers(13_000), &[])),
    ]
}
