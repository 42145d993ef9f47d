// The list of trunks shows by itself how it stands with their exchanges.
import { follow } from "./follow.js";

follow("exchanges");
