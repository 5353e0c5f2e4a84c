//! People nobody will ever meet.

use dedupe::PersonKeys;
use kernel::{EmailAddress, FieldVault, IndexedField, MobileNumber, Pan, PersonName};

/// An invented person; the same number is always the same person, and different
/// numbers share neither mobile number nor PAN nor e-mail address.
#[derive(Debug, Clone)]
pub struct Person {
    /// First name.
    pub first_name: PersonName,
    /// Last name.
    pub last_name: PersonName,
    /// Mobile number.
    pub mobile: MobileNumber,
    /// PAN.
    pub pan: Pan,
    /// E-mail address.
    pub email: EmailAddress,
}

const FIRST_NAMES: [&str; 8] = [
    "Aadrika", "Bhuvan", "Charvi", "Devraj", "Eshani", "Faiyaz", "Gauri", "Harith",
];
const LAST_NAMES: [&str; 7] = [
    "Adhikari",
    "Banwari",
    "Chauthmal",
    "Dasgupt",
    "Ekbote",
    "Firodia",
    "Gokhru",
];

impl Person {
    /// The person of this number, below one million.
    ///
    /// # Panics
    /// From one million on.
    pub fn numbered(number: u32) -> Self {
        assert!(number < 1_000_000, "people are numbered below one million");
        let pick = |names: &[&'static str]| -> &'static str {
            let at = usize::try_from(number).unwrap_or(0) % names.len();
            names[at]
        };
        let letters: String = [number / 260_000, number / 10_000 % 26]
            .into_iter()
            .filter_map(|letter| char::from_digit(letter % 26 + 10, 36))
            .map(|letter| letter.to_ascii_uppercase())
            .collect();
        Self {
            first_name: PersonName::parse(pick(&FIRST_NAMES)).expect("a name"),
            last_name: PersonName::parse(pick(&LAST_NAMES)).expect("a name"),
            mobile: MobileNumber::parse(&format!("7000{number:06}")).expect("ten digits"),
            pan: Pan::parse(&format!("TST{letters}{:04}P", number % 10_000)).expect("a PAN"),
            email: EmailAddress::parse(&format!("person{number}@example.test"))
                .expect("an address"),
        }
    }

    /// What the person is looked up by.
    pub fn keys(&self, vault: &dyn FieldVault) -> PersonKeys {
        PersonKeys {
            mobile: vault.index(IndexedField::Mobile, self.mobile.as_str().as_bytes()),
            pan: vault.index(IndexedField::Pan, self.pan.as_str().as_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_of_different_numbers_share_nothing_they_are_known_by() {
        let mut seen = std::collections::HashSet::new();
        for number in [
            0, 1, 9_999, 10_000, 25_999, 259_999, 260_000, 270_000, 999_999,
        ] {
            let person = Person::numbered(number);
            assert!(seen.insert(person.mobile.as_str().to_owned()));
            assert!(seen.insert(person.pan.as_str().to_owned()));
        }
    }
}
