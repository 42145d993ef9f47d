// Package appliance holds the nouns of a contact centre: who writes or calls
// in, who answers, what they said, where it waits, and the facts that tell how
// it went. It imports nothing of ours and does nothing: behaviour stands on
// the floors above, storage in appliance/sqlite.
//
// Times are UTC. Durations are time.Duration. Telephone numbers are kept as
// the trunk delivered them, in E.164 where its number plan can tell.
package appliance
