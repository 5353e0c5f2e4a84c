/**
 * What /api/partners answers about a partner on its way (contract onboarding.md).
 *
 * @typedef {"business_info" | "api_setup" | "verification" | "activation" | "done"} CurrentStep
 *
 * @typedef {object} Partner
 * @property {string} id a UUID
 * @property {string} slug
 * @property {string} name
 * @property {string} email
 * @property {string | null} [partnerType]
 * @property {string} status
 * @property {{ currentStep: CurrentStep, completed: boolean, progress: number }} onboarding
 *
 * @typedef {object} Review
 * @property {"not_ready" | "waiting" | "approved" | "rejected"} state
 * @property {string | null} [reason]
 * @property {string | null} [decidedAt] RFC 3339
 *
 * @typedef {object} Document
 * @property {string} id a UUID
 * @property {string} type
 * @property {string} name
 * @property {string | null} [url]
 * @property {string | null} [mediaType]
 * @property {number | null} [size] bytes
 * @property {string} uploadedAt RFC 3339
 *
 * @typedef {object} Onboarding the whole state
 * @property {Partner} partner
 * @property {Record<string, any> | null} [businessInfo]
 * @property {{ webhookUrl?: string | null, callbackUrl?: string | null } | null} [apiSetup]
 * @property {Document[]} documents
 * @property {Review} review
 *
 * @typedef {object} Credentials shown once
 * @property {string} clientId
 * @property {string} clientSecret
 * @property {string} apiKey
 * @property {string} webhookSecret
 * @property {string | null} [webhookUrl]
 * @property {string | null} [callbackUrl]
 *
 * @typedef {object} Key what opens one partner's steps
 * @property {string} id the partner's UUID
 * @property {string} token
 */

export {};
