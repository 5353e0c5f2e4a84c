import { sheet } from "./sheet.js";

// Webhooks and usage.
await sheet("calls.css");
