use super::*;

use lopdf::Document;

use crate::tests::books::{line, statement};

const NOTHING_TOLD: TaxIdentity = TaxIdentity {
    constitution: None,
    pan: None,
    gstin: None,
};

const PARTIES: Parties<'static> = Parties {
    lender: "Pocket Credit",
    partner: "आशा Traders",
    slug: "asha-traders",
    taxes: &NOTHING_TOLD,
};

fn pages(statement: &Statement, lines: u32) -> Vec<String> {
    let calendar = BusinessCalendar::new(chrono_tz::Asia::Kolkata);
    let mut paper = StatementPaper::begin(PARTIES, statement, calendar);
    for nth in 1..=lines {
        paper.line(&line(i64::from(nth)));
    }
    let document = Document::load_mem(&paper.finish()).expect("a PDF");
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    let texts = pages.iter().map(|page| document.extract_text(&[*page]));
    texts.map(|text| text.expect("text")).collect()
}

#[test]
fn a_statement_says_who_when_what_and_how_it_is_taxed() {
    let text = pages(&statement(5), 1).concat();
    for wanted in [
        "Pocket Credit",
        "??? Traders",
        "asha-traders (id 1)",
        "??? Traders",
        "1 Oct 2026 to 31 Oct 2026",
        "UTR-000005",
        "-5.00",
        "50,000.00",
        "-1,000.00",
        "18.00 % of 49,000.00, section 9, CGST Act 2017",
        "8,820.00",
        "2.00 % of 49,000.00, section 393(1), Income-tax Act 2025",
        "-980.00",
        "56,835.00",
        "Paid by bank transfer.",
        "earning: disbursed",
        "Sum of 1 lines",
        "Page 1 of 1",
        "fonts lack",
    ] {
        assert!(text.contains(wanted), "{wanted} is missing from {text}");
    }
}

#[test]
fn every_line_is_printed_under_a_head_of_its_page() {
    let pages = pages(&statement(5), 150);
    assert!(pages.len() > 2, "{}", pages.len());
    for (at, page) in pages.iter().enumerate() {
        assert!(page.contains("Disbursal"), "{page}");
        let number = format!("Page {} of {}", at + 1, pages.len());
        assert!(page.contains(&number), "{page}");
    }
    let all = pages.concat();
    assert_eq!(all.matches("earning: disbursed").count(), 150);
}

#[test]
fn without_taxes_and_payment_the_figures_stand_alone() {
    let mut draft = statement(5);
    draft.figures.tds = None;
    draft.figures.gst = None;
    draft.bank_reference = None;
    draft.status = StatementStatus::Carried;
    let text = pages(&draft, 0).concat();
    assert!(text.contains("opens the next statement"), "{text}");
    assert!(!text.contains("section"), "{text}");
}
