// Package demo sets up the demonstration site: Hobla, a shop for tools with
// one house in Brno and one in Kraków. It exists to be tried: its sign-ins
// are printed at every start, and a box without --demo has none of them.
package demo

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"golang.org/x/sync/errgroup"

	"cordboard/appliance"
	"cordboard/appliance/account"
	"cordboard/appliance/hours"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
	files "cordboard/cmd/cordboard/demo/site"
)

// Password opens every demonstration sign-in.
const Password = "jack and cord"

// SignIn is one of the demonstration's operators.
type SignIn struct {
	Login, Name, Role string
}

// person is an operator of the site and the groups that he is in.
type person struct {
	appliance.Operator
	groups []string
}

var people = []person{
	{
		appliance.Operator{Login: "jana", Name: "Jana Dvořáková", Role: appliance.RoleOperator, Language: appliance.Czech},
		[]string{"Brno", "Reception"},
	},
	{
		appliance.Operator{Login: "tomas", Name: "Tomáš Beneš", Role: appliance.RoleOperator, Language: appliance.Czech},
		[]string{"Brno", "Returns"},
	},
	{
		appliance.Operator{Login: "agnieszka", Name: "Agnieszka Wójcik", Role: appliance.RoleOperator, Language: appliance.Polish},
		[]string{"Kraków", "Returns"},
	},
	{
		appliance.Operator{Login: "thomas", Name: "Thomas Whitfield", Role: appliance.RoleOperator, Language: appliance.English},
		[]string{"Brno", "Kraków", "Reception", "Returns"},
	},
	{
		appliance.Operator{Login: "eva", Name: "Eva Horáková", Role: appliance.RoleSuperUser, Language: appliance.Czech},
		[]string{"Reception"},
	},
	{appliance.Operator{Login: "admin", Name: "Ondřej Kučera", Role: appliance.RoleAdmin, Language: appliance.Czech}, nil},
}

// roles are what those are called that the people of the demonstration have.
var roles = map[appliance.RoleID]string{
	appliance.RoleOperator: "operator", appliance.RoleObserver: "observer", appliance.RoleSuperUser: "super user", appliance.RoleAdmin: "administrator",
}

// SignIns lists who can sign in, for the line that make run prints.
func SignIns() []SignIn {
	var list []SignIn
	for _, p := range people {
		list = append(list, SignIn{p.Login, p.Name, roles[p.Role]})
	}
	return list
}

// The ways in that the demonstration has.
const (
	TreeNumber  = "100" // the IVR tree
	GroupNumber = "200" // straight to the reception
	WidgetKey   = "hobla-eshop"

	StudioNumber = "199" // where prompts are recorded

	treeName = "main"
)

// Logins are the names that the sign-in page tells.
func Logins() []string {
	var logins []string
	for _, p := range people {
		logins = append(logins, p.Login)
	}
	return logins
}

// queue is one of the site, with the groups that serve it and what its callers
// hear: before a talk that is recorded, and while they wait.
type queue struct {
	name     string
	names    map[appliance.Language]string
	groups   []string
	notice   string
	messages []string
}

var queues = []queue{
	{"Orders", map[appliance.Language]string{appliance.Czech: "Objednávky", appliance.Polish: "Zamówienia"}, []string{"Brno", "Kraków"}, "", []string{"write"}},
	{"Returns", map[appliance.Language]string{appliance.Czech: "Vrácení a reklamace", appliance.Polish: "Zwroty i reklamacje"}, []string{"Returns"}, "recorded", []string{"write"}},
	{"Reception", map[appliance.Language]string{appliance.Czech: "Recepce", appliance.Polish: "Recepcja"}, []string{"Reception"}, "", nil},
}

