//! Limits on calls: in memory, or in Redis, so that several processes share one budget.
