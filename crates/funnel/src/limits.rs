//! The limits, which are configuration per deployment.

use kernel::Money;

/// What a person must satisfy. Built by [`FunnelLimits::new`] only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunnelLimits {
    min_age: u32,
    max_age: u32,
    min_salary: Money,
    employment_type: String,
    payment_words: Vec<String>,
}

/// Limits nobody could satisfy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitsError {
    /// The lowest age is above the highest.
    AgesReversed,
    /// The employment type is blank.
    NoEmploymentType,
    /// No word would make a payment mode acceptable.
    NoPaymentWord,
}

impl FunnelLimits {
    /// Ages are whole years and inclusive; the salary is per month and
    /// inclusive; words are compared without regard to case.
    ///
    /// # Errors
    /// See [`LimitsError`].
    pub fn new(
        ages: std::ops::RangeInclusive<u32>,
        min_salary: Money,
        employment_type: &str,
        payment_words: &[String],
    ) -> Result<Self, LimitsError> {
        if ages.is_empty() {
            return Err(LimitsError::AgesReversed);
        }
        let employment_type = employment_type.trim().to_lowercase();
        if employment_type.is_empty() {
            return Err(LimitsError::NoEmploymentType);
        }
        let payment_words: Vec<String> = payment_words
            .iter()
            .map(|word| word.trim().to_lowercase())
            .filter(|word| !word.is_empty())
            .collect();
        if payment_words.is_empty() {
            return Err(LimitsError::NoPaymentWord);
        }
        Ok(Self {
            min_age: *ages.start(),
            max_age: *ages.end(),
            min_salary,
            employment_type,
            payment_words,
        })
    }

    /// Lowest and highest accepted age in whole years.
    pub const fn ages(&self) -> (u32, u32) {
        (self.min_age, self.max_age)
    }

    /// Lowest accepted monthly salary.
    pub const fn min_salary(&self) -> Money {
        self.min_salary
    }

    /// Accepted employment type, in lower case.
    pub fn employment_type(&self) -> &str {
        &self.employment_type
    }

    /// Words of which a payment mode must contain one, in lower case.
    pub fn payment_words(&self) -> &[String] {
        &self.payment_words
    }
}

/// 18–45 years, ₹ 20 000 a month, salaried, bank transfer.
impl Default for FunnelLimits {
    fn default() -> Self {
        Self {
            min_age: 18,
            max_age: 45,
            min_salary: Money::from_paise(2_000_000),
            employment_type: "salaried".to_owned(),
            payment_words: vec!["bank".to_owned(), "transfer".to_owned()],
        }
    }
}