// reasons for the wrap-up, in the three languages.
var reasons = []map[appliance.Language]string{
	{appliance.Czech: "Dotaz na objednávku", appliance.Polish: "Pytanie o zamówienie", appliance.English: "Question about an order"},
	{appliance.Czech: "Změna doručení", appliance.Polish: "Zmiana dostawy", appliance.English: "Change of delivery"},
	{appliance.Czech: "Vrácení bez krabice", appliance.Polish: "Zwrot — brak pudełka", appliance.English: "Return without its box"},
	{appliance.Czech: "Vrácení, poškozeno při přepravě", appliance.Polish: "Zwrot — uszkodzenie w transporcie", appliance.English: "Return, damaged on the way"},
	{appliance.Czech: "Reklamace", appliance.Polish: "Reklamacja", appliance.English: "Complaint"},
	{appliance.Czech: "Rada s výběrem", appliance.Polish: "Pomoc w wyborze", appliance.English: "Advice on what to buy"},
	{appliance.Czech: "Faktura a platba", appliance.Polish: "Faktura i płatność", appliance.English: "Invoice and payment"},
	{appliance.Czech: "Omyl", appliance.Polish: "Pomyłka", appliance.English: "Wrong number"},
}

// answers that operators have at hand, in the three languages.
var answers = []appliance.Template{
	{Name: "hello", Texts: map[appliance.Language]string{
		appliance.Czech: "Dobrý den, <name>, tady <operator>. S čím Vám mohu pomoci?", appliance.Polish: "Dzień dobry, <name>, tu <operator>. W czym mogę pomóc?",
		appliance.English: "Hello <name>, this is <operator>. How can I help?",
	}},
	{Name: "delivery", Texts: map[appliance.Language]string{
		appliance.Czech: "Objednávka <order> je u dopravce a přijde <day>.", appliance.Polish: "Zamówienie <order> jest u przewoźnika i dotrze <day>.",
		appliance.English: "Order <order> is with the carrier and comes <day>.",
	}},
	{Name: "return", Texts: map[appliance.Language]string{
		appliance.Czech: "Zboží můžete vrátit do 30 dnů, i bez krabice. Štítek na zpáteční cestu pošleme na <mail>.", appliance.Polish: "Towar można zwrócić w ciągu 30 dni, także bez pudełka. Etykietę zwrotną wyślemy na <mail>.",
		appliance.English: "You can return it within 30 days, also without its box. We send the label for the way back to <mail>.",
	}},
	{Name: "bye", Texts: map[appliance.Language]string{
		appliance.Czech: "Rádo se stalo. Hezký den!", appliance.Polish: "Nie ma za co. Miłego dnia!", appliance.English: "You are welcome. Have a nice day!",
	}},
}

// tags that operators put on conversations; pages of the shop may put on the last.
var tags = []appliance.Tag{
	{Name: "Urgent", Colour: appliance.Red},
	{Name: "VIP", Colour: appliance.Green},
	{Name: "B2B", Colour: appliance.Blue, ByPage: true},
}

// contacts that the box already knows, so that a caller has a name.
var contacts = []appliance.Contact{
	{Name: "Veronika Malá", Mails: []string{"v.mala@seznam.example"}, Phones: []string{"+420603118245"}},
	{Name: "Krzysztof Nowakowski", Mails: []string{"k.nowakowski@stolarnia.example"}, Phones: []string{"+48601234567"}},
	{Name: "Marek Šimůnek", Mails: []string{"marek.simunek@post.example"}, Phones: []string{"+420775418102"}},
}

// settled marks a store that already holds the demonstration.
const settled = "demo.settled"

// Deps is what the demonstration is set up with.
type Deps struct {
	Store    *sqlite.Store
	Site     *site.Site
	Accounts *account.Accounts
	Trunks   *trunk.Trunks
	Origin   string // where the shop's pages stand, "http://localhost:8081"
	Now      time.Time
}

// Errors of a directory that is not what it is started as.
var (
	ErrNotEmpty = errors.New("this directory holds a site of its own, and --demo sets up an empty one: leave --demo out, or give another --var")
	ErrDemo     = errors.New("this directory holds the demonstration, whose password everybody knows: start it with --demo, or give another --var")
)

// Settled tells whether a store holds the demonstration.
func Settled(ctx context.Context, store *sqlite.Store) (settledAlready bool, err error) {
	err = store.Read(ctx, func(v *sqlite.View) (err error) {
		_, settledAlready, err = v.Setting(settled)
		return err
	})
	return settledAlready, err
}

