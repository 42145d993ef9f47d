package admin

import (
	"strings"

	"cordboard/appliance"
)

// rightsFor are the rights of which one opens a page of the administration, by its
// address; none: nobody may go there. What links to a page asks the same.
func rightsFor(path string) appliance.Rights {
	rest, inside := strings.CutPrefix(path, "/admin")
	if !inside {
		return nil
	}
	if rest == "" { // the overview shows each what he may see
		return appliance.SetUp()
	}
	section, _, _ := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
	section, _, _ = strings.Cut(section, "?")
	section, _, _ = strings.Cut(section, "#")
	switch section {
	case "operators":
		return appliance.Rights{appliance.RightOperators}
	case "roles":
		return appliance.Rights{appliance.RightRoles}
	case "groups", "skills", "templates", "reasons", "tags", "absences", "queues", "entry-points", "hours", "calendar", "blocks":
		return appliance.Rights{appliance.RightQueues}
	case "trees", "tree.schema.json", "prompts", "prompt", "voices":
		return appliance.Rights{appliance.RightTrees}
	case "trunks", "trunk", "caps":
		return appliance.Rights{appliance.RightExchange}
	case "settings", "audit":
		return appliance.Rights{appliance.RightSettings}
	}
	return nil
}
