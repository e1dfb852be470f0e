//! The External Term Format of Erlang, as far as JSON values go. Clients that use it (erlpack) send
//! maps with texts as keys.

use serde_json::{Map, Number, Value};

/// The version of the format, the first byte.
const VERSION: u8 = 131;

const NEW_FLOAT: u8 = 70;
const SMALL_INTEGER: u8 = 97;
const INTEGER: u8 = 98;
const ATOM: u8 = 100;
const SMALL_TUPLE: u8 = 104;
const LARGE_TUPLE: u8 = 105;
const NIL: u8 = 106;
const STRING: u8 = 107;
const LIST: u8 = 108;
const BINARY: u8 = 109;
const SMALL_BIG: u8 = 110;
const SMALL_ATOM: u8 = 115;
const MAP: u8 = 116;
const ATOM_UTF8: u8 = 118;
const SMALL_ATOM_UTF8: u8 = 119;

/// Maximum nesting of what a client sends.
const DEEPEST: usize = 64;

/// Encodes a payload. Texts are binaries, also as keys; null is the atom `nil`.
pub(super) fn encode(value: &Value) -> Vec<u8> {
    let mut out = vec![VERSION];
    put(&mut out, value);
    out
}

fn put(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => put_atom(out, "nil"),
        Value::Bool(true) => put_atom(out, "true"),
        Value::Bool(false) => put_atom(out, "false"),
        Value::Number(number) => put_number(out, number),
        Value::String(text) => put_text(out, text),
        Value::Array(list) => {
            if !list.is_empty() {
                put_length(out, LIST, list.len());
                list.iter().for_each(|one| put(out, one));
            }
            out.push(NIL);
        }
        Value::Object(fields) => {
            put_length(out, MAP, fields.len());
            for (key, value) in fields {
                put_text(out, key);
                put(out, value);
            }
        }
    }
}

fn put_length(out: &mut Vec<u8>, tag: u8, length: usize) {
    out.push(tag);
    out.extend(u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes());
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put_length(out, BINARY, text.len());
    out.extend(text.as_bytes());
}

fn put_atom(out: &mut Vec<u8>, name: &'static str) {
    out.extend([SMALL_ATOM, u8::try_from(name.len()).unwrap_or(u8::MAX)]);
    out.extend(name.as_bytes());
}

fn put_number(out: &mut Vec<u8>, number: &Number) {
    let whole = number.as_i64().map(i128::from).or(number.as_u64().map(i128::from));
    let Some(whole) = whole else {
        out.push(NEW_FLOAT);
        return out.extend(number.as_f64().unwrap_or_default().to_be_bytes());
    };
    if let Ok(small) = u8::try_from(whole) {
        out.extend([SMALL_INTEGER, small]);
    } else if let Ok(int) = i32::try_from(whole) {
        out.push(INTEGER);
        out.extend(int.to_be_bytes());
    } else {
        out.extend([SMALL_BIG, 8, u8::from(whole < 0)]);
        out.extend(whole.unsigned_abs().to_le_bytes().iter().take(8));
    }
}

/// Decodes a payload; `None` if it is none.
pub(super) fn decode(bytes: &[u8]) -> Option<Value> {
    let mut rest = bytes.strip_prefix(&[VERSION])?;
    let value = take_value(&mut rest, DEEPEST)?;
    rest.is_empty().then_some(value)
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(length)?;
    *rest = left;
    Some(taken)
}

fn take_array<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    take(rest, N)?.try_into().ok()
}

fn take_byte(rest: &mut &[u8]) -> Option<u8> {
    take_array::<1>(rest).map(|[byte]| byte)
}

fn take_length(rest: &mut &[u8]) -> Option<usize> {
    usize::try_from(u32::from_be_bytes(take_array(rest)?)).ok()
}

fn take_value(rest: &mut &[u8], depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    Some(match take_byte(rest)? {
        SMALL_INTEGER => take_byte(rest)?.into(),
        INTEGER => i32::from_be_bytes(take_array(rest)?).into(),
        SMALL_BIG => big(rest)?,
        NEW_FLOAT => float(f64::from_be_bytes(take_array(rest)?))?,
        BINARY => {
            let length = take_length(rest)?;
            text(take(rest, length)?)?.into()
        }
        ATOM | ATOM_UTF8 => {
            let length = u16::from_be_bytes(take_array(rest)?);
            atom(take(rest, length.into())?)?
        }
        SMALL_ATOM | SMALL_ATOM_UTF8 => {
            let length = take_byte(rest)?;
            atom(take(rest, length.into())?)?
        }
        NIL => Value::Array(Vec::new()),
        // A list of small numbers.
        STRING => {
            let length = u16::from_be_bytes(take_array(rest)?);
            take(rest, length.into())?.iter().map(|byte| Value::from(*byte)).collect()
        }
        LIST => {
            let length = take_length(rest)?;
            let list = values(rest, length, depth)?;
            // The tail of a proper list.
            (take_byte(rest)? == NIL).then_some(list)?
        }
        SMALL_TUPLE => {
            let length = take_byte(rest)?;
            values(rest, length.into(), depth)?
        }
        LARGE_TUPLE => {
            let length = take_length(rest)?;
            values(rest, length, depth)?
        }
        MAP => {
            let length = take_length(rest)?;
            let mut fields = Map::new();
            for _ in 0..length {
                // "You must use string keys. Using atom keys will result in a 4002 decode error."
                let key = (take_byte(rest)? == BINARY).then(|| take_length(rest))??;
                let key = text(take(rest, key)?)?;
                fields.insert(key, take_value(rest, depth)?);
            }
            Value::Object(fields)
        }
        _ => return None,
    })
}

