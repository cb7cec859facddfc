//! The structure of models, read by the rules of the wire format. Runtimes are asked by `tests/interop/`.

use super::model;
use crate::file::trained::examples::{all, checkpoint, harmful};
use crate::network::Unit;
use crate::network::{Activation, Architecture};
use crate::train::Change;

/// A field: its number, and a number or bytes.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Number(u64),
    Bytes(Vec<u8>),
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let mut value = 0;
    for place in 0.. {
        let (first, rest) = bytes.split_first().unwrap();
        *bytes = rest;
        value |= u64::from(first & 0x7f) << (7 * place);
        if first & 0x80 == 0 {
            break;
        }
    }
    value
}

/// The fields of a message.
fn fields(mut bytes: &[u8]) -> Vec<(u64, Value)> {
    let mut fields = vec![];
    while !bytes.is_empty() {
        let tag = varint(&mut bytes);
        let length = match tag & 7 {
            0 => {
                fields.push((tag >> 3, Value::Number(varint(&mut bytes))));
                continue;
            }
            2 => varint(&mut bytes) as usize,
            5 => 4,
            wire => panic!("wire type {wire}"),
        };
        let (value, rest) = bytes.split_at(length);
        bytes = rest;
        fields.push((tag >> 3, Value::Bytes(value.to_vec())));
    }
    fields
}

/// The values of a field of bytes.
fn all_of(message: &[u8], field: u64) -> Vec<Vec<u8>> {
    let values = fields(message).into_iter().filter(|(number, _)| *number == field);
    values.map(|(_, value)| if let Value::Bytes(bytes) = value { bytes } else { panic!("a number") }).collect()
}

fn one(message: &[u8], field: u64) -> Vec<u8> {
    let [value] = all_of(message, field).try_into().unwrap();
    value
}

fn texts(message: &[u8], field: u64) -> Vec<String> {
    all_of(message, field).into_iter().map(|bytes| String::from_utf8(bytes).unwrap()).collect()
}

fn metadata(model: &[u8], key: &str) -> String {
    let pairs = all_of(model, 14);
    let value = pairs.iter().find(|pair| texts(pair, 1) == [key]).unwrap();
    texts(value, 2).remove(0)
}

#[test]
fn the_model_has_its_versions_a_free_batch_and_the_texts() {
    let model = model(&checkpoint("blobs-8", 1, |_| {}));
    assert!(fields(&model).contains(&(1, Value::Number(8))));
    assert_eq!(fields(&one(&model, 8)), [(1, Value::Bytes(vec![])), (2, Value::Number(17))]);
    let graph = one(&model, 7);
    let operators: Vec<_> = all_of(&graph, 1).iter().flat_map(|node| texts(node, 4)).collect();
    assert_eq!(operators, ["Gemm", "Tanh", "Gemm", "Softmax"]);
    for (field, name, width) in [(11, "x", 2), (12, "probabilities", 8)] {
        let value = one(&graph, field);
        assert_eq!(texts(&value, 1), [name]);
        let shape = one(&one(&one(&value, 2), 1), 2);
        let lengths: Vec<_> = all_of(&shape, 1).iter().map(|length| fields(length)).collect();
        assert_eq!(lengths, [vec![(2, Value::Bytes("batch".into()))], vec![(1, Value::Number(width))]]);
    }
    assert_eq!((metadata(&model, "preset"), metadata(&model, "epoch")), ("blobs-8".into(), "1".into()));
    assert_eq!(metadata(&model, "columns"), r#"["x","y"]"#);
    assert_eq!(metadata(&model, "classes"), r#"["0","1","2","3","4","5","6","7"]"#);
}

#[test]
fn every_name_that_a_node_takes_is_given_before_it_and_the_same_network_has_the_same_bytes() {
    for checkpoint in all() {
        let bytes = model(&checkpoint);
        assert_eq!(model(&checkpoint), bytes);
        let graph = one(&bytes, 7);
        let mut given = vec!["x".to_owned()];
        given.extend(all_of(&graph, 5).iter().flat_map(|tensor| texts(tensor, 8)));
        for node in all_of(&graph, 1) {
            assert!(texts(&node, 1).iter().all(|name| given.contains(name)), "{:?}", texts(&node, 1));
            given.extend(texts(&node, 2));
        }
        assert!(given.contains(&texts(&one(&graph, 12), 1)[0]));
        let count = given.len();
        given.sort_unstable();
        given.dedup();
        assert_eq!(given.len(), count, "a name is given twice");
    }
}

#[test]
fn a_unit_that_is_off_leaves_zeros() {
    let mut checkpoint = checkpoint("xor-blobs", 1, |preset| {
        preset.network = Architecture { hidden: vec![2], activation: Activation::Relu.into() };
    });
    checkpoint.edit(Change::Off(Unit { layer: 0, index: 1 }, true));
    let graph = one(&model(&checkpoint), 7);
    let tensors = all_of(&graph, 5);
    let weight = tensors.iter().find(|tensor| texts(tensor, 8) == ["linear_2.weight"]).unwrap();
    let [first, second] = one(weight, 9).as_chunks::<4>().0.try_into().unwrap();
    assert_eq!(f32::from_le_bytes(second), 0.0);
    assert_ne!(f32::from_le_bytes(first), 0.0);
}

#[test]
fn names_of_people_stand_in_the_metadata_as_they_are() {
    let checkpoint = harmful();
    let model = model(&checkpoint);
    assert_eq!(metadata(&model, "title"), checkpoint.preset.title);
    let columns: Vec<String> = serde_json::from_str(&metadata(&model, "columns")).unwrap();
    assert_eq!(columns, checkpoint.preset.data.table().unwrap().columns());
}
