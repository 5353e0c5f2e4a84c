use super::*;

#[test]
fn pages_count_from_one_and_sizes_end_at_two_hundred() {
    assert_eq!(PageNumber::new(0), None);
    assert_eq!(PageNumber::new(1), Some(PageNumber::FIRST));
    assert_eq!(PageSize::new(0), None);
    assert_eq!(PageSize::new(1).map(PageSize::get), Some(1));
    assert_eq!(PageSize::new(200).map(PageSize::get), Some(200));
    assert_eq!(PageSize::new(201), None);
}

#[test]
fn the_last_page_number_there_is_has_an_offset() {
    let last = PageNumber::new(u32::MAX).expect("a page");
    let size = PageSize::new(PageSize::MAX).expect("a size");
    assert_eq!(PageNumber::FIRST.offset(size), 0);
    assert_eq!(last.offset(size), 4_294_967_294 * 200);
}

#[test]
fn a_page_begun_is_a_page() {
    let ten = PageSize::new(10).expect("a size");
    for (total, pages) in [(0, 0), (1, 1), (10, 1), (11, 2), (100, 10)] {
        assert_eq!(ten.pages(total), pages, "{total}");
    }
}
