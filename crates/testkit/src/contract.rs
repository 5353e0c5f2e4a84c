//! The promises of the ports, each tried out.

mod audit_chain;
mod credits_check;
mod credits_course;
mod credits_permutations;
mod credits_world;
mod families;
mod families_at_once;
mod feed;
mod feed_order;
mod leads;
mod leads_lists;
mod partners;
mod partners_changing;
mod service_tokens;
mod staff;

pub use audit_chain::{audit_chain_at_once_contract, audit_chain_contract};
pub use credits_permutations::credits_permutations;
pub use families::families_contract;
pub use feed::feed_contract;
pub use feed_order::feed_at_once_contract;
pub use leads::leads_contract;
pub use partners::partners_contract;
pub use service_tokens::service_tokens_contract;
pub use staff::staff_contract;
