/**
 * What the API answers to staff, as far as the pages use it. Times are in UTC.
 *
 * @typedef {object} Step
 * @property {string} step
 * @property {boolean} completed
 * @property {string | null} [completedAt]
 *
 * @typedef {{ currentStep: string, completed: boolean, progress: number, steps: Step[] }} Onboarding
 *
 * @typedef {object} BusinessInfo
 * @property {string | null} [companyName]
 * @property {string | null} [website]
 * @property {string | null} [industry]
 * @property {string | null} [description]
 * @property {Record<string, string | null> | null} [address]
 * @property {string | null} [constitution]
 * @property {string | null} [pan]
 * @property {string | null} [gstin]
 * @property {string | null} [currency]
 * @property {string | null} [timeZone]
 *
 * @typedef {object} DocumentInfo
 * @property {string} id
 * @property {string} type
 * @property {string} name
 * @property {string | null} [url] where the partner says it lies; nobody has looked
 * @property {string | null} [mediaType]
 * @property {number | null} [size] bytes
 * @property {string} uploadedAt
 *
 * @typedef {{ state: string, reason?: string | null, decidedAt?: string | null }} ReviewInfo
 *
 * @typedef {object} Partner
 * @property {string} id
 * @property {string} slug
 * @property {string} name
 * @property {string} email
 * @property {string | null} [partnerType]
 * @property {string} status
 * @property {Onboarding} onboarding
 * @property {string | null} [companyName] in lists
 * @property {string | null} [phoneNumber]
 * @property {BusinessInfo | null} [businessInfo]
 * @property {{ webhookUrl?: string | null, callbackUrl?: string | null } | null} [apiSetup]
 * @property {ReviewInfo} review
 * @property {boolean} sandbox
 * @property {string} clientId
 * @property {number} rateBps basis points
 * @property {string} createdAt
 * @property {string} updatedAt
 * @property {string} version of the record, for a review of exactly this
 * @property {string | null} [deletedAt]
 * @property {number} [notesCount]
 * @property {DocumentInfo[]} [documents]
 *
 * @typedef {{ page: number, limit: number, total: number, total_pages: number }} Pages
 * @typedef {{ partners: Partner[], pagination: Pages }} PartnerPage
 * @typedef {{ onboardingToken: string, expiresAt?: string | null }} IssuedToken
 *
 * @typedef {object} RotatedSecret
 * @property {string} clientId
 * @property {string} clientSecret
 * @property {string | null} [previousExpiresAt]
 *
 * @typedef {{ id: string, content: string, createdAt: string, author?: { id: string, email: string } | null }} Note
 * @typedef {{ notes: Note[], pagination: Pages }} NotePage
 * @typedef {{ userId: string, email: string, status: string, hasPassword: boolean, createdAt: string }} Account
 *
 * @typedef {object} Analytics
 * @property {{ total: number, registered: number, fresh: number, active: number, last30Days: number }} leads
 * @property {{ disbursed: number, rate: number }} conversion
 * @property {{ eligible: number, approved: number, paid: number, reversed: number }} payouts
 * @property {{ lastLeadAt: string | null }} usage
 *
 * @typedef {{ user_id: string, email: string, account_type: string, permissions?: string[] }} Me
 *
 * @typedef {{ kind: string, id?: string, name?: string }} AuditParty
 *
 * @typedef {object} AuditEntry
 * @property {number} id
 * @property {number | null} sequence null while it is not sealed
 * @property {string} at
 * @property {AuditParty} actor
 * @property {string} action
 * @property {AuditParty} subject
 * @property {Record<string, unknown>} details
 *
 * @typedef {{ entries: AuditEntry[], next_cursor: string | null }} AuditPage
 * @typedef {{ intact: boolean, entries: number, sealed_up_to: number,
 *   broken_at?: { sequence: number | null, reason: string } }} Verified
 *
 * @typedef {object} Run
 * @property {number} run_id
 * @property {string} from
 * @property {string} to
 * @property {string} status
 * @property {number} created_by
 * @property {string} created_at
 * @property {number | null} decided_by
 * @property {string | null} decided_at
 * @property {number} statement_count
 * @property {number} payable
 *
 * @typedef {import("../../api/types.js").Statement & { run_id: number, partner_id: number }} RunStatement
 * @typedef {{ runs: Run[], pagination: Pages }} RunPage
 * @typedef {{ run: Run, statements: RunStatement[] }} NewRun
 * @typedef {NewRun & { pagination: Pages }} RunStatements
 *
 * @typedef {object} PracticePayout
 * @property {string} id
 * @property {"practice"} kind
 * @property {number} amount in rupees
 * @property {string} reference
 * @property {string | number} recorded_by
 * @property {string} recorded_at
 *
 * @typedef {{ payouts: PracticePayout[], next_cursor: string | null }} PracticePayoutPage
 *
 * @typedef {object} OpenedDispute
 * @property {number} dispute_id
 * @property {number} statement_id
 * @property {number} line_id
 * @property {number} partner_id
 * @property {string} status
 * @property {string} opened_at
 * @property {string} reason
 * @property {string | null} answer
 * @property {number | null} answered_by
 * @property {string | null} answered_at
 *
 * @typedef {{ disputes: OpenedDispute[], pagination: Pages }} DisputePage
 *
 * @typedef {{ staff_id: string, email: string, role: string, status: string, created_at: string }} StaffAccount
 *
 * @typedef {Omit<import("../../api/types.js").Endpoint, "url"> & { host: string, partner_id: string, partner_name: string }} Endpoint
 * @typedef {{ endpoints: Endpoint[], next_cursor: string | null }} EndpointPage
 * @typedef {import("../../api/types.js").Delivery & { partner_id: string, partner_name: string }} Delivery
 * @typedef {{ deliveries: Delivery[], next_cursor: string | null }} DeliveryPage
 * @typedef {import("../../api/types.js").DeliveryDetail & { partner_id: string, partner_name: string }} DeliveryDetail
 *
 * @typedef {{ partner_id: string, partner_name: string, calls: number, refused: number, quota_used: number, quota_allowed: number }} PartnerCalls
 * @typedef {object} UsageOverview
 * @property {string} from
 * @property {string} to
 * @property {string} time_zone
 * @property {import("../../api/types.js").UsageDay[]} days every day of the range
 * @property {import("../../api/types.js").UsageRoute[]} routes
 * @property {import("../../api/types.js").UsageOutcome[]} outcomes
 * @property {PartnerCalls[]} partners most calls first
 * @property {boolean} limited
 *
 * @typedef {{ per_second: number, burst: number, monthly_quota: number }} Allowance
 * @typedef {{ per_second: number | null, burst: number | null, monthly_quota: number | null }} OwnLimits
 * @typedef {{ own: OwnLimits, effective: Allowance, defaults: Allowance, quota: import("../../api/types.js").QuotaUse, limited: boolean }} PartnerLimits
 *
 * @typedef {import("../../api/types.js").Window & { announced_at: string, cancelled_at: string | null }} MaintenanceWindow
 *
 * @typedef {{ status: string }} Part
 * @typedef {object} Health
 * @property {string} status
 * @property {string} version
 * @property {string} started_at
 * @property {string} now
 * @property {number} clock_offset_seconds
 * @property {Part & { backend: string, version: string | null }} database
 * @property {Part & { pending: number | null }} migrations
 * @property {Part & { free_bytes: number | null }} disk
 * @property {Part & { waiting: number | null, oldest_seconds: number | null }} audit
 * @property {Part & { route: string, waiting: number | null, oldest_seconds: number | null, failed_24h: number | null }} mail
 * @property {Part & { waiting: number | null, oldest_seconds: number | null, failing_endpoints: number | null, paused_endpoints: number | null }} webhooks
 * @property {Part & { key_present: boolean }} encryption
 * @property {Part & { backlog: number | null }} lead_names
 * @property {Part & { kept_in: "redis" | "memory" | "off" }} limits
 */

export {};
