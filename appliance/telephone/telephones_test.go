package telephone

import (
	"context"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/feed"
	"cordboard/appliance/sqlite"
)

// held is a log that tells of each error, and holds up who writes it until he is
// let go.
type held struct {
	slog.Handler
	said  chan string
	letGo chan struct{}
}

func (h held) Handle(_ context.Context, r slog.Record) error {
	var all strings.Builder
	all.WriteString(r.Message)
	r.Attrs(func(a slog.Attr) bool { all.WriteString(" " + a.String()); return true })
	h.said <- all.String()
	<-h.letGo
	return nil
}

func TestTelephonesGoOnWhenTheyFallBehindAndTheStoreCannotBeRead(t *testing.T) {
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "store"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	facts := feed.New(store.Epoch(), 1000)
	heard, err := facts.Subscribe(feed.ID{})
	if err != nil {
		t.Fatal(err)
	}
	err = store.Write(t.Context(), func(tx *sqlite.Tx) error {
		_, err := tx.AddOperator(appliance.Operator{Login: "jana", Calls: 1, ByTelephone: true, Extension: "31"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	log := held{slog.NewTextHandler(io.Discard, nil), make(chan string), make(chan struct{})}
	all := New(Deps{Store: store, Feed: facts, Log: slog.New(log)})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- all.Run(ctx) }()
	<-heard.C() // her telephone is hers now
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	facts.Publish(appliance.OfferMade{Offer: appliance.Offer{Conversation: 1, Operator: 7}})
	<-log.said
	for range 1000 { // more than wait for anybody
		facts.Publish(appliance.SiteChanged{})
	}
	close(log.letGo)
	select {
	case said := <-log.said:
		if !strings.Contains(said, "telephones") {
			t.Errorf("the log says %q", said)
		}
	case err := <-ended:
		t.Fatalf("Run ended with %v", err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("Run ended with %v", err)
	}
}
