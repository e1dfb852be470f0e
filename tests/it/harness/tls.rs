//! The emulator as `https://discord.com`, with a certificate that only one test trusts.

use std::net::SocketAddr;

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::x509::extension::SubjectAlternativeName;
use openssl::x509::{X509, X509Name};
use wanbot::emulator::{Certificate, Running};
use wanbot::tls::Tls;

const HOST: &str = "discord.com";
pub const ORIGIN: &str = "https://discord.com";

/// Makes a certificate for a host, signed by itself, and its key: both as PEM.
pub fn certificate(host: &str) -> (Vec<u8>, Vec<u8>) {
    let curve = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    let key = PKey::from_ec_key(EcKey::generate(&curve).unwrap()).unwrap();
    let mut name = X509Name::builder().unwrap();
    name.append_entry_by_nid(Nid::COMMONNAME, host).unwrap();
    let name = name.build();
    let mut made = X509::builder().unwrap();
    // Version 3 is encoded as 2.
    made.set_version(2).unwrap();
    let serial = BigNum::from_u32(1).unwrap().to_asn1_integer().unwrap();
    made.set_serial_number(&serial).unwrap();
    made.set_subject_name(&name).unwrap();
    made.set_issuer_name(&name).unwrap();
    made.set_pubkey(&key).unwrap();
    made.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
    made.set_not_after(&Asn1Time::days_from_now(1).unwrap()).unwrap();
    let names = SubjectAlternativeName::new().dns(host).build(&made.x509v3_context(None, None));
    made.append_extension(names.unwrap()).unwrap();
    made.sign(&key, MessageDigest::sha256()).unwrap();
    (made.build().to_pem().unwrap(), key.private_key_to_pem_pkcs8().unwrap())
}

/// Serves Discord over TLS, and returns how clients reach it as `https://discord.com`.
pub async fn as_discord_com(world: &Running) -> Tls {
    let (certificate, key) = certificate(HOST);
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let shown = Certificate::from_pem(&certificate, &key).await.unwrap();
    let at = world.serve_discord_tls(any, shown).await.unwrap();
    let root = native_tls::Certificate::from_pem(&certificate).unwrap();
    Tls::trusting(&[root]).unwrap().resolving(HOST, at)
}
