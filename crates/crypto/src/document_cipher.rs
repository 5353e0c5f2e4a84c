//! Documents, each under its own key.

use accounts::{DocumentCipher, DocumentKey};
use kernel::{DocumentUuid, PortFailure, PortResult};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// The last byte of everything sealed.
const VERSION: u8 = 1;

/// AES-256-GCM (NIST SP 800-38D) with the document's uuid as additional data.
///
/// A key encrypts one document and nothing else, so that the nonce may be the same for
/// all of them: twelve zero bytes. Stored form: ciphertext || tag (16) || version (1
/// byte, 1); the end is where a document of ten megabytes need not be moved for it.
#[derive(Debug, Clone, Copy, Default)]
pub struct AesGcmDocuments;

impl DocumentCipher for AesGcmDocuments {
    fn seal(
        &self,
        document: DocumentUuid,
        key: &DocumentKey,
        plain: Vec<u8>,
    ) -> PortResult<Vec<u8>> {
        let refused = |_| PortFailure::Unforeseen("a document was not encrypted".to_owned());
        let mut bytes = plain;
        let (nonce, aad) = bound_to(document);
        cipher(key)?
            .seal_in_place_append_tag(nonce, aad, &mut bytes)
            .map_err(refused)?;
        bytes.push(VERSION);
        Ok(bytes)
    }

    fn open(
        &self,
        document: DocumentUuid,
        key: &DocumentKey,
        sealed: Vec<u8>,
    ) -> PortResult<Vec<u8>> {
        const CORRUPT: PortFailure = PortFailure::corrupt("partner_documents.file_name");
        let mut bytes = sealed;
        if bytes.pop() != Some(VERSION) {
            return Err(CORRUPT);
        }
        let (nonce, aad) = bound_to(document);
        let opened = cipher(key)?.open_in_place(nonce, aad, &mut bytes);
        let length = opened.map_err(|_| CORRUPT)?.len();
        bytes.truncate(length);
        Ok(bytes)
    }
}

fn cipher(key: &DocumentKey) -> PortResult<LessSafeKey> {
    UnboundKey::new(&AES_256_GCM, key.as_bytes())
        .map(LessSafeKey::new)
        .map_err(|_| PortFailure::Unforeseen("no key of a document".to_owned()))
}

fn bound_to(document: DocumentUuid) -> (Nonce, Aad<[u8; 16]>) {
    let nonce = Nonce::assume_unique_for_key([0; NONCE_LEN]);
    (nonce, Aad::from(document.get().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::SeededEntropy;

    #[test]
    fn a_document_opens_under_its_key_and_identity_alone() {
        let entropy = SeededEntropy::new(1);
        let (one, other) = (DocumentUuid::draw(&entropy), DocumentUuid::draw(&entropy));
        let (key, wrong) = (DocumentKey::draw(&entropy), DocumentKey::draw(&entropy));
        for plain in [Vec::new(), b"%PDF-1.7 of somebody".to_vec()] {
            let sealed = AesGcmDocuments.seal(one, &key, plain.clone()).unwrap();
            assert_eq!(sealed.len(), plain.len() + 17);
            assert!(plain.is_empty() || !sealed.windows(4).any(|four| four == b"%PDF"));
            let open = |uuid, key, bytes: &[u8]| AesGcmDocuments.open(uuid, key, bytes.to_vec());
            assert_eq!(open(one, &key, &sealed), Ok(plain));
            assert!(open(other, &key, &sealed).is_err());
            assert!(open(one, &wrong, &sealed).is_err());
            for at in 0..sealed.len() {
                let mut changed = sealed.clone();
                changed[at] ^= 1;
                assert!(open(one, &key, &changed).is_err(), "{at}");
                assert!(open(one, &key, &sealed[..at]).is_err(), "{at}");
            }
        }
    }
}
