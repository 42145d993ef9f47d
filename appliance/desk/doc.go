// Package desk is what happens in a conversation: it begins, waits, is joined,
// written into, left, ended and wrapped up. It alone writes conversations,
// parts and entries.
//
// Every method is one write of the store: it reads the nouns, decides about
// them in memory (type exchange, which knows no store and no clock), saves
// them and hands the facts to the feed with the commit. All facts of one write
// carry the conversation as it was committed, in this order: what began first,
// then what was said of it, and ConversationQueued or ConversationEnded last.
//
// The package has no goroutines.
package desk
