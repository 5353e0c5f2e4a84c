import { sheet } from "./sheet.js";

// Candidates and practice.
await sheet("candidates.css");
