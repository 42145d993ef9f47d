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

// Voice tells whether the channel keeps an operator busy by ear: such a
// conversation takes him alone and is followed by the presence wrap-up.
func (c Channel) Voice() bool {
	return c == Phone || c == Video || c == Callback || c == Voicemail
}
