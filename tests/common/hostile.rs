//! Files that cost more to read than they should: for the benchmark of inputs, and the test that bounds what they take.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use blobtui::file::{Content, FORMATS};
use blobtui::preset;
use blobtui::train::Trainer;
use safetensors::SafeTensors;
use safetensors::tensor::TensorView;
use sha2::{Digest, Sha256};

/// Bytes of an input.
pub const SIZE: usize = 8 << 20;

/// A file to be read, and what reads it.
pub struct Input {
    pub name: &'static str,
    pub kind: Kind,
    pub bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Checkpoint,
    Table,
    Preset,
    Run,
}

/// All of them.
pub fn inputs() -> Vec<Input> {
    [checkpoints(), tables(), presets(), runs()].into_iter().flatten().collect()
}

/// A text, again and again, up to so many bytes.
fn filled(start: &str, unit: impl Fn(usize) -> String, end: &str, size: usize) -> Vec<u8> {
    let mut text = start.to_owned();
    for index in 0.. {
        let piece = unit(index);
        if text.len() + piece.len() + end.len() > size {
            break;
        }
        text += &piece;
    }
    (text + end).into_bytes()
}

/// A file of safetensors with this header, and zeros up to the size.
fn with_header(header: &[u8]) -> Vec<u8> {
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(header);
    bytes.resize(SIZE.max(bytes.len()), 0);
    bytes
}

