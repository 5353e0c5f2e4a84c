/**
 * What the API answers, as far as the pages use it. Amounts are in rupees, times in UTC.
 *
 * @typedef {object} Day
 * @property {string} date
 * @property {number} leads
 * @property {number} disbursed
 *
 * @typedef {object} Stats
 * @property {number} total_leads
 * @property {number} fresh_leads
 * @property {number} registered_users
 * @property {number} active_users
 * @property {number} loan_applications
 * @property {number} disbursed_loans
 * @property {number} payout_eligible_leads
 * @property {number} total_payout_amount
 * @property {number} conversion_rate
 * @property {number} pending_payout_amount
 * @property {number} paid_payout_amount
 * @property {number} registered_leads leads credited with a person
 * @property {number} paid_leads leads whose payout is paid
 * @property {Day[]} [by_day]
 *
 * @typedef {object} Lead
 * @property {number} id
 * @property {string} first_name
 * @property {string} last_name
 * @property {string} mobile_number
 * @property {string} pan_number
 * @property {string} dedupe_status
 * @property {number} dedupe_code
 * @property {string | null} utm_link
 * @property {string} lead_shared_at
 * @property {string | null} user_registered_at
 * @property {number | null} loan_application_id
 * @property {string | null} loan_status
 * @property {string | null} disbursed_at
 * @property {number | null} disbursal_amount
 * @property {0 | 1} payout_eligible
 * @property {number | null} payout_amount
 * @property {string | null} payout_grade
 * @property {string | null} payout_status
 * @property {number | null} user_id
 * @property {string | null} email
 * @property {string | null} application_number
 * @property {number | null} days_to_disbursal
 *
 * @typedef {object} Pagination
 * @property {number} page
 * @property {number} limit
 * @property {number} total
 * @property {number} total_pages
 * @property {string | null} next_cursor
 * @property {boolean} total_capped
 *
 * @typedef {{ leads: Lead[], pagination: Pagination }} LeadPage
 *
 * @typedef {Omit<Lead, "days_to_disbursal"> & { user_status: string | null,
 *   loan_amount: number | null, loan_created_at: string | null }} LeadDetail
 *
 * @typedef {object} LedgerLine
 * @property {number} line_id
 * @property {string} kind
 * @property {string} reason
 * @property {number} amount
 * @property {string} booked_at
 *
 * @typedef {object} LeadPayout
 * @property {number} lead_id
 * @property {string | null} payout_status
 * @property {number | null} payout_amount
 * @property {string | null} payout_grade
 * @property {number | null} days_left
 * @property {string} last_day
 * @property {{ window_days: number, rate_percent: number, rule_version: string,
 *   grades: { grade: string, from_amount: number }[] }} inputs
 * @property {string[]} explanation
 * @property {LedgerLine[]} lines
 *
 * @typedef {{ base: number, rate_percent: number, amount: number, section: string }} Tax
 *
 * @typedef {object} Statement
 * @property {number} statement_id
 * @property {string} status
 * @property {string} from
 * @property {string} to
 * @property {number} opening_balance
 * @property {number} earnings
 * @property {number} reversals
 * @property {Tax | null} tds
 * @property {Tax | null} gst
 * @property {number} closing_balance
 * @property {number} line_count
 * @property {string | null} bank_reference
 * @property {string | null} approved_at
 * @property {string | null} paid_at
 *
 * @typedef {{ statements: Statement[], pagination: { page: number, limit: number,
 *   total: number, total_pages: number } }} StatementPage
 *
 * @typedef {object} StatementLine
 * @property {number} line_id
 * @property {number} lead_id
 * @property {number} loan_application_id
 * @property {string} kind
 * @property {string} reason
 * @property {number} amount
 * @property {string} disbursed_at
 * @property {number} disbursal_amount
 * @property {number} days_to_disbursal
 * @property {number} rate_percent
 * @property {string} payout_grade
 * @property {string} booked_at
 * @property {string | null} dispute
 *
 * @typedef {Statement & { lines: StatementLine[], next_cursor: string | null }} StatementDetail
 *
 * @typedef {object} Dispute
 * @property {number} dispute_id
 * @property {string} status
 * @property {string} opened_at
 * @property {string} reason
 * @property {string | null} answer
 * @property {string | null} answered_at
 *
 * @typedef {object} Profile
 * @property {string} partner_uuid
 * @property {string} client_id
 * @property {string | null} slug
 * @property {string} name
 * @property {boolean} sandbox
 * @property {string} encryption
 * @property {string | null} encryption_form
 * @property {{ id: number | string, created_at: string, expires_at: string | null }[]} secrets
 *
 * @typedef {object} Rotated
 * @property {string} client_id
 * @property {string} client_secret
 * @property {string | null} previous_expires_at
 *
 * @typedef {{ fingerprint: string, enrolled_at: string, retired_at: string | null }} EnrolledKey
 * @typedef {{ encryption: string, form: string | null, keys: EnrolledKey[] }} Encryption
 * @typedef {{ nonce: string, expires_at: string }} Nonce
 *
 * @typedef {{ id: string, from: string, to: string, text: string }} Window of maintenance
 *
 * @typedef {object} Endpoint
 * @property {string} id
 * @property {string} url
 * @property {string | null} description
 * @property {string[]} events words, or `*` alone
 * @property {"active" | "paused" | "disabled"} status
 * @property {boolean} from_setup
 * @property {string} created_at
 * @property {string} updated_at
 * @property {string | null} paused_at
 * @property {string | null} failing_since
 * @property {string | null} last_success_at
 * @property {string | null} previous_secret_ends_at
 *
 * @typedef {Endpoint & { secret: string }} EndpointWithSecret
 * @typedef {{ type: string, description: string }} EventType
 * @typedef {{ endpoints: Endpoint[], most: number, event_types: EventType[] }} Endpoints
 *
 * @typedef {object} Delivery
 * @property {string} id
 * @property {string} endpoint_id
 * @property {string} event_id
 * @property {string} event
 * @property {"event" | "replay" | "test"} origin
 * @property {"pending" | "delivered" | "failed"} state
 * @property {number} attempts
 * @property {string} created_at
 * @property {string | null} next_attempt_at
 * @property {string | null} finished_at
 * @property {number | null} last_status
 * @property {string | null} last_error
 *
 * @typedef {{ deliveries: Delivery[], next_cursor: string | null }} DeliveryPage
 * @typedef {{ number: number, at: string, took_ms: number, status: number | null, error: string | null }} Attempt
 * @typedef {Delivery & { payload: unknown, attempt_log: Attempt[] }} DeliveryDetail
 *
 * @typedef {{ day: string, calls: number, refused: number }} UsageDay
 * @typedef {{ route: string, calls: number, refused: number }} UsageRoute
 * @typedef {{ outcome: number, calls: number }} UsageOutcome
 *
 * @typedef {object} QuotaUse
 * @property {string} month
 * @property {number} used
 * @property {number} allowed
 * @property {number} remaining
 * @property {string} resets_at
 * @property {{ percent: number, at: string }[]} alerts
 *
 * @typedef {object} UsageReport
 * @property {string} from
 * @property {string} to
 * @property {string} time_zone
 * @property {UsageDay[]} days every day of the range
 * @property {UsageRoute[]} routes
 * @property {UsageOutcome[]} outcomes
 * @property {QuotaUse} quota
 * @property {{ per_second: number, burst: number }} limits
 * @property {boolean} limited
 */

export {};
