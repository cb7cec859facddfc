//! Files that are cut, changed or made to do harm: each is refused with a reason, or read as what it says.

use blobtui::file::Kind;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use super::made::{NAMES, archive, costly, dictionary, layer, npy, pt, read, safetensors, tensor, text, twelve, whole};
use super::{bytes_of, checkpoint, fixture, formats};

/// The message of a refusal.
#[track_caller]
fn refused(format: &str, bytes: &[u8]) -> String {
    read(format, bytes).unwrap_err().to_string()
}

/// Files of each format, of blobtui and of other programs.
fn files() -> Vec<(&'static str, Vec<u8>)> {
    let own = formats().map(|format| (format.name(), bytes_of(format, &checkpoint())));
    let foreign =
        ["tutorial.pt", "checkpoint.pt", "newest.pt", "tutorial.npz", "compressed.npz", "tutorial.safetensors"];
    let format_of = |name: &str| NAMES.into_iter().find(|format| name.ends_with(format)).unwrap();
    own.chain(foreign.map(|name| (format_of(name), std::fs::read(fixture(name)).unwrap()))).collect()
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    for (format, bytes) in files() {
        read(format, &bytes).unwrap();
        for length in 0..bytes.len() {
            let message = refused(format, &bytes[..length]);
            assert!(message.starts_with("file: ") && message.contains("; "), "{format} {length}: {message}");
        }
    }
}

#[test]
fn changed_and_random_bytes_never_panic() {
    let mut random = ChaCha8Rng::seed_from_u64(4);
    let cases = 300 * std::env::var("BLOBTUI_MORE_CASES").ok().and_then(|more| more.parse().ok()).unwrap_or(1);
    for (format, bytes) in files() {
        for _ in 0..cases {
            let mut changed = bytes.clone();
            for _ in 0..random.random_range(1..4) {
                let place = random.random_range(0..changed.len());
                changed[place] = random.random();
            }
            // A number may be another one; whatever is read is finite.
            drop(read(format, &changed));
        }
    }
    for format in NAMES {
        for start in [b"".as_slice(), b"PK\x03\x04", b"\x80\x02", b"\x30\0\0\0\0\0\0\0{\""] {
            let noise: Vec<u8> = (0..500).map(|_| random.random()).collect();
            refused(format, &[start, &noise].concat());
        }
    }
}

#[test]
fn every_global_but_those_of_tensors_is_refused_by_its_name() {
    for (module, name) in [
        ("os", "system"),
        ("posix", "system"),
        ("builtins", "eval"),
        ("builtins", "getattr"),
        ("subprocess", "Popen"),
        ("__main__", "NeuralNet"),
        ("torch", "load"),
        ("torch._utils", "_rebuild_tensor_v3"),
        ("torch.storage", "_load_from_bytes"),
        ("collections", "OrderedDict.update"),
        ("numpy.core.multiarray", "_reconstruct"),
    ] {
        let called = |global: &[u8]| [b"\x80\x04", global, &text("touch harm"), b"\x85R."].concat();
        let by_line = called(format!("c{module}\n{name}\n").as_bytes());
        let by_stack = called(&[text(module), text(name), vec![0x93]].concat());
        for pickle in [by_line, by_stack] {
            let message = refused("pt", &pt(&pickle, vec![]));
            assert!(message.contains(&format!("holds {module}.{name},")), "{message}");
        }
    }
}

#[test]
fn pickles_that_do_what_no_state_dict_does_are_refused() {
    let cases: [(&[u8], &str); 12] = [
        (b"\x80\x02}.", "holds no state_dict"),
        (b"\x80\x02].", "holds no state_dict"),
        (b".", "takes a value that is not there"),
        (b"\x80\x02}q\x00h\x01.", "has not remembered"),
        (b"\x80\x02e.", "takes a mark that is not there"),
        (b"\x80\x02((t0t.", "holds no state_dict"),
        (b"\x80\x02}(K\x01u.", "has a key without a value"),
        (b"\x80\x02K\x01K\x02R.", "calls what can't be called"),
        (b"\x80\x02K\x01}b.", "sets attributes of an object"),
        (b"\x80\x01}.", "has protocol 1"),
        (b"\x80\x02P0\n.", "has the opcode 0x50"),
        (b"\x80\x02X\xff\xff\xff\xffa.", "ends too early"),
    ];
    for (pickle, expected) in cases {
        let message = refused("pt", &pt(pickle, vec![]));
        assert!(message.contains(expected), "{expected}: {message}");
    }
    // A dictionary that holds itself.
    let mut own = b"\x80\x02}q\x00(".to_vec();
    own.extend([text("model"), b"h\x00".to_vec(), text("x"), whole(1), b"u.".to_vec()].concat());
    assert!(refused("pt", &pt(&own, vec![])).contains("holds no state_dict"));
}

