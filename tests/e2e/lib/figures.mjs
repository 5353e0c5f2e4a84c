// How the pages write numbers (crates/dashboard/assets/TESTIDS.md).

const RUPEES = new Intl.NumberFormat('en-IN', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** ₹ 1,00,000.00, with a space that does not break. */
export const rupees = (amount) => `${amount < 0 ? '-' : ''}₹\u00a0${RUPEES.format(Math.abs(amount))}`;

/** 1,00,000 */
export const count = (number) => new Intl.NumberFormat('en-IN').format(number);
