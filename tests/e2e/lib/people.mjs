// Invented people. Nobody's mobile in India begins with 1, and no PAN has a Q as its
// fourth letter.

const FIRST = ['Asha', 'Vikram', 'Meera', 'Rohan', 'Kavya', 'Imran', 'Divya', 'Arjun', 'Leela', 'Nikhil', 'Zoya', 'Tara'];
const LAST = ['Rao', 'Iyer', 'Verma', 'Khan', 'Nair', 'Patel', 'Bose', 'Menon', 'Sethi'];

/** The `n`th person as a partner shares one, with `fields` put over it. */
export function person(n, fields = {}) {
  const letter = (shift) => String.fromCharCode(65 + (Math.floor(n / shift) % 26));
  return {
    first_name: FIRST[n % FIRST.length],
    last_name: LAST[n % LAST.length],
    mobile_number: String(1_300_000_000 + n * 7),
    pan_number: `AA${letter(10_000)}QZ${String(n % 10_000).padStart(4, '0')}K`,
    ...fields,
  };
}
