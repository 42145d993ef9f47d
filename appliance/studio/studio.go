package studio

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/appliance/media/rtp"
	"cordboard/appliance/pace"
	"cordboard/appliance/sip"
	"cordboard/ivr/prompt"
)

// Trunk gives calls their place on the box.
type Trunk interface {
	// Enter takes a place for a call of a source, or refuses with a *sip.Refused
	// error. release gives the place back.
	Enter(source netip.Addr) (release func(), err error)
}

// Site keeps what is recorded.
type Site interface {
	// Language is what those are spoken to in of whom nothing is known.
	Language(ctx context.Context) appliance.Language
	// KeepRecording keeps a prompt in place of the one before.
	KeepRecording(ctx context.Context, o Order, made prompt.Prompt) error
}

// Prompts are the box's own words.
type Prompts interface {
	Clip(name string, l appliance.Language) (*media.Clip, error)
}

// Deps is what a studio stands on.
type Deps struct {
	Trunk   Trunk
	Site    Site
	Prompts Prompts
	Engine  *rtp.Engine
	// Changed tells that some order stands otherwise now. It does not block.
	Changed func()
	Log     *slog.Logger
	Now     func() time.Time // nil: the time of the day
}

// Studio records prompts by telephone. It is a sip.Handler.
type Studio struct {
	Deps
	guesses *pace.Buckets[struct{}]

	mu     sync.Mutex
	orders map[Piece]*order // the newest of each
}

// New makes a studio that nobody has ordered anything of.
func New(d Deps) *Studio {
	if d.Now == nil {
		d.Now = time.Now
	}
	return &Studio{Deps: d, guesses: pace.New[struct{}](guesses), orders: map[Piece]*order{}}
}

// Invite carries one call from its INVITE to its end.
func (s *Studio) Invite(ctx context.Context, line *sip.Call) {
	log := s.Log.With("call", line.ID())
	release, err := s.Trunk.Enter(line.Source().Addr())
	if err == nil {
		defer release()
		err = s.carry(ctx, line, log)
	}
	if err != nil {
		refuse(line, log, err)
	}
}

// carry answers a call and holds its sitting.
func (s *Studio) carry(ctx context.Context, line *sip.Call, log *slog.Logger) error {
	leg, err := s.Engine.Open()
	if err != nil {
		return errors.Join(err, sip.Unavailable())
	}
	defer leg.Close()
	sdp, stream, err := line.Negotiate(leg.Local())
	if err != nil {
		return errors.Join(err, sip.NoCommonSound())
	}
	if err := line.Answer(sdp); err != nil {
		return err
	}
	leg.Connect(stream)
	log.Info("somebody calls the studio")
	newSitting(s, line, leg, log).run(ctx)
	return nil
}

// refuse tells the caller why he is not let in.
func refuse(line *sip.Call, log *slog.Logger, err error) {
	if errors.Is(err, sip.ErrOver) {
		return // he has gone already
	}
	verdict, _ := sip.RefusedBy(err)
	log.Warn("call of the studio refused", "status", verdict.Status, "err", err)
	if err := line.Reject(verdict); err != nil {
		log.Warn("refuse call", "err", err)
	}
}