// Settle fills an empty store with the site. What the demonstration's store
// holds already is left as it is; any other store is refused.
func Settle(ctx context.Context, d Deps) error {
	for _, step := range []func(context.Context, Deps) error{settleStore, settleSite, settlePeople, settleTree, settleWays, settleTrunk} {
		if err := step(ctx, d); err != nil {
			return fmt.Errorf("settle the demonstration site: %w", err)
		}
	}
	return nil
}

// settleStore takes an empty store for the demonstration, and puts in who is
// known there already.
func settleStore(ctx context.Context, d Deps) error {
	return d.Store.Write(ctx, func(tx *sqlite.Tx) error {
		if _, done, err := tx.Setting(settled); err != nil || done {
			return err
		}
		if operators, err := tx.Operators(); err != nil || len(operators) > 0 {
			return cmp.Or(err, ErrNotEmpty)
		}
		for _, c := range contacts {
			c.Created = d.Now.UTC()
			if _, err := tx.AddContact(c); err != nil {
				return err
			}
		}
		return tx.SetSetting(settled, d.Now.UTC().Format(time.RFC3339))
	})
}

// settlePeople adds who is not there yet. Hashing their passwords takes most
// of the first start, so it is done side by side.
func settlePeople(ctx context.Context, d Deps) error {
	groups, missing, err := absent(ctx, d.Store)
	if err != nil {
		return err
	}
	adding, ctx := errgroup.WithContext(ctx)
	for _, p := range missing {
		o := p.Operator
		o.Mail = o.Login + "@hobla.example"
		o.Chats, o.Calls = 4, 1
		for _, name := range p.groups {
			o.Groups = append(o.Groups, groups[name])
		}
		adding.Go(func() error {
			_, err := d.Accounts.AddOperator(ctx, o, Password)
			return err
		})
	}
	return adding.Wait()
}

// absent reads the groups by name and finds who of the people is missing.
func absent(ctx context.Context, store *sqlite.Store) (groups map[string]appliance.GroupID, missing []person, err error) {
	groups = map[string]appliance.GroupID{}
	err = store.Read(ctx, func(v *sqlite.View) error {
		all, err := v.Groups()
		if err != nil {
			return err
		}
		for _, g := range all {
			groups[g.Name] = g.ID
		}
		for _, p := range people {
			_, err := v.OperatorByLogin(p.Login)
			switch {
			case errors.Is(err, appliance.ErrNotFound):
				missing = append(missing, p)
			case err != nil:
				return err
			}
		}
		return nil
	})
	return groups, missing, err
}

// settleTree publishes hours and tree, checked like anybody's.
func settleTree(ctx context.Context, d Deps) error {
	trees, err := d.Site.Trees(ctx)
	if err != nil {
		return err
	}
	if _, there := trees[treeName]; there {
		return nil
	}
	text, err := files.Files.ReadFile("hours.json")
	if err != nil {
		return err
	}
	var calendars []hours.Calendar
	if err := json.Unmarshal(text, &calendars); err != nil {
		return fmt.Errorf("read the opening hours: %w", err)
	}
	for _, c := range calendars {
		if err := d.Site.SaveCalendar(ctx, 0, c); err != nil {
			return fmt.Errorf("save the opening hours %q: %w", c.Name, err)
		}
	}
	if text, err = files.Files.ReadFile("main.yaml"); err != nil {
		return err
	}
	if found, err := d.Site.SaveTree(ctx, 0, treeName, string(text)); err != nil {
		return fmt.Errorf("publish the tree: %w: %w", err, found)
	}
	return nil
}

// settleTrunk lets loopback call, and nobody else.
func settleTrunk(ctx context.Context, d Deps) error {
	if len(d.Trunks.Config().Trunks) > 0 {
		return nil
	}
	return d.Trunks.Save(ctx, trunk.Config{Calls: 200, Trunks: []trunk.Trunk{{
		Name: "loopback", Sources: []trunk.Source{{Prefix: netip.MustParsePrefix("127.0.0.0/8")}},
		Transport: trunk.UDP, Identity: trunk.Asserted,
	}}})
}
