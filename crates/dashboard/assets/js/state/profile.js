import { profile as readProfile } from "../api/endpoints.js";
import { Load } from "./load.js";

export const profile = new Load(() => readProfile());
