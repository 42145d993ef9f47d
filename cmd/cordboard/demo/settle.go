package demo

import (
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

func addGroups(tx *sqlite.Tx) error {
	for _, name := range []string{"Brno", "Kraków", "Returns", "Reception"} {
		if _, err := tx.AddGroup(appliance.Group{Name: name}); err != nil {
			return err
		}
	}
	return nil
}

func addQueues(tx *sqlite.Tx) error {
	groups, err := tx.Groups()
	if err != nil {
		return err
	}
	byName := map[string]appliance.GroupID{}
	for _, g := range groups {
		byName[g.Name] = g.ID
	}
	for _, q := range queues {
		queue := appliance.Queue{
			Name: q.name, Music: "music",
			OfferFor: 30 * time.Second, WrapUpFor: 60 * time.Second, Target: 60 * time.Second,
		}
		for _, g := range q.groups {
			queue.Groups = append(queue.Groups, byName[g])
		}
		if _, err := tx.AddQueue(queue); err != nil {
			return err
		}
	}
	return nil
}

// addEntryPoints adds the two numbers and the widget; origin is where the
// shop's pages stand.
func addEntryPoints(origin string) func(*sqlite.Tx) error {
	return func(tx *sqlite.Tx) error {
		queues, err := tx.Queues()
		if err != nil {
			return err
		}
		byName := map[string]appliance.QueueID{}
		var topics []appliance.QueueID
		for _, q := range queues {
			byName[q.Name] = q.ID
			topics = append(topics, q.ID)
		}
		for _, e := range []appliance.EntryPoint{
			{
				Channel: appliance.Phone, Name: "Main line", Language: appliance.Czech,
				Queue: byName["Reception"], Hours: "Shop",
				Phone: appliance.PhoneEntry{Number: TreeNumber, Tree: "main", Answer: appliance.AnswerAtOnce},
			},
			{
				Channel: appliance.Phone, Name: "Reception direct", Language: appliance.English,
				Queue: byName["Reception"],
				Phone: appliance.PhoneEntry{Number: GroupNumber, Answer: appliance.AnswerAtOnce},
			},
			{
				Channel: appliance.WebChat, Name: "E-shop Hobla", Language: appliance.Czech,
				Queue: byName["Reception"], Hours: "Shop",
				Widget: appliance.WidgetEntry{
					Key: WidgetKey, Sites: []string{origin}, Topics: topics,
					Form: appliance.Form{
						Name: appliance.AskRequired, Mail: appliance.AskOptional, Topic: appliance.AskRequired,
					},
				},
			},
		} {
			if _, err := tx.AddEntryPoint(e); err != nil {
				return err
			}
		}
		return nil
	}
}

func addReasons(tx *sqlite.Tx) error {
	for _, name := range reasons {
		if _, err := tx.AddReason(appliance.Reason{Name: name}); err != nil {
			return err
		}
	}
	return nil
}

func addContacts(now time.Time) func(*sqlite.Tx) error {
	return func(tx *sqlite.Tx) error {
		for _, c := range contacts {
			c.Created = now.UTC()
			if _, err := tx.AddContact(c); err != nil {
				return err
			}
		}
		return nil
	}
}