#[test]
fn tensors_beyond_their_storage_or_with_absurd_shapes_are_refused() {
    let cases = [
        (tensor("FloatStorage", 12, 0, &[1, 13], &[13, 1]), "reaches beyond its storage"),
        (tensor("FloatStorage", 12, 11, &[1, 2], &[2, 1]), "reaches beyond its storage"),
        (tensor("FloatStorage", 12, 0, &[2, 2], &[1 << 40, 1]), "reaches beyond its storage"),
        (tensor("FloatStorage", 12, i64::MAX, &[2, 2], &[i64::MAX, i64::MAX]), "reaches beyond its storage"),
        (tensor("FloatStorage", 13, 0, &[1, 2], &[2, 1]), "another length than it says"),
        (tensor("FloatStorage", -1, 0, &[1, 2], &[2, 1]), "a storage of a negative length"),
        (tensor("FloatStorage", 12, -1, &[1, 2], &[2, 1]), "a tensor with a negative size"),
        (tensor("FloatStorage", 12, 0, &[1, -2], &[2, 1]), "a tensor with a negative size"),
        (tensor("FloatStorage", 12, 0, &[1, 2], &[1]), "more dimensions than strides, or fewer"),
        (tensor("FloatStorage", 12, 0, &[1; 9], &[1; 9]), "a tensor without a shape"),
        (tensor("FloatStorage", 12, 0, &[1 << 20, 1 << 20], &[0, 0]), "too large"),
        (tensor("HalfStorage", 12, 0, &[1, 2], &[2, 1]), "is float16, not float32 or float64"),
        (tensor("BFloat16Storage", 12, 0, &[1, 2], &[2, 1]), "is bfloat16"),
        (tensor("LongStorage", 12, 0, &[1, 2], &[2, 1]), "is int64"),
        (tensor("BoolStorage", 12, 0, &[1, 2], &[2, 1]), "is bool"),
    ];
    for (weight, expected) in cases {
        let message = refused("pt", &pt(&layer(weight), twelve()));
        assert!(message.contains(expected), "{expected}: {message}");
    }
    // Storages may be shared, and numbers lie on top of each other.
    read("pt", &pt(&layer(tensor("FloatStorage", 12, 3, &[1, 2], &[0, 0])), twelve())).unwrap();
    assert!(
        refused("pt", &archive(&[("m/data.pkl", layer(tensor("FloatStorage", 12, 0, &[1, 2], &[2, 1])))]))
            .contains("is missing")
    );
}

#[test]
fn what_does_not_make_up_linear_layers_is_told_tensor_by_tensor() {
    let of = |shape: &[i64]| tensor("FloatStorage", 12, 0, shape, &vec![1; shape.len()]);
    let message = refused(
        "pt",
        &pt(
            &dictionary(&[
                ("0.weight", of(&[3, 2])),
                ("0.bias", of(&[2])),
                ("1.weight", of(&[2, 4])),
                ("1.running_mean", of(&[3])),
                ("2.weight", of(&[1, 1, 3, 3])),
            ]),
            twelve(),
        ),
    );
    for complaint in [
        "1.running_mean [3] is not of a Linear layer",
        "2.weight [1, 1, 3, 3] is not of a Linear layer",
        "0.bias has shape [2], not [3]",
        "1.bias is missing",
    ] {
        assert!(message.contains(complaint), "{complaint}: {message}");
    }
    let infinite = f32::INFINITY.to_le_bytes().repeat(12);
    let message = refused("pt", &pt(&layer(of(&[1, 2])), infinite));
    assert!(message.contains("0.weight has inf at index 0"), "{message}");
}

