// A prompt's page shows by itself how its recording by telephone stands.
import { follow } from "./follow.js";

follow("prompt-recording");
