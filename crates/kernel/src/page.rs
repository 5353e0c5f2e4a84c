//! Numbered pages.

/// A page number, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageNumber(u32);

impl PageNumber {
    /// The first page.
    pub const FIRST: Self = Self(1);

    /// `None` for 0.
    pub const fn new(number: u32) -> Option<Self> {
        if number == 0 {
            None
        } else {
            Some(Self(number))
        }
    }

    /// The number, at least 1.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// How many rows lie before this page.
    pub fn offset(self, size: PageSize) -> i64 {
        i64::from(self.0 - 1) * i64::from(size.get())
    }
}

/// Rows on a page, 1–200 (contract `partner-api.md`, "Lists").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize(u32);

impl PageSize {
    /// The most rows a page may have.
    pub const MAX: u32 = 200;
    /// What a list shows when nobody asks for anything else.
    pub const DEFAULT: Self = Self(50);

    /// `None` outside 1–200.
    pub const fn new(size: u32) -> Option<Self> {
        if size == 0 || size > Self::MAX {
            None
        } else {
            Some(Self(size))
        }
    }

    /// The size, 1–200.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// Rows to ask for so that the last one tells whether the list goes on.
    pub fn and_one_more(self) -> i64 {
        i64::from(self.0) + 1
    }

    /// Pages needed for `total` rows; 0 for none.
    pub fn pages(self, total: u64) -> u64 {
        total.div_ceil(u64::from(self.0))
    }
}

#[cfg(test)]
mod tests;