/// A list. Its stated length reserves no memory, because it can be anything.
fn values(rest: &mut &[u8], length: usize, depth: usize) -> Option<Value> {
    let mut list = Vec::new();
    for _ in 0..length {
        list.push(take_value(rest, depth)?);
    }
    Some(Value::Array(list))
}

fn text(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).ok().map(str::to_owned)
}

fn atom(name: &[u8]) -> Option<Value> {
    Some(match name {
        b"nil" | b"null" => Value::Null,
        b"true" => true.into(),
        b"false" => false.into(),
        name => text(name)?.into(),
    })
}

/// An integer of up to 64 bits: a sign, and bytes from the lowest on.
fn big(rest: &mut &[u8]) -> Option<Value> {
    let [length, sign] = take_array(rest)?;
    let mut all = [0; 8];
    let bytes = take(rest, length.into())?;
    all.get_mut(..bytes.len())?.copy_from_slice(bytes);
    let size = u64::from_le_bytes(all);
    if sign == 0 {
        Some(size.into())
    } else {
        i64::try_from(-i128::from(size)).ok().map(Into::into)
    }
}

/// JavaScript has no integers: a whole number above 32 bits is sent as a float.
#[expect(clippy::cast_possible_truncation, reason = "53 bits at most")]
fn float(number: f64) -> Option<Value> {
    const WHOLE: f64 = 9_007_199_254_740_991.0;
    if number.fract() == 0.0 && number.abs() <= WHOLE {
        return Some((number as i64).into());
    }
    Number::from_f64(number).map(Value::Number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// Any JSON without fractions, which floats change.
    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            ".{0,20}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 30, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map(".{0,8}", inner, 0..5)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(value in any_json()) {
            prop_assert_eq!(decode(&encode(&value)), Some(value));
        }

        #[test]
        fn any_bytes_are_decoded_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut after_version = vec![VERSION];
            after_version.extend(&bytes);
            decode(&bytes);
            decode(&after_version);
        }
    }

    #[test]
    fn terms_are_encoded_as_by_erlpack() {
        // erlpack.pack([1, "two", 3.5, {five: 5}, null, true, 2 ** 40]).
        let sent = b"\x83l\x00\x00\x00\x07a\x01m\x00\x00\x00\x03twoF@\x0c\x00\x00\x00\x00\x00\x00\
                     t\x00\x00\x00\x01m\x00\x00\x00\x04fivea\x05s\x03nils\x04true\
                     FBp\x00\x00\x00\x00\x00\x00j";
        let read = json!([1, "two", 3.5, {"five": 5}, null, true, 1_099_511_627_776_i64]);
        assert_eq!(decode(sent), Some(read));
        // Erlang's own encoder: a list of small numbers, an atom, a negative big number.
        assert_eq!(decode(b"\x83k\x00\x02\x00\x01"), Some(json!([0, 1])));
        assert_eq!(decode(b"\x83w\x02up"), Some(json!("up")));
        assert_eq!(decode(b"\x83n\x05\x01\x00\x00\x00\x00\x01"), Some(json!(-4_294_967_296_i64)));
    }

    #[test]
    fn invalid_terms_are_refused() {
        let deep = [&[VERSION][..], &b"l\x00\x00\x00\x01".repeat(100), b"j", &b"j".repeat(100)];
        for bytes in [
            &b""[..],
            b"a\x01",
            b"\x83",
            b"\x83a\x01a",
            // A key that is an atom.
            b"\x83t\x00\x00\x00\x01s\x02opa\x01",
            // More rows than there are bytes.
            b"\x83l\xff\xff\xff\xffa\x01",
            b"\x83m\xff\xff\xff\xffa",
            b"\x83n\x09\x00123456789",
            b"\x83n\x08\x01\xff\xff\xff\xff\xff\xff\xff\xff",
            b"\x83F\x7f\xf8\x00\x00\x00\x00\x00\x00",
            &deep.concat(),
        ] {
            assert_eq!(decode(bytes), None, "{bytes:?}");
        }
    }
}
