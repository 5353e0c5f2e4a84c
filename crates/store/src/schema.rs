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
        partner_type -> Nullable<Text>,
        deleted_at -> Nullable<BigInt>,
        deleted_slug -> Nullable<Text>,
        tokens_from -> Nullable<BigInt>,
        calls_per_second -> Nullable<Integer>,
        call_burst -> Nullable<Integer>,
        monthly_quota -> Nullable<BigInt>,
    }
}

diesel::table! {
    partner_onboardings (partner_id) {
        partner_id -> BigInt,
        phone_sealed -> Nullable<Binary>,
        started_at -> BigInt,
        business_info_at -> Nullable<BigInt>,
        api_setup_at -> Nullable<BigInt>,
        verification_at -> Nullable<BigInt>,
        activated_at -> Nullable<BigInt>,
        company_name -> Nullable<Text>,
        website -> Nullable<Text>,
        industry -> Nullable<Text>,
        description -> Nullable<Text>,
        address_sealed -> Nullable<Binary>,
        currency -> Nullable<Text>,
        time_zone -> Nullable<Text>,
        webhook_url -> Nullable<Text>,
        callback_url -> Nullable<Text>,
        webhook_secret_sealed -> Nullable<Binary>,
        review -> Nullable<Text>,
        review_reason_sealed -> Nullable<Binary>,
        reviewed_at -> Nullable<BigInt>,
        reviewed_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    onboarding_tokens (partner_id) {
        partner_id -> BigInt,
        hash -> Binary,
        expires_at -> BigInt,
    }
}

diesel::table! {
    partner_api_keys (partner_id) {
        partner_id -> BigInt,
        hash -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    partner_documents (id) {
        id -> BigInt,
        uuid -> Binary,
        partner_id -> BigInt,
        document_type -> Text,
        name_sealed -> Binary,
        url_sealed -> Nullable<Binary>,
        file_name -> Nullable<Text>,
        key_sealed -> Nullable<Binary>,
        media_type -> Nullable<Text>,
        size -> Nullable<BigInt>,
        uploaded_at -> BigInt,
    }
}

diesel::table! {
    partner_notes (id) {
        id -> BigInt,
        uuid -> Binary,
        partner_id -> BigInt,
        staff_id -> BigInt,
        content_sealed -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    portal_accounts (id) {
        id -> BigInt,
        uuid -> Binary,
        partner_id -> BigInt,
        email_sealed -> Binary,
        email_index -> Binary,
        status -> Text,
        password_hash -> Nullable<Text>,
        generation -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        freed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    password_links (account_kind, account_id) {
        account_kind -> Text,
        account_id -> BigInt,
        hash -> Binary,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    revoked_tokens (token_id) {
        token_id -> Binary,
        expires_at -> BigInt,
    }
}

diesel::table! {
    mail_outbox (id) {
        id -> BigInt,
        recipient_kind -> Text,
        recipient_uuid -> Binary,
        notice -> Text,
        facts -> Text,
        reference -> Binary,
        secret_sealed -> Nullable<Binary>,
        created_at -> BigInt,
        attempts -> Integer,
        next_attempt_at -> Nullable<BigInt>,
        sent_at -> Nullable<BigInt>,
        given_up_at -> Nullable<BigInt>,
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
    staff_accounts (id) {
        id -> BigInt,
        uuid -> Binary,
        email_sealed -> Binary,
        email_index -> Binary,
        role -> Text,
        status -> Text,
        password_hash -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        generation -> BigInt,
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
        reported_occurred_at -> Nullable<BigInt>,
        reported_content -> Nullable<Binary>,
        reported_disbursed_at -> Nullable<BigInt>,
        reported_disbursal_paise -> Nullable<BigInt>,
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
        sequence -> Nullable<BigInt>,
        hash -> Nullable<Binary>,
    }
}

diesel::table! {
    audit_head (id) {
        id -> BigInt,
        sequence -> BigInt,
        hash -> Binary,
        mac -> Binary,
    }
}

diesel::table! {
    tax_profiles (partner_id) {
        partner_id -> BigInt,
        constitution -> Nullable<Text>,
        pan_sealed -> Nullable<Binary>,
        gstin_sealed -> Nullable<Binary>,
        updated_at -> BigInt,
    }
}

diesel::table! {
    payouts (lead_id) {
        lead_id -> BigInt,
        loan_application_id -> BigInt,
        status -> Text,
        amount_paise -> BigInt,
        disbursed_at -> BigInt,
        disbursal_amount_paise -> BigInt,
        days -> BigInt,
        grade -> Text,
        rate_bps -> Integer,
        window_days -> Integer,
        grades -> Text,
        rule_version -> Text,
        frozen -> Bool,
        approved_at -> Nullable<BigInt>,
        paid_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    ledger_lines (id) {
        id -> BigInt,
        partner_id -> BigInt,
        lead_id -> BigInt,
        loan_application_id -> BigInt,
        kind -> Text,
        reason -> Text,
        amount_paise -> BigInt,
        disbursed_at -> BigInt,
        disbursal_amount_paise -> BigInt,
        days -> BigInt,
        grade -> Text,
        rate_bps -> Integer,
        window_days -> Integer,
        grades -> Text,
        rule_version -> Text,
        booked_at -> BigInt,
        booked_on -> Integer,
    }
}

diesel::table! {
    unsettled_lines (line_id) {
        line_id -> BigInt,
        partner_id -> BigInt,
        booked_on -> Integer,
    }
}

diesel::table! {
    payout_runs (id) {
        id -> BigInt,
        period_from -> Integer,
        period_to -> Integer,
        status -> Text,
        created_by -> BigInt,
        created_at -> BigInt,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    statements (id) {
        id -> BigInt,
        run_id -> BigInt,
        partner_id -> BigInt,
        period_from -> Integer,
        period_to -> Integer,
        status -> Text,
        opening_paise -> BigInt,
        earnings_paise -> BigInt,
        reversals_paise -> BigInt,
        tds_base_paise -> Nullable<BigInt>,
        tds_rate_bps -> Nullable<Integer>,
        tds_paise -> BigInt,
        tds_section -> Nullable<Text>,
        gst_base_paise -> Nullable<BigInt>,
        gst_rate_bps -> Nullable<Integer>,
        gst_paise -> BigInt,
        gst_section -> Nullable<Text>,
        closing_paise -> BigInt,
        lines -> BigInt,
        bank_reference -> Nullable<Text>,
        approved_at -> Nullable<BigInt>,
        paid_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    statement_lines (line_id) {
        line_id -> BigInt,
        statement_id -> BigInt,
    }
}

diesel::table! {
    disputes (id) {
        id -> BigInt,
        partner_id -> BigInt,
        statement_id -> BigInt,
        line_id -> BigInt,
        status -> Text,
        reason_sealed -> Binary,
        answer_sealed -> Nullable<Binary>,
        opened_at -> BigInt,
        answered_by -> Nullable<BigInt>,
        answered_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    lead_changes (id) {
        id -> BigInt,
        partner_id -> BigInt,
        lead_id -> BigInt,
        changed_at -> BigInt,
    }
}

diesel::table! {
    outbox (id) {
        id -> BigInt,
        event_id -> Binary,
        partner_id -> BigInt,
        event -> Text,
        payload_sealed -> Binary,
        created_at -> BigInt,
        fanned_out_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    usage_days (partner_id, day, route, outcome) {
        partner_id -> BigInt,
        day -> Integer,
        route -> Text,
        outcome -> Integer,
        calls -> BigInt,
    }
}

diesel::table! {
    usage_months (partner_id, month) {
        partner_id -> BigInt,
        month -> Integer,
        counted -> BigInt,
    }
}

diesel::table! {
    usage_alerts (partner_id, month, percent, quota) {
        partner_id -> BigInt,
        month -> Integer,
        percent -> Integer,
        quota -> BigInt,
        at -> BigInt,
    }
}

diesel::table! {
    usage_writers (writer) {
        writer -> Binary,
        batch -> BigInt,
        written_at -> BigInt,
    }
}

diesel::table! {
    webhook_endpoints (id) {
        id -> BigInt,
        uuid -> Binary,
        partner_id -> BigInt,
        url_sealed -> Binary,
        description -> Nullable<Text>,
        events -> Text,
        status -> Text,
        from_setup -> Bool,
        secret_sealed -> Binary,
        previous_secret_sealed -> Nullable<Binary>,
        previous_ends_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
        paused_at -> Nullable<BigInt>,
        failing_since -> Nullable<BigInt>,
        last_success_at -> Nullable<BigInt>,
        hold_until -> Nullable<BigInt>,
        deleted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    webhook_deliveries (id) {
        id -> BigInt,
        uuid -> Binary,
        endpoint_id -> BigInt,
        outbox_id -> BigInt,
        partner_id -> BigInt,
        origin -> Text,
        state -> Text,
        created_at -> BigInt,
        attempts -> Integer,
        next_attempt_at -> Nullable<BigInt>,
        last_attempt_at -> Nullable<BigInt>,
        last_status -> Nullable<Integer>,
        last_error -> Nullable<Text>,
        finished_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    webhook_attempts (delivery_id, number) {
        delivery_id -> BigInt,
        number -> Integer,
        at -> BigInt,
        took -> Integer,
        status -> Nullable<Integer>,
        error -> Nullable<Text>,
    }
}

diesel::table! {
    maintenance_windows (id) {
        id -> BigInt,
        uuid -> Binary,
        starts_at -> BigInt,
        ends_at -> BigInt,
        text -> Text,
        announced_at -> BigInt,
        announced_by -> BigInt,
        cancelled_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    partner_encryption (partner_id) {
        partner_id -> BigInt,
        policy -> Text,
        form -> Nullable<Text>,
        changed_at -> BigInt,
    }
}

diesel::table! {
    envelope_keys (partner_id, fingerprint) {
        partner_id -> BigInt,
        fingerprint -> Binary,
        number -> BigInt,
        spki -> Binary,
        enrolled_at -> BigInt,
        retired_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    envelope_marks (partner_id, hash) {
        partner_id -> BigInt,
        hash -> Binary,
        expires_at -> BigInt,
    }
}

diesel::table! {
    partner_totals (partner_id, shard) {
        partner_id -> BigInt,
        shard -> Integer,
        fresh -> BigInt,
        registered -> BigInt,
        active -> BigInt,
        linked -> BigInt,
        loan_applications -> BigInt,
        disbursed -> BigInt,
        payout_eligible -> BigInt,
        pending_paise -> BigInt,
        paid_paise -> BigInt,
        paid -> BigInt,
    }
}

diesel::table! {
    partner_days (partner_id, day, shard) {
        partner_id -> BigInt,
        day -> Integer,
        shard -> Integer,
        fresh -> BigInt,
        registered -> BigInt,
        active -> BigInt,
        disbursed -> BigInt,
    }
}

diesel::table! {
    candidates (id) {
        id -> BigInt,
        uuid -> Binary,
        email_sealed -> Binary,
        email_index -> Binary,
        password_hash -> Nullable<Text>,
        generation -> Integer,
        status -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    candidate_batches (id) {
        id -> BigInt,
        uuid -> Binary,
        partner_id -> BigInt,
        name -> Text,
        name_key -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    partner_candidates (id) {
        id -> BigInt,
        uuid -> Binary,
        partner_id -> BigInt,
        candidate_id -> BigInt,
        batch_id -> Nullable<BigInt>,
        batch_key -> BigInt,
        first_name -> Text,
        last_name -> Text,
        name_key -> Text,
        last_key -> Text,
        email_sealed -> Binary,
        is_active -> Bool,
        is_paid_for -> Bool,
        paid_at -> Nullable<BigInt>,
        invite_status -> Text,
        invite_sent_at -> BigInt,
        invite_expires_at -> BigInt,
        invite_accepted_at -> Nullable<BigInt>,
        invite_due_at -> Nullable<BigInt>,
        invite_hash -> Nullable<Binary>,
        invites -> Integer,
        invites_from -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    candidate_totals (partner_id, batch_key, invite_status, is_paid_for) {
        partner_id -> BigInt,
        batch_key -> BigInt,
        invite_status -> Text,
        is_paid_for -> Bool,
        candidates -> BigInt,
    }
}

diesel::table! {
    practice_sessions (id) {
        id -> BigInt,
        external_id -> Text,
        candidate_id -> BigInt,
        exam_name -> Text,
        exam_type -> Text,
        status -> Text,
        score -> Nullable<Integer>,
        cost_paise -> BigInt,
        rating -> Nullable<Integer>,
        minutes -> Nullable<Integer>,
        completed_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    partner_sessions (partner_id, completed_at, session_id) {
        partner_id -> BigInt,
        completed_at -> BigInt,
        session_id -> BigInt,
    }
}

diesel::table! {
    practice_totals (partner_id) {
        partner_id -> BigInt,
        sessions -> BigInt,
        finished -> BigInt,
        scored -> BigInt,
        score_sum -> BigInt,
        rated -> BigInt,
        rating_sum -> BigInt,
        positive -> BigInt,
        neutral -> BigInt,
        negative -> BigInt,
        cost_paise -> BigInt,
        paid_paise -> BigInt,
    }
}

diesel::table! {
    practice_quarters (partner_id, quarter) {
        partner_id -> BigInt,
        quarter -> BigInt,
        finished -> BigInt,
    }
}

diesel::table! {
    practice_exam_types (partner_id, exam_type) {
        partner_id -> BigInt,
        exam_type -> Text,
        sessions -> BigInt,
    }
}

diesel::table! {
    practice_payouts (id) {
        id -> BigInt,
        uuid -> Binary,
        partner_id -> BigInt,
        kind -> Text,
        amount_paise -> BigInt,
        reference -> Text,
        recorded_by -> BigInt,
        recorded_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    leads,
    users,
    loan_applications,
    partners,
    partner_secrets,
    payouts
);

diesel::allow_tables_to_appear_in_same_query!(partners, token_families);

diesel::allow_tables_to_appear_in_same_query!(partners, portal_accounts, revoked_tokens);

diesel::allow_tables_to_appear_in_same_query!(staff_accounts, revoked_tokens);

diesel::allow_tables_to_appear_in_same_query!(partners, partner_api_keys);

diesel::allow_tables_to_appear_in_same_query!(partners, onboarding_tokens);

diesel::allow_tables_to_appear_in_same_query!(partner_api_keys, partner_secrets);

diesel::allow_tables_to_appear_in_same_query!(partner_encryption, envelope_keys);

diesel::allow_tables_to_appear_in_same_query!(
    ledger_lines,
    unsettled_lines,
    statement_lines,
    statements,
    disputes
);

diesel::allow_tables_to_appear_in_same_query!(partner_notes, staff_accounts);

diesel::allow_tables_to_appear_in_same_query!(
    partners,
    outbox,
    webhook_endpoints,
    webhook_deliveries,
    webhook_attempts,
);

diesel::allow_tables_to_appear_in_same_query!(partners, usage_days);

diesel::allow_tables_to_appear_in_same_query!(partners, usage_months);

diesel::allow_tables_to_appear_in_same_query!(
    partners,
    candidates,
    candidate_batches,
    partner_candidates,
    candidate_totals,
    practice_sessions,
    partner_sessions
);

diesel::allow_tables_to_appear_in_same_query!(candidates, revoked_tokens);

diesel::allow_tables_to_appear_in_same_query!(practice_payouts, staff_accounts);
