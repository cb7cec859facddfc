//! Python's pickles, as far as PyTorch needs them for weights: a restricted reader.
//!
//! Builds tensors, dictionaries, lists, tuples, numbers, texts, true, false and None. Every other global is refused by
//! its name, and nothing of a pickle is ever run. Opcodes are those of `Lib/pickletools.py` in Python's source.

use std::collections::HashMap;

use super::{Dtype, MAX_DIMENSIONS};
use crate::text::excerpt;

/// The most values of a pickle: many times those of a checkpoint with a long list of losses.
const MAX_VALUES: usize = 1 << 17;
/// The most dimensions of a tensor.
/// The most tensors.
const MAX_TENSORS: usize = 10_000;

/// The place of a value among those of its pickle.
pub(super) type Index = usize;

/// A value of a pickle.
#[derive(Debug)]
pub(super) enum Value<'a> {
    /// None, true, false, a number that is not whole, a text that is not UTF-8: what is of no use here.
    Other,
    Whole(i64),
    Text(&'a str),
    /// A list or a tuple.
    List(Vec<Index>),
    Dictionary(Vec<(Index, Index)>),
    Global(Global),
    Storage(Storage<'a>),
    Tensor(Box<TensorView<'a>>),
}

/// A global that a pickle may name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Global {
    OrderedDict,
    Tensor,
    Parameter,
    Storage(Dtype),
}

/// Numbers in an entry of their own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Storage<'a> {
    pub(super) dtype: Dtype,
    pub(super) key: &'a str,
    /// How many numbers it has.
    pub(super) length: u64,
}

/// A tensor: some of the numbers of a storage.
#[derive(Clone, Debug)]
pub(super) struct TensorView<'a> {
    pub(super) storage: Storage<'a>,
    /// Index of the first number.
    pub(super) offset: u64,
    pub(super) shape: Vec<u64>,
    /// Distance of neighbours in each dimension, in numbers.
    pub(super) strides: Vec<u64>,
}

/// A pickle that was read.
#[derive(Debug)]
pub(super) struct Pickle<'a> {
    values: Vec<Value<'a>>,
    root: Index,
}

impl<'a> Pickle<'a> {
    /// Reads a pickle.
    ///
    /// # Errors
    /// Says what is wrong, and at which byte.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, String> {
        let mut reader =
            Reader { bytes, at: 0, values: vec![], stack: vec![], marks: vec![], memo: HashMap::new(), tensors: 0 };
        loop {
            let at = reader.at;
            let opcode = reader.byte().map_err(|problem| format!("{problem} at byte {at}"))?;
            if opcode == b'.' {
                let root = reader.pop().map_err(|problem| format!("{problem} at byte {at}"))?;
                return Ok(Self { values: reader.values, root });
            }
            reader.step(opcode).map_err(|problem| format!("{problem} at byte {at}"))?;
        }
    }

    pub(super) fn root(&self) -> Index {
        self.root
    }

    pub(super) fn value(&self, index: Index) -> &Value<'a> {
        &self.values[index]
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    values: Vec<Value<'a>>,
    stack: Vec<Index>,
    /// Heights of the stack.
    marks: Vec<usize>,
    memo: HashMap<u32, Index>,
    /// How many tensors were built.
    tensors: usize,
}

type Step<T = ()> = Result<T, String>;

impl<'a> Reader<'a> {
    fn step(&mut self, opcode: u8) -> Step {
        match opcode {
            0x80 => match self.byte()? {
                2..=5 => Ok(()),
                other => Err(format!("has protocol {other}, not 2 to 5")),
            },
            // The length of a frame.
            0x95 => self.take(8).map(drop),
            b'N' | 0x88 | 0x89 => self.push(Value::Other),
            b'G' => {
                self.take(8)?;
                self.push(Value::Other)
            }
            b'J' | b'K' | b'M' | 0x8a => self.whole(opcode),
            b'X' | b'T' | 0x8c | 0x8d | b'U' => self.text(opcode),
            b'c' | 0x93 => self.global(opcode),
            b'(' | b'0' | b'1' | b'2' => self.shuffle(opcode),
            b'q' | b'r' | 0x94 | b'h' | b'j' => self.memorize(opcode),
            b')' | b't' | 0x85..=0x87 | b']' | b'l' | b'a' | b'e' => self.list(opcode),
            b'}' | b'd' | b's' | b'u' => self.dictionary(opcode),
            b'Q' => self.storage(),
            b'R' => self.reduce(),
            b'b' => self.build(),
            other => Err(format!("has the opcode 0x{other:02x}, which no state_dict needs,")),
        }
    }

