package appliance

// Channel is the kind of way in that a conversation came by.
type Channel string

// The channels. Phone, webchat, callback and voicemail are built; the others
// are named so that stored rows and icons never change their word.
const (
	Phone     Channel = "phone"
	WebChat   Channel = "webchat"
	Video     Channel = "video"
	Callback  Channel = "callback"
	Email     Channel = "email"
	Messenger Channel = "messenger"
	WhatsApp  Channel = "whatsapp"
	Apple     Channel = "apple"
	VK        Channel = "vk"
	// Voicemail is what a caller said when nobody took his call.
	Voicemail Channel = "voicemail"
)

// Voice tells whether what is said there is spoken.
func (c Channel) Voice() bool { return c.Kind() != KindChat }

// Kind is what of an operator a conversation takes. Each kind has room of its
// own with him (F021).
type Kind int

// The kinds. A call is in his ear: it takes him alone and is followed by the
// presence wrap-up. A message was spoken before: it goes to those who take calls,
// and keeps them from none.
const (
	KindChat Kind = iota
	KindCall
	KindMessage
)

// Kind is that of the channel's conversations.
func (c Channel) Kind() Kind {
	switch c {
	case Phone, Video, Callback:
		return KindCall
	case Voicemail:
		return KindMessage
	}
	return KindChat
}