#[test]
fn arrays_and_headers_that_say_what_is_not_so_are_refused() {
    let array = |header: &str, data: &[u8]| archive(&[("0.weight.npy", npy(header, data))]);
    let with = |code: &str, shape: &str| format!("{{'descr': {code}, 'fortran_order': False, 'shape': {shape}, }}");
    for (bytes, expected) in [
        (array(&with("'<f4'", "(1, 3)"), &[0; 8]), "another number of bytes than its shape needs"),
        (array(&with("'<f2'", "(1, 2)"), &[0; 4]), "is float16"),
        (array(&with("'<i8'", "(1, 2)"), &[0; 16]), "is int64"),
        (array(&with("'>f4'", "(1, 2)"), &[0; 8]), "0.weight\" has numbers that are not little-endian"),
        (array(&with("'|O'", "(1, 2)"), &[0; 8]), "is of type \"|O\", not of numbers"),
        (array(&with("[('a', '<f4')]", "(1, 2)"), &[0; 8]), "not of numbers"),
        (array(&with("'<f4'", "(1, -2)"), &[0; 8]), "has an unknown shape"),
        (array(&with("'<f4'", "(18446744073709551615, 2)"), &[]), "too large"),
        (array("{}", &[]), "has no descr in its header"),
        (archive(&[("0.weight.npy", vec![0; 80])]), "has not the first bytes of an array"),
        (archive(&[("notes.txt", vec![0; 80])]), "is no array"),
    ] {
        let message = refused("npz", &bytes);
        assert!(message.contains(expected), "{expected}: {message}");
    }
    for (header, expected) in [
        (r#"{"0.weight":{"dtype":"F16","shape":[1,2],"data_offsets":[0,4]}}"#, "is float16"),
        (r#"{"0.weight":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#, "not float32 or float64"),
        (r#"{"0.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[0,800]}}"#, "not a safetensors header"),
        (r#"{"0.weight":{"dtype":"F32","shape":[18446744073709551615,2],"data_offsets":[0,8]}}"#, "header"),
        ("{", "not a safetensors header"),
    ] {
        let size = if header.contains("F16") { 4 } else { 8 };
        let message = refused("safetensors", &safetensors(header, &vec![0; size]));
        assert!(message.contains(expected), "{expected}: {message}");
    }
    assert_eq!(formats().filter(|format| format.kind() == Kind::Weights).count(), NAMES.len());
}

#[test]
fn files_that_would_cost_much_are_refused() {
    for (name, format, bytes) in costly() {
        assert!(bytes.len() < 3 << 20, "{name}: {} bytes", bytes.len());
        assert!(!refused(format, &bytes).is_empty(), "{name}");
    }
}

/// A file of safetensors with these layers: name, outputs, inputs.
fn named(layers: &[(&str, usize, usize)]) -> Vec<u8> {
    let (mut header, mut end) = (vec![], 0);
    for (name, outputs, inputs) in layers {
        for (part, shape, size) in
            [("weight", format!("[{outputs},{inputs}]"), outputs * inputs), ("bias", format!("[{outputs}]"), *outputs)]
        {
            let (start, next) = (end, end + 4 * size);
            header.push(format!(
                "\"{name}.{part}\":{{\"dtype\":\"F32\",\"shape\":{shape},\"data_offsets\":[{start},{next}]}}"
            ));
            end = next;
        }
    }
    safetensors(&format!("{{{}}}", header.join(",")), &vec![0; end])
}

#[test]
fn layers_whose_names_say_no_order_stand_in_the_one_that_fits() {
    for (layers, widths) in [
        (&[("fc", 5, 2), ("classifier", 1, 5)][..], &[2, 5, 1][..]),
        (&[("out", 1, 3), ("b", 3, 4), ("a", 4, 2)], &[2, 4, 3, 1]),
        // Numbers say an order, whatever else would fit.
        (&[("fc10", 1, 2), ("fc9", 2, 2), ("fc1", 2, 2)], &[2, 2, 2, 1]),
    ] {
        assert_eq!(read("safetensors", &named(layers)).unwrap().widths(), widths);
    }
    let message = refused("safetensors", &named(&[("b", 2, 2), ("a", 2, 2)]));
    assert!(message.contains("names its layers in no order, and several orders fit; save them as a .pt"), "{message}");
    let message = refused("safetensors", &named(&[("b", 2, 3), ("a", 2, 4)]));
    assert!(message.contains("has shape"), "{message}");
}