fn checkpoints() -> Vec<Input> {
    let header = 2 << 20;
    let metadata = |size| filled(r#"{"__metadata__":{"k":"""#, |index| format!(r#","{index:06}":"""#), "}}", size);
    let tensor = |index| format!(r#","{index:06}":{{"dtype":"F32","shape":[],"data_offsets":[0,0]}}"#);
    let tensors = filled(r#"{"__metadata__":{}"#, tensor, "}", header);
    let start = r#"{"t":{"dtype":"F32","data_offsets":[0,0],"shape":[0"#;
    let shape = filled(start, |_| ",1".into(), "]}}", header);
    let deep = filled(r#"{"t":"#, |_| "[".into(), "", header);
    let long = filled(r#"{"__metadata__":{"format":""#, |_| "A".into(), r#""}}"#, header);
    let dtype = filled(r#"{"t":{"dtype":""#, |_| "A".into(), r#"","shape":[],"data_offsets":[0,0]}}"#, header);
    // Of this value, with its checksum.
    let of = |key: &str, value: Vec<u8>| checkpoint_with(key, &String::from_utf8(value).expect("text"));
    let room = header - (600 << 10);
    let edit = |index: usize| format!("(epoch:{},batch:0,change:Batch(Size({}))),", 1 + index / 2, 1 + index % 2);
    let span = |index: usize| format!(";{index} 0.5 -");
    [
        ("header of 500,000 keys", with_header(&metadata(SIZE))),
        ("header of 2 MiB of keys", with_header(&metadata(header))),
        ("header of 2 MiB of tensors", with_header(&tensors)),
        ("shape of 1,000,000 dimensions", with_header(&shape)),
        ("header of open brackets", with_header(&deep)),
        ("format of 2 MiB", with_header(&long)),
        ("type of a tensor of 2 MiB", with_header(&dtype)),
        ("journal of 1.5 MB", of("journal", filled("[", edit, "]", room))),
        ("journal of 1.5 MB of points", of("journal", filled("[", point, "]", room))),
        ("history of 1.5 MB", of("history", filled("1", span, "", room))),
        ("states of 1.5 MB", of("states", filled("[", |index| format!("(epoch:{index},hash:\"\"),"), "]", room))),
        ("bookmarks of 1.5 MB", of("marks", filled("[", |_| "(epoch:0,sign:Note,note:\"\"),".into(), "]", room))),
        ("preset of 1.5 MB of brackets", of("preset", filled("", |_| "(".into(), "", room))),
        (
            "preset of 1.5 MB of units",
            of("preset", filled("Preset(network:Network(hidden:[", |_| "8,".into(), "]))", room)),
        ),
        ("name of 1.5 MB", of("name", filled("", |_| "A".into(), "", room))),
    ]
    .map(|(name, bytes)| Input { name, kind: Kind::Checkpoint, bytes })
    .into()
}

/// An edit that draws a point, or takes one away again where the most are drawn.
fn point(index: usize) -> String {
    if index < 4_000 || index.is_multiple_of(2) {
        return format!("(epoch:{index},batch:0,change:Point(Draw(0,(1.0,0.0,1.0)))),");
    }
    format!("(epoch:{index},batch:0,change:Point(Erase(0))),")
}

/// A checkpoint with another value of a metadata key, and the checksum that fits.
fn checkpoint_with(key: &str, value: &str) -> Vec<u8> {
    let recipe = preset::find("xor-blobs").expect("a built-in preset");
    let checkpoint = Trainer::new(&recipe.name, recipe.preset).checkpoint();
    let mut bytes = Vec::new();
    FORMATS[0].write(&Content::Checkpoint(&checkpoint), &mut bytes).expect("a checkpoint can be written");
    let (_, header) = SafeTensors::read_metadata(&bytes).expect("a header");
    let mut metadata: BTreeMap<String, String> = header.metadata().clone().expect("metadata").into_iter().collect();
    metadata.remove("checksum");
    // Whatever says how far the run has come gives way, so that the value is read to its end.
    metadata.insert("epoch".into(), "100000000".into());
    metadata.insert(key.into(), value.into());
    let tensors: BTreeMap<String, TensorView> =
        SafeTensors::deserialize(&bytes).expect("tensors").iter().map(|(name, view)| (name.to_owned(), view)).collect();
    metadata.insert("checksum".into(), checksum(&metadata, &tensors));
    let metadata: HashMap<String, String> = metadata.into_iter().collect();
    let mut bytes = safetensors::serialize(tensors, Some(metadata)).expect("it can be written");
    bytes.shrink_to_fit();
    bytes
}

/// The checksum of a checkpoint, as `docs/guide.md` describes it.
fn checksum(metadata: &BTreeMap<String, String>, tensors: &BTreeMap<String, TensorView>) -> String {
    let mut hash = Sha256::new();
    let count = |hash: &mut Sha256, number: usize| hash.update((number as u64).to_le_bytes());
    let text = |hash: &mut Sha256, text: &str| {
        count(hash, text.len());
        hash.update(text);
    };
    count(&mut hash, metadata.len());
    for (key, value) in metadata {
        text(&mut hash, key);
        text(&mut hash, value);
    }
    count(&mut hash, tensors.len());
    for (name, tensor) in tensors {
        text(&mut hash, name);
        count(&mut hash, tensor.shape().len());
        tensor.shape().iter().for_each(|dimension| count(&mut hash, *dimension));
        hash.update(tensor.data());
    }
    hash.finalize().iter().fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").expect("a string takes all");
        digits
    })
}

/// A table of 100,000 rows by 16 columns and a label.
pub fn largest_table() -> Vec<u8> {
    let row = |index: usize| {
        let cells =
            (0..16).map(|column| format!("{}.{:02},", (index + column) % 9, index % 100)).collect::<Vec<_>>().concat();
        format!("{cells}{}\n", index % 2)
    };
    (0..100_000).map(row).collect::<String>().into_bytes()
}

fn tables() -> Vec<Input> {
    let row = |width: usize| format!("{}1\n", "1,".repeat(width - 1));
    let mut largest = largest_table();
    let end = largest[..SIZE.min(largest.len())].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    largest.truncate(end);
    [
        ("rows of 10,000 columns", filled("", |_| row(10_000), "", SIZE)),
        ("rows of 1,000 columns", filled("", |_| row(1_000), "", SIZE)),
        ("rows of 17 columns", largest),
        ("rows of one column", filled("x\n", |_| "1\n".into(), "", SIZE)),
        ("rows of three columns", filled("x,y,label\n", |index| format!("1,2,{}\n", index % 2), "", SIZE)),
        ("empty lines", filled("x,y,label\n", |_| "\n".into(), "1,2,1", SIZE)),
        ("one line of columns", filled("", |_| "1,".into(), "", SIZE)),
        ("a cell of 8 MB", filled("x,y,label\n1,2,", |_| "A".into(), "", SIZE)),
        ("a name of 8 MB", filled("x,y,", |_| "A".into(), "\n1,2,1\n3,4,0\n", SIZE)),
        ("a quote that is never closed", filled("x,y,label\n\"1", |_| "1,2,1\n".into(), "", SIZE)),
        ("quotes alone", filled("", |_| "\"".into(), "", SIZE)),
        ("100,000 different labels", filled("x,y,label\n", |index| format!("1,2,label {index}\n"), "", SIZE)),
    ]
    .map(|(name, bytes)| Input { name, kind: Kind::Table, bytes })
    .into()
}

fn presets() -> Vec<Input> {
    let tutorial = preset::text("xor-blobs").expect("a built-in preset");
    let with = |from: &str, to: &str| tutorial.replacen(from, to, 1).into_bytes();
    let list = |unit: &str| unit.repeat((1 << 20) / unit.len() - 2000);
    [
        ("a preset of 8 MB", filled("Preset(", |_| "(".into(), "", SIZE)),
        ("a preset of brackets", filled("Preset(", |_| "[".into(), "", 1 << 20)),
        ("a preset of fields", filled("Preset(", |index| format!("f{index}:0,"), ")", 1 << 20)),
        ("a preset of items", filled("Preset(version:1,data:[", |_| "0,".into(), "])", 1 << 20)),
        ("a preset with a comment", filled("/*", |_| "/*".into(), "", 1 << 20)),
        ("a title of 1 MiB", with("Four blobs", &"A".repeat((1 << 20) - 8000))),
        ("a field of 1 MiB", with("seed", &"s".repeat((1 << 20) - 8000))),
        ("hidden layers of 1 MiB", with("hidden: [5]", &format!("hidden: [{}]", list("5,")))),
        ("labels of 1 MiB", with("labels: [", &format!("labels: [{}", list("0,")))),
        ("centers of 1 MiB", with("centers: [", &format!("centers: [{}", list("(1.0,1.0),")))),
    ]
    .map(|(name, bytes)| Input { name, kind: Kind::Preset, bytes })
    .into()
}

fn runs() -> Vec<Input> {
    let size = 4 << 20;
    let tutorial = preset::text("xor-blobs").expect("a built-in preset");
    let tutorial: String = tutorial.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let run =
        |branches: &str| format!("Run(version:1,name:\"a\",preset:{tutorial},current:\"main\",branches:[{branches}");
    let main = run("(name:\"main\",newest:(epoch:100000000,batch:0),");
    let edit = |index: usize| format!("(epoch:{},batch:0,change:Batch(Size({}))),", 1 + index / 2, 1 + index % 2);
    let bookmark = |_| "(epoch:0,sign:Note,note:\"\"),".to_owned();
    let branch = |index| format!("(name:\"b{index}\",from:\"main\",at:(epoch:0,batch:0),newest:(epoch:0,batch:0)),");
    [
        ("a run of 8 MB", filled(&format!("{main}edits:["), edit, "])])", SIZE)),
        ("a journal of 4 MiB", filled(&format!("{main}edits:["), edit, "])])", size)),
        ("a journal of 4 MiB of points", filled(&format!("{main}edits:["), point, "])])", size)),
        ("an unfinished journal", filled(&format!("{main}edits:["), edit, "", size)),
        ("bookmarks of 4 MiB", filled(&format!("{main}marks:["), bookmark, "])])", size)),
        ("states of 4 MiB", filled(&format!("{main}states:["), |_| "(epoch:0,hash:\"\"),".into(), "])])", size)),
        ("branches of 4 MiB", filled(&run("(name:\"main\",newest:(epoch:0,batch:0)),"), branch, "])", size)),
        ("a run of brackets", filled("Run(", |_| "(".into(), "", size)),
        ("a run of items", filled("Run(version:1,branches:[", |_| "0,".into(), "])", size)),
        ("a name of a branch of 4 MiB", filled(&run("(name:\""), |_| "A".into(), "\")])", size)),
    ]
    .map(|(name, bytes)| Input { name, kind: Kind::Run, bytes })
    .into()
}
