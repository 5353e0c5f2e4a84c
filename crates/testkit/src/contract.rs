//! The promises of the ports, each tried out.

mod families;
mod families_at_once;
mod feed;
mod feed_order;
mod leads;
mod leads_lists;
mod partners;
mod partners_changing;
mod service_tokens;

pub use families::families_contract;
pub use feed::feed_contract;
pub use feed_order::feed_at_once_contract;
pub use leads::leads_contract;
pub use partners::partners_contract;
pub use service_tokens::service_tokens_contract;
