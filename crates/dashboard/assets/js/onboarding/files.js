/** A document may have so many bytes: the contract's 10 MB. */
export const MOST_BYTES = 10 * 1024 * 1024;

/** What a file dialog offers. */
export const ACCEPT = "application/pdf,image/png,image/jpeg,.pdf,.png,.jpg,.jpeg";

/** How the files begin that are taken. */
const BEGINNINGS = [
  [0x25, 0x50, 0x44, 0x46, 0x2d],
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  [0xff, 0xd8, 0xff],
];

/**
 * What is wrong with a file, in words; null if nothing is to be seen. The server looks closer.
 * @param {Blob} file
 * @returns {Promise<string | null>}
 */
export async function fileFault(file) {
  if (file.size === 0) return "This file is empty.";
  if (file.size > MOST_BYTES) return "This file is larger than 10 MB. Scan it with fewer dots, or in grey.";
  let begin;
  try {
    begin = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  } catch {
    return "This file cannot be read. A folder has to be opened and its files chosen.";
  }
  const fits = BEGINNINGS.some((bytes) => bytes.every((byte, index) => begin[index] === byte));
  return fits ? null : "This is no PDF, PNG or JPEG, whatever its name says.";
}
