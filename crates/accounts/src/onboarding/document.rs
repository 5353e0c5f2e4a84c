//! What a partner hands in to show who it is.

use chrono::{DateTime, Utc};
use kernel::{
    DocumentUuid, FieldRef, FieldVault, PortFailure, PortResult, Sealed, WebAddress, words,
};

use super::text::judged;
use crate::TextError;

words! {
    /// What a document is about (contract `onboarding.md`, `documentType`).
    DocumentKind {
        /// The registration of the business.
        BusinessRegistration = "business_registration",
        /// Its permission to do what it does.
        BusinessPermit = "business_permit",
        /// A PAN card, a certificate of GST registration.
        TaxId = "tax_id",
        /// A contract.
        Contract = "contract",
        /// Anything else.
        Other = "other",
    }
}

words! {
    /// What a file is, by its content.
    MediaType {
        /// PDF (ISO 32000).
        Pdf = "application/pdf",
        /// PNG (ISO/IEC 15948).
        Png = "image/png",
        /// JPEG (ISO/IEC 10918).
        Jpeg = "image/jpeg",
    }
}

/// What a document is called: for people to read, never a path. 1–200 characters, no
/// control characters.
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentName(String);

impl std::fmt::Debug for DocumentName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DocumentName(..)")
    }
}

impl DocumentName {
    const MOST: usize = 200;

    /// Trims and judges a name that somebody chose.
    ///
    /// # Errors
    /// [`TextError`].
    pub fn parse(text: &str) -> Result<Self, TextError> {
        judged(text, 1, Self::MOST, false).map(Self)
    }

    /// What is left of a file's name as its sender calls it: the last part of a path,
    /// without control characters, at most 200 characters; `document` when nothing is.
    pub fn of_file(text: &str) -> Self {
        let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
        let printable = last.chars().filter(|c| !c.is_control());
        let name: String = printable.take(Self::MOST).collect();
        let name = name.trim();
        if name.is_empty() || name.chars().all(|c| c == '.') {
            return Self("document".to_owned());
        }
        Self(name.to_owned())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Names a file in the folder of documents: 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileName(String);

impl FileName {
    /// Draws a new one (128 random bits).
    pub fn draw(entropy: &dyn kernel::Entropy) -> Self {
        use std::fmt::Write as _;
        let mut bytes = [0_u8; 16];
        entropy.fill(&mut bytes);
        let mut name = String::with_capacity(32);
        for byte in bytes {
            // Writing to a String cannot fail.
            let _ = write!(name, "{byte:02x}");
        }
        Self(name)
    }

    /// Reads one; `None` when `text` has another form.
    pub fn parse(text: &str) -> Option<Self> {
        let digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (text.len() == 32 && text.bytes().all(digit)).then(|| Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a document lies, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptSource {
    /// In a file of ours.
    File {
        /// Which.
        file: FileName,
        /// Its key, sealed at [`DocumentRecord::field`] with `key_sealed`.
        key: Sealed,
        /// What it is.
        media: MediaType,
        /// How long it is in clear, in bytes.
        size: u64,
    },
    /// At an address nobody fetches, sealed at [`DocumentRecord::field`] with
    /// `url_sealed`.
    Address(Sealed),
}

/// A document as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRecord {
    /// Public identity.
    pub uuid: DocumentUuid,
    /// What it is about.
    pub kind: DocumentKind,
    /// What it is called, sealed at [`DocumentRecord::field`] with `name_sealed`.
    pub name: Sealed,
    /// Where it lies.
    pub source: KeptSource,
    /// Since when it is here.
    pub uploaded_at: DateTime<Utc>,
}

/// Where a document lies, in clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentSource {
    /// In a file of ours.
    File {
        /// What it is.
        media: MediaType,
        /// How long, in bytes.
        size: u64,
    },
    /// At an address nobody fetches.
    Address(WebAddress),
}

/// A document in clear, but for its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Public identity.
    pub uuid: DocumentUuid,
    /// What it is about.
    pub kind: DocumentKind,
    /// What it is called.
    pub name: DocumentName,
    /// Where it lies.
    pub source: DocumentSource,
    /// Since when it is here.
    pub uploaded_at: DateTime<Utc>,
}

impl DocumentRecord {
    /// Where a sealed value of the document `uuid` (its bytes) lies.
    pub const fn field<'a>(column: &'static str, uuid: &'a [u8; 16]) -> FieldRef<'a> {
        FieldRef {
            table: "partner_documents",
            column,
            row: uuid,
        }
    }

    /// The document in clear.
    ///
    /// # Errors
    /// Those of the vault; [`PortFailure::Corrupt`] when what was sealed is none.
    pub fn opened(&self, vault: &dyn FieldVault) -> PortResult<Document> {
        let row = self.uuid.get();
        let open = |column, sealed: &Sealed| {
            let plain = vault.open(Self::field(column, row.as_bytes()), sealed)?;
            String::from_utf8(plain).map_err(|_| PortFailure::corrupt("partner_documents"))
        };
        let source = match &self.source {
            KeptSource::File { media, size, .. } => DocumentSource::File {
                media: *media,
                size: *size,
            },
            KeptSource::Address(sealed) => {
                let address = WebAddress::site(&open("url_sealed", sealed)?);
                let corrupt = PortFailure::corrupt("partner_documents.url_sealed");
                DocumentSource::Address(address.map_err(|_| corrupt)?)
            }
        };
        Ok(Document {
            uuid: self.uuid,
            kind: self.kind,
            name: DocumentName(open("name_sealed", &self.name)?),
            source,
            uploaded_at: self.uploaded_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_path_the_last_part_is_left() {
        for (given, left) in [
            ("pan.pdf", "pan.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\me\\pan card.PDF", "pan card.PDF"),
            ("a\u{0}b\r\n.png", "ab.png"),
            ("", "document"),
            ("..", "document"),
            ("/etc/", "document"),
            ("\u{0}\u{1}", "document"),
        ] {
            assert_eq!(DocumentName::of_file(given).as_str(), left, "{given:?}");
        }
        let long = DocumentName::of_file(&"é".repeat(5_000));
        assert_eq!(long.as_str().chars().count(), 200);
    }

    #[test]
    fn a_file_is_named_by_32_digits_and_nothing_else() {
        let name = "0123456789abcdef0123456789abcdef";
        assert_eq!(FileName::parse(name).unwrap().as_str(), name);
        for bad in ["", "../../etc/passwd", &name.to_uppercase(), &name[1..]] {
            assert_eq!(FileName::parse(bad), None, "{bad}");
        }
    }
}
