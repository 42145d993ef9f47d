package desk

import (
	"net/url"

	"github.com/a-h/templ"

	"cordboard/appliance"
)

// href is the page of a conversation, or of none, with a folder open.
func href(id appliance.ConversationID, t tab) string {
	path := "/desk"
	if id != 0 {
		path += "/" + id.String()
	}
	return path + "?" + url.Values{"tab": {string(t)}}.Encode()
}

func address(id appliance.ConversationID, t tab) templ.SafeURL {
	return templ.SafeURL(href(id, t))
}
