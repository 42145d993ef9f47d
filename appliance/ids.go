package appliance

import "strconv"

// Ids are the store's row numbers. Zero means none. They are no secrets:
// whoever stands outside proves who he is with a token, never with an id.
type (
	ContactID      int64
	ConversationID int64
	PartID         int64
	EntryID        int64
	OperatorID     int64
	GroupID        int64
	QueueID        int64
	EntryPointID   int64
	TicketID       int64
	OfferID        int64
	RecordingID    int64
	ReasonID       int64
	AbsenceID      int64
	SkillID        int64
	TagID          int64
	RoleID         int64
	TemplateID     int64
	AuditID        int64
	BlockID        int64
)

func (id ConversationID) String() string { return strconv.FormatInt(int64(id), 10) }
func (id OperatorID) String() string     { return strconv.FormatInt(int64(id), 10) }
func (id QueueID) String() string        { return strconv.FormatInt(int64(id), 10) }
func (id EntryPointID) String() string   { return strconv.FormatInt(int64(id), 10) }
func (id TicketID) String() string       { return strconv.FormatInt(int64(id), 10) }
func (id EntryID) String() string        { return strconv.FormatInt(int64(id), 10) }
func (id ReasonID) String() string       { return strconv.FormatInt(int64(id), 10) }
func (id AbsenceID) String() string      { return strconv.FormatInt(int64(id), 10) }
func (id SkillID) String() string        { return strconv.FormatInt(int64(id), 10) }
func (id TagID) String() string          { return strconv.FormatInt(int64(id), 10) }
func (id RoleID) String() string         { return strconv.FormatInt(int64(id), 10) }
func (id TemplateID) String() string     { return strconv.FormatInt(int64(id), 10) }
func (id ContactID) String() string      { return strconv.FormatInt(int64(id), 10) }
func (id RecordingID) String() string    { return strconv.FormatInt(int64(id), 10) }
func (id AuditID) String() string        { return strconv.FormatInt(int64(id), 10) }
func (id BlockID) String() string        { return strconv.FormatInt(int64(id), 10) }
