//! The encodings and compressions of the gateway, read by decoders that are not the emulator's.

use std::io::Read;

use eetf::{Atom, BigInteger, Binary, FixInteger, List, Map, Term};
use flate2::{Decompress, FlushDecompress};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message as Frame;

use super::{Observation, Socket, identify, world};

/// How a client reads and writes payloads.
pub(super) struct Encoding {
    is_etf: bool,
    packing: Packing,
}

enum Packing {
    /// Plain, or each payload by itself.
    Each,
    Zlib(Decompress),
    /// All that came so far, and the length of what it contains.
    Zstd(Vec<u8>, usize),
}

impl Encoding {
    /// The encoding that the query of a connection asks for.
    pub(super) fn of(query: &str) -> Self {
        let packing = match () {
            () if query.contains("zlib-stream") => Packing::Zlib(Decompress::new(true)),
            () if query.contains("zstd-stream") => Packing::Zstd(Vec::new(), 0),
            () => Packing::Each,
        };
        Self { is_etf: query.contains("encoding=etf"), packing }
    }

    pub(super) fn frame(&self, payload: &Value) -> Frame {
        if !self.is_etf {
            return Frame::Text(payload.to_string().into());
        }
        let mut out = Vec::new();
        term(payload).encode(&mut out).unwrap();
        Frame::Binary(out.into())
    }

    pub(super) fn payload(&mut self, frame: &[u8]) -> Value {
        let bytes = match &mut self.packing {
            // The first byte of a zlib stream; no payload begins with it.
            Packing::Each if frame.starts_with(&[0x78]) => {
                let mut out = Vec::new();
                flate2::read::ZlibDecoder::new(frame).read_to_end(&mut out).unwrap();
                out
            }
            Packing::Each => frame.to_vec(),
            Packing::Zlib(stream) => {
                assert!(frame.ends_with(&[0, 0, 0xff, 0xff]), "a whole message ends in a flush");
                let mut out = Vec::with_capacity(1 << 20);
                stream.decompress_vec(frame, &mut out, FlushDecompress::Sync).unwrap();
                out
            }
            Packing::Zstd(all, read) => {
                all.extend(frame);
                // An empty last block ends the frame here.
                let whole = [&all[..], &[1, 0, 0]].concat();
                let mut decoder = ruzstd::decoding::StreamingDecoder::new(&whole[..]).unwrap();
                let mut out = Vec::new();
                decoder.read_to_end(&mut out).unwrap();
                let new = out.split_off(*read);
                *read += new.len();
                new
            }
        };
        if self.is_etf {
            json_of(&Term::decode(&bytes[..]).unwrap())
        } else {
            serde_json::from_slice(&bytes).unwrap()
        }
    }
}

fn term(value: &Value) -> Term {
    let text = |text: &str| Term::from(Binary { bytes: text.as_bytes().to_vec() });
    match value {
        Value::Null => Atom::from("nil").into(),
        Value::Bool(flag) => Atom::from(flag.to_string()).into(),
        Value::Number(number) => match i32::try_from(number.as_i64().unwrap()) {
            Ok(small) => FixInteger::from(small).into(),
            Err(_) => BigInteger::from(number.as_i64().unwrap()).into(),
        },
        Value::String(string) => text(string),
        Value::Array(list) => List { elements: list.iter().map(term).collect() }.into(),
        Value::Object(fields) => {
            let map = fields.iter().map(|(key, value)| (text(key), term(value))).collect();
            Map { map }.into()
        }
    }
}

fn json_of(term: &Term) -> Value {
    match term {
        Term::Atom(atom) => match atom.name.as_str() {
            "nil" => Value::Null,
            name => json!(name.parse::<bool>().unwrap()),
        },
        Term::FixInteger(number) => json!(number.value),
        Term::BigInteger(number) => number.to_string().parse::<u64>().unwrap().into(),
        Term::Float(number) => json!(number.value),
        Term::Binary(text) => json!(std::str::from_utf8(&text.bytes).unwrap()),
        Term::List(list) => list.elements.iter().map(json_of).collect(),
        Term::Map(map) => {
            let pairs = map.map.iter();
            let key = |key: &Term| json_of(key).as_str().unwrap().to_owned();
            Value::Object(pairs.map(|(name, value)| (key(name), json_of(value))).collect())
        }
        other => panic!("no JSON: {other:?}"),
    }
}

#[tokio::test]
async fn every_encoding_with_every_compression() {
    for encoding in ["json", "etf"] {
        for compress in ["", "&compress=zlib-stream", "&compress=zstd-stream"] {
            let w = world().await;
            let query = format!("v=10&encoding={encoding}{compress}");
            let mut s = Socket::open(&w, &query).await;
            let Observation::Payload(hello) = s.hear().await else { panic!("no hello") };
            assert_eq!(
                hello,
                json!({"op": 10, "d": {"heartbeat_interval": 41_250}, "s": null,
                "t": null})
            );
            s.say(identify("secret", 1)).await;
            let ready = s.event("READY").await;
            assert_eq!((&ready["s"], &ready["d"]["shard"]), (&json!(1), &json!([0, 1])), "{query}");
            assert_eq!(ready["d"]["user"]["mfa_enabled"], true);
            assert_eq!(s.event("GUILD_CREATE").await["d"]["name"], "G");
            s.say(json!({"op": 1, "d": 2})).await;
            let Observation::Payload(ack) = s.hear().await else { panic!("no ack") };
            assert_eq!(ack["op"], 11);
            // An event that takes several blocks of Zstandard: a server with many channels.
            let guild = w.discord.add_guild("large");
            for n in 0..500 {
                w.discord.add_channel(guild, &format!("{}{n}", "x".repeat(95)));
            }
            w.discord.kick_bot(guild);
            w.discord.invite_bot(guild);
            let large = s.event("GUILD_DELETE").await;
            assert_eq!(large["d"]["id"], guild.to_string());
            let large = s.event("GUILD_CREATE").await;
            assert_eq!(large["d"]["channels"].as_array().unwrap().len(), 500, "{query}");
            assert!(large.to_string().len() > 128 * 1024, "{query}");
            s.say(identify("secret", 1)).await;
            assert_eq!(s.closed().await, 4005, "{query}");
        }
    }
}

#[tokio::test]
async fn what_is_no_payload_in_the_encoding_is_refused() {
    let w = world().await;
    // JSON, as text and as bytes, and keys that are atoms.
    let with_atoms = b"\x83t\x00\x00\x00\x01s\x02opa\x01";
    for frame in [
        Frame::Text(json!({"op": 1, "d": null}).to_string().into()),
        Frame::Binary(json!({"op": 1, "d": null}).to_string().into()),
        Frame::Binary(with_atoms.to_vec().into()),
    ] {
        let mut s = Socket::open(&w, "v=10&encoding=etf").await;
        s.sends(frame).await;
        assert_eq!(s.closed().await, 4002);
    }
    for query in ["v=10&encoding=xml", "v=10&compress=gzip"] {
        assert_eq!(Socket::open(&w, query).await.closed().await, 4012, "{query}");
    }
}
