//! The tables, as `migrations/` makes them on both databases.
//!
//! Instants are microseconds since the epoch, business days are days since
//! 1970-01-01, money is paise, uuids are 16 bytes and keyed hashes 32;
//! `crate::columns` translates. Where the types of the two databases differ (a
//! STRICT table of `SQLite` knows only INTEGER), the narrower one is named.

diesel::table! {
    partners (id) {
        id -> BigInt,
        uuid -> Binary,
        slug -> Text,
        client_id -> Text,
        name -> Text,
        email_sealed -> Binary,
        email_index -> Binary,
        status -> Text,
        sandbox -> Bool,
        rate_bps -> Nullable<Integer>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    partner_secrets (id) {
        id -> BigInt,
        partner_id -> BigInt,
        hash -> Binary,
        created_at -> BigInt,
        ends_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    token_families (sid) {
        sid -> Binary,
        partner_id -> BigInt,
        generation -> BigInt,
        in_use -> Nullable<Binary>,
        successor -> Nullable<Binary>,
        revoked_at -> Nullable<BigInt>,
        ends_at -> BigInt,
    }
}

diesel::table! {
    spent_refresh_tokens (sid, generation) {
        sid -> Binary,
        generation -> BigInt,
        token -> Binary,
    }
}

diesel::table! {
    service_tokens (id) {
        id -> BigInt,
        name -> Text,
        scope -> Text,
        hash -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    users (id) {
        id -> BigInt,
        mobile_index -> Binary,
        mobile_digest_sealed -> Binary,
        pan_index -> Nullable<Binary>,
        pan_digest_sealed -> Nullable<Binary>,
        first_name -> Nullable<Text>,
        last_name -> Nullable<Text>,
        email_sealed -> Nullable<Binary>,
        status -> Text,
        hold_until -> Nullable<BigInt>,
        registered_at -> BigInt,
        utm_source -> Nullable<Text>,
        utm_campaign_index -> Nullable<Binary>,
        utm_occurred_at -> Nullable<BigInt>,
        utm_content -> Nullable<Binary>,
        state_occurred_at -> BigInt,
        state_content -> Binary,
    }
}

diesel::table! {
    loan_applications (id) {
        id -> BigInt,
        user_id -> BigInt,
        application_number -> Text,
        status -> Text,
        loan_amount_paise -> BigInt,
        created_at -> BigInt,
        disbursed_at -> Nullable<BigInt>,
        disbursal_amount_paise -> Nullable<BigInt>,
        state_occurred_at -> BigInt,
        state_content -> Binary,
    }
}

diesel::table! {
    feed_messages (kind, entity_id, occurred_at, content) {
        kind -> Text,
        entity_id -> BigInt,
        occurred_at -> BigInt,
        content -> Binary,
        content_sealed -> Binary,
        received_at -> BigInt,
    }
}

diesel::table! {
    leads (id) {
        id -> BigInt,
        reference -> Binary,
        partner_id -> BigInt,
        first_name -> Text,
        last_name -> Text,
        first_name_folded -> Text,
        last_name_folded -> Text,
        mobile_index -> Binary,
        mobile_sealed -> Binary,
        mobile_last_four_index -> Binary,
        pan_index -> Binary,
        pan_sealed -> Binary,
        verdict -> SmallInt,
        campaign -> Text,
        campaign_index -> Binary,
        shared_at -> BigInt,
        shared_on -> Integer,
        superseded -> BigInt,
        user_id -> Nullable<BigInt>,
        loan_application_id -> Nullable<BigInt>,
        loan_status -> Nullable<Text>,
        disbursed_on -> Nullable<Integer>,
        disbursal_amount_paise -> Nullable<BigInt>,
        payout_status -> Nullable<Text>,
        payout_amount_paise -> Nullable<BigInt>,
        payout_grade -> Nullable<Text>,
    }
}

diesel::table! {
    idempotency_keys (partner_id, route, key_index) {
        partner_id -> BigInt,
        route -> Text,
        key_index -> Binary,
        body_index -> Binary,
        reply_sealed -> Binary,
        expires_at -> BigInt,
    }
}

diesel::table! {
    audit_entries (id) {
        id -> BigInt,
        at -> BigInt,
        actor_kind -> Text,
        actor_id -> Nullable<BigInt>,
        action -> Text,
        subject_id -> BigInt,
        details -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    leads,
    users,
    loan_applications,
    partners,
    partner_secrets
);

diesel::allow_tables_to_appear_in_same_query!(partners, token_families);