    fn take(&mut self, count: usize) -> Step<&'a [u8]> {
        let rest = &self.bytes[self.at..];
        let taken = rest.get(..count).ok_or("ends too early")?;
        self.at += count;
        Ok(taken)
    }

    fn byte(&mut self) -> Step<u8> {
        Ok(self.take(1)?[0])
    }

    /// An unsigned number of this many bytes, 8 at most.
    fn number(&mut self, bytes: usize) -> Step<u64> {
        Ok(self.take(bytes)?.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn push(&mut self, value: Value<'a>) -> Step {
        if self.values.len() == MAX_VALUES {
            return Err(format!("has more than {MAX_VALUES} values"));
        }
        self.values.push(value);
        self.push_index(self.values.len() - 1)
    }

    fn push_index(&mut self, index: Index) -> Step {
        if self.stack.len() == MAX_VALUES {
            return Err(format!("has more than {MAX_VALUES} values on its stack"));
        }
        self.stack.push(index);
        Ok(())
    }

    fn pop(&mut self) -> Step<Index> {
        // What lies below the last mark is out of reach.
        let bottom = self.marks.last().copied().unwrap_or(0);
        let value = if self.stack.len() > bottom { self.stack.pop() } else { None };
        value.ok_or_else(|| "takes a value that is not there".into())
    }

    fn top(&self) -> Step<Index> {
        self.stack.last().copied().ok_or_else(|| "takes a value that is not there".into())
    }

    /// The values above the last mark.
    fn above_mark(&mut self) -> Step<Vec<Index>> {
        let mark = self.marks.pop().ok_or("takes a mark that is not there")?;
        Ok(self.stack.split_off(mark.min(self.stack.len())))
    }

    fn whole(&mut self, opcode: u8) -> Step {
        let number = match opcode {
            b'J' => i64::from((self.number(4)? as u32).cast_signed()),
            b'K' => self.number(1)?.cast_signed(),
            b'M' => self.number(2)?.cast_signed(),
            _ => {
                let length = usize::from(self.byte()?);
                if length > 8 {
                    self.take(length)?;
                    return self.push(Value::Other);
                }
                let number = self.number(length)?;
                // The highest bit is the sign.
                let unused = 64 - 8 * length as u32;
                if length == 0 { 0 } else { (number << unused).cast_signed() >> unused }
            }
        };
        self.push(Value::Whole(number))
    }

    fn text(&mut self, opcode: u8) -> Step {
        let length = match opcode {
            0x8c | b'U' => self.number(1)?,
            0x8d => self.number(8)?,
            _ => self.number(4)?,
        };
        let bytes = self.take(usize::try_from(length).map_err(|_| "ends too early")?)?;
        self.push(str::from_utf8(bytes).map_or(Value::Other, Value::Text))
    }

    fn line(&mut self) -> Step<&'a str> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| *byte == b'\n').ok_or("ends too early")?;
        let line = self.take(length)?;
        self.take(1)?;
        str::from_utf8(line).map_err(|_| "names a global that is not UTF-8".into())
    }

    fn global(&mut self, opcode: u8) -> Step {
        let (module, name) = if opcode == b'c' {
            (self.line()?, self.line()?)
        } else {
            let (name, module) = (self.pop()?, self.pop()?);
            match (&self.values[module], &self.values[name]) {
                (Value::Text(module), Value::Text(name)) => (*module, *name),
                _ => return Err("names a global by something else than texts".into()),
            }
        };
        let global = match (module, name) {
            ("collections", "OrderedDict") => Some(Global::OrderedDict),
            ("torch._utils", "_rebuild_tensor_v2") => Some(Global::Tensor),
            ("torch._utils", "_rebuild_parameter") => Some(Global::Parameter),
            ("torch", class) => Dtype::of_storage(class).map(Global::Storage),
            _ => None,
        };
        let global = global.ok_or_else(|| {
            let named = excerpt(&format!("{module}.{name}"));
            format!("holds {named}, which is neither a tensor nor a number,")
        })?;
        self.push(Value::Global(global))
    }

    fn shuffle(&mut self, opcode: u8) -> Step {
        match opcode {
            b'(' if self.marks.len() == MAX_VALUES => Err(format!("has more than {MAX_VALUES} marks")),
            b'(' => {
                self.marks.push(self.stack.len());
                Ok(())
            }
            b'0' => self.pop().map(drop),
            b'1' => self.above_mark().map(drop),
            _ => self.push_index(self.top()?),
        }
    }

    fn memorize(&mut self, opcode: u8) -> Step {
        let key = match opcode {
            0x94 => self.memo.len() as u64,
            b'q' | b'h' => self.number(1)?,
            _ => self.number(4)?,
        } as u32;
        if matches!(opcode, b'h' | b'j') {
            let index = *self.memo.get(&key).ok_or("takes a value that it has not remembered")?;
            return self.push_index(index);
        }
        if self.memo.len() == MAX_VALUES {
            return Err(format!("remembers more than {MAX_VALUES} values"));
        }
        self.memo.insert(key, self.top()?);
        Ok(())
    }

    fn list(&mut self, opcode: u8) -> Step {
        let items = match opcode {
            b')' | b']' => vec![],
            b't' | b'l' | b'e' => self.above_mark()?,
            b'a' => vec![self.pop()?],
            count => {
                let mut items = (0x84..count).map(|_| self.pop()).collect::<Step<Vec<_>>>()?;
                items.reverse();
                items
            }
        };
        if !matches!(opcode, b'a' | b'e') {
            return self.push(Value::List(items));
        }
        let list = self.top()?;
        match &mut self.values[list] {
            Value::List(list) => list.extend(items),
            _ => return Err("appends to what is no list".into()),
        }
        Ok(())
    }

    fn dictionary(&mut self, opcode: u8) -> Step {
        let items = match opcode {
            b'}' => vec![],
            b's' => {
                let value = self.pop()?;
                vec![self.pop()?, value]
            }
            _ => self.above_mark()?,
        };
        let (pairs, rest) = items.as_chunks::<2>();
        if !rest.is_empty() {
            return Err("has a key without a value".into());
        }
        let pairs = pairs.iter().map(|&[key, value]| (key, value));
        if matches!(opcode, b'}' | b'd') {
            let pairs = pairs.collect();
            return self.push(Value::Dictionary(pairs));
        }
        let dictionary = self.top()?;
        match &mut self.values[dictionary] {
            Value::Dictionary(dictionary) => dictionary.extend(pairs),
            _ => return Err("sets a key of what is no dictionary".into()),
        }
        Ok(())
    }

    /// The storage that a persistent identity names: the word, the class, the key, the device, the length.
    fn storage(&mut self) -> Step {
        let identity = self.pop()?;
        let Value::List(parts) = &self.values[identity] else { return Err("names a storage in an unknown way".into()) };
        let parts: Vec<_> = parts.iter().take(6).map(|part| &self.values[*part]).collect();
        let [Value::Text("storage"), Value::Global(Global::Storage(dtype)), Value::Text(key), _, Value::Whole(length)] =
            parts[..]
        else {
            return Err("names a storage in an unknown way".into());
        };
        let length = u64::try_from(*length).map_err(|_| "has a storage of a negative length")?;
        self.push(Value::Storage(Storage { dtype: *dtype, key, length }))
    }

    fn reduce(&mut self) -> Step {
        let (arguments, global) = (self.pop()?, self.pop()?);
        let (Value::List(arguments), Value::Global(global)) = (&self.values[arguments], &self.values[global]) else {
            return Err("calls what can't be called".into());
        };
        match (global, arguments.as_slice()) {
            (Global::OrderedDict, []) => self.push(Value::Dictionary(vec![])),
            // The tensor of a parameter, whether it has a gradient, hooks.
            (Global::Parameter, &[tensor, _, _]) if matches!(self.values[tensor], Value::Tensor(_)) => {
                self.push_index(tensor)
            }
            (Global::Tensor, &[storage, offset, shape, strides, ..]) if arguments.len() <= 7 => {
                let tensor = self.tensor([storage, offset, shape, strides])?;
                self.tensors += 1;
                if self.tensors > MAX_TENSORS {
                    return Err(format!("has more than {MAX_TENSORS} tensors"));
                }
                self.push(Value::Tensor(Box::new(tensor)))
            }
            _ => Err("builds a tensor or a dictionary in an unknown way".into()),
        }
    }

    fn tensor(&self, [storage, offset, shape, strides]: [Index; 4]) -> Step<TensorView<'a>> {
        let whole = |index: &Index| match self.values[*index] {
            Value::Whole(number) => u64::try_from(number).map_err(|_| "has a tensor with a negative size".to_owned()),
            _ => Err("has a tensor whose size is no number".into()),
        };
        let sizes = |index: Index| match &self.values[index] {
            Value::List(sizes) if sizes.len() <= MAX_DIMENSIONS => sizes.iter().map(whole).collect::<Step<Vec<_>>>(),
            _ => Err("has a tensor without a shape".into()),
        };
        let Value::Storage(storage) = self.values[storage] else { return Err("has a tensor without a storage".into()) };
        let (shape, strides) = (sizes(shape)?, sizes(strides)?);
        if shape.len() != strides.len() {
            return Err("has a tensor with more dimensions than strides, or fewer,".into());
        }
        Ok(TensorView { storage, offset: whole(&offset)?, shape, strides })
    }

    /// Takes what Python would put into the attributes of an object, which dictionaries do without.
    fn build(&mut self) -> Step {
        self.pop()?;
        let object = self.top()?;
        if matches!(self.values[object], Value::Dictionary(_)) {
            Ok(())
        } else {
            Err("sets attributes of an object".into())
        }
    }
}
