//! What a business is in law.

use crate::words;

words! {
    /// What a business is in law (businessInfo's `constitution`).
    Constitution {
        /// A natural person.
        Individual = "individual",
        /// A natural person under a firm's name.
        Proprietorship = "proprietorship",
        /// A Hindu undivided family.
        Huf = "huf",
        /// A partnership firm.
        Partnership = "partnership",
        /// A limited liability partnership.
        Llp = "llp",
        /// A private limited company.
        PrivateLimited = "private_limited",
        /// A public limited company.
        PublicLimited = "public_limited",
        /// A trust.
        Trust = "trust",
        /// A society or association.
        Society = "society",
    }
}
