package widget

import (
	"time"

	"cordboard/appliance"
)

// What a visitor may see of his conversation: what was said, who came and
// went, how it stands. Notes, offers and our own affairs are left out here and
// nowhere else.

// about is how a conversation stands.
type about struct {
	State string `json:"state"` // waiting, active, over
	Topic string `json:"topic"`
	// Topics is the topic for who reads a language that has a name for it.
	Topics    map[appliance.Language]string `json:"topics,omitempty"`
	Operators []string                      `json:"operators"` // the names of who serves
	Mail      bool                          `json:"mail"`      // whether we have an address to answer to
	Language  appliance.Language            `json:"language"`  // the one that the box speaks to him
	Blocked   *suspension                   `json:"blocked,omitempty"`
	Rates     bool                          `json:"rates,omitempty"`
	Rating    *rated                        `json:"rating,omitempty"`
}

// entry is one line of the log.
type entry struct {
	ID   appliance.EntryID   `json:"id"`
	At   time.Time           `json:"at"`
	Kind appliance.EntryKind `json:"kind"`
	By   string              `json:"by"` // me, them, box; of the end also silence
	Name string              `json:"name,omitempty"`
	Text string              `json:"text,omitempty"`
	Key  string              `json:"key,omitempty"` // of his own messages
	File *handed             `json:"file,omitempty"`
	// Quotes is the message that it answers.
	Quotes  appliance.EntryID `json:"quotes,omitempty"`
	Edited  bool              `json:"edited,omitempty"`
	Deleted bool              `json:"deleted,omitempty"`
}

// handed is a file as the visitor sees it; its entry's Text is its name.
type handed struct {
	State   appliance.FileState `json:"state"`
	Size    int64               `json:"size"`
	Picture bool                `json:"picture,omitempty"`
	Width   int                 `json:"width,omitempty"`
	Height  int                 `json:"height,omitempty"`
}

// handedOf is the file of an entry.
func handedOf(f appliance.File) *handed {
	return &handed{State: f.State, Size: f.Size, Picture: f.Kind != "", Width: f.Width, Height: f.Height}
}

// whole is all of it: what a panel begins with.
type whole struct {
	about
	Seen    appliance.EntryID `json:"seen,omitempty"` // by an operator
	Entries []entry           `json:"entries"`
}

// names tells what visitors call an operator.
type names func(appliance.OperatorID) string

// aboutOf says it of a conversation of queue q. The topic is the queue's name,
// so that a visitor who changes the language reads it in that one; it is as he
// chose it when the queue is gone.
func aboutOf(c appliance.Conversation, q appliance.Queue, name names) about {
	a := about{State: "waiting", Topic: c.Topic, Operators: []string{}, Mail: c.Mail != "", Language: c.Language, Rates: c.Rates(), Rating: ratingOf(c.Rating)}
	if c.Topic != "" && q.ID != 0 {
		a.Topic, a.Topics = q.Name, q.Names
	}
	switch {
	case c.State.Over():
		a.State = "over"
	case c.State == appliance.Active:
		a.State = "active"
	}
	for _, o := range c.Operators {
		a.Operators = append(a.Operators, name(o))
	}
	return a
}

// entryOf is an entry as the visitor sees it, or false if he does not.
func entryOf(e appliance.Entry, name names) (entry, bool) {
	seen := entry{ID: e.ID, At: e.At, Kind: e.Kind, By: byOf(e.By)}
	switch e.Kind {
	case appliance.EntryMessage, appliance.EntryFile:
		seen.Text, seen.Quotes = e.Text, e.Quotes
		seen.Edited, seen.Deleted = !e.Edited.IsZero(), !e.Deleted.IsZero()
	case appliance.EntryEnded:
		if e.Data["cause"] == "silence" {
			seen.By = "silence"
		}
	case appliance.EntryBegan, appliance.EntryJoined, appliance.EntryLeft, appliance.EntryTakenUp, appliance.EntrySilent,
		appliance.EntryTranscript, appliance.EntryTranscriptFailed:
	default:
		return entry{}, false
	}
	if e.By == appliance.ByContact {
		seen.Key = e.Key
	}
	if e.Operator != 0 {
		seen.Name = name(e.Operator)
	}
	return seen, true
}

func byOf(a appliance.Author) string {
	switch a {
	case appliance.ByContact:
		return "me"
	case appliance.ByOperator:
		return "them"
	case appliance.BySystem:
	}
	return "box"
}
