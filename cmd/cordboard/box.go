package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"cordboard/appliance"
	"cordboard/appliance/account"
	"cordboard/appliance/acd"
	"cordboard/appliance/blob"
	"cordboard/appliance/call"
	"cordboard/appliance/desk"
	"cordboard/appliance/directory"
	"cordboard/appliance/feed"
	"cordboard/appliance/media/rtp"
	"cordboard/appliance/outbox"
	"cordboard/appliance/prompts"
	"cordboard/appliance/rtc"
	"cordboard/appliance/seal"
	"cordboard/appliance/sip"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/studio"
	"cordboard/appliance/telephone"
	"cordboard/appliance/ticket"
	"cordboard/appliance/trunk"
	"cordboard/systemd"
	"cordboard/web"
	"cordboard/web/widget"
)

// heldFacts is how many facts the feed keeps for pages that come back.
const heldFacts = 20_000

// spareDisk is what recordings leave of the disk: room for weeks of everything
// else.
const spareDisk = 128 << 20

// box is everything, put together. The fields are in the order in which they
// are made; run sets them going.
type box struct {
	*sockets
	options options
	log     *slog.Logger

	certificate *web.Certificate // nil: the doors speak plain HTTP

	store    *sqlite.Store
	feed     *feed.Log
	files    *blob.Dir
	sounds   *blob.Dir // of the prompts that the site keeps
	handed   *blob.Dir // what people hand over in chats
	prompts  *prompts.Shelf
	site     *site.Site
	accounts *account.Accounts
	outbox   *outbox.Outbox
	tickets  *ticket.Tickets
	desk     *desk.Desk
	acd      *acd.Loop
	trunks   *trunk.Trunks
	outside  *outside
	engine   *rtp.Engine
	legs     *rtc.Legs
	desks    *telephone.Telephones // the operators' own
	calls    *call.Calls
	studio   *studio.Studio
	sip      *sip.Server
	widget   *widget.Pages
	web      *web.Server
}

// openBox opens what the box stands on: the store, the files, the sockets. On
// an error nothing stays open.
func openBox(ctx context.Context, o options, log *slog.Logger) (*box, error) {
	b := &box{options: o, log: log}
	if err := b.open(ctx); err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

func (b *box) open(ctx context.Context) (err error) {
	if err := b.options.check(); err != nil {
		return err
	}
	if b.certificate, err = b.options.certificate(b.log); err != nil {
		return err
	}
	if b.sockets, err = listen(ctx, b.options); err != nil {
		return err
	}
	if b.certificate != nil {
		b.sockets.encrypt(b.certificate.Config())
	}
	if err := b.keep(ctx); err != nil {
		return err
	}
	if err := b.equip(ctx); err != nil {
		return err
	}
	if err := b.settle(ctx); err != nil {
		return err
	}
	if err := b.telephone(); err != nil {
		return err
	}
	return b.pages(ctx)
}

// keep opens what is kept on disk.
func (b *box) keep(ctx context.Context) (err error) {
	if err := os.MkdirAll(b.options.Var, 0o700); err != nil {
		return fmt.Errorf("make the box's directory: %w", err)
	}
	b.store, err = sqlite.Open(ctx, filepath.Join(b.options.Var, "cordboard.db"), sqlite.Options{Log: b.log})
	if errors.Is(err, sqlite.ErrServed) {
		return fmt.Errorf("another box runs in %s: stop it, or give this one a directory of its own with --var", b.options.Var)
	}
	if err != nil {
		return err
	}
	b.feed = feed.New(b.store.Epoch(), heldFacts)
	b.store.PublishTo(b.feed.Publish)
	recordings := filepath.Join(b.options.Var, "recordings")
	if err = os.MkdirAll(recordings, 0o700); err != nil {
		return fmt.Errorf("make the directory of recordings: %w", err)
	}
	if b.files, err = blob.Open(recordings, blob.Options{Spare: spareDisk}); err != nil {
		return err
	}
	if b.sounds, err = blob.Open(filepath.Join(b.options.Var, "prompts", "kept"), blob.Options{Spare: spareDisk}); err != nil {
		return err
	}
	b.handed, err = blob.Open(filepath.Join(b.options.Var, "files"), blob.Options{Spare: spareDisk})
	return err
}

// equip makes the services that people and conversations need.
func (b *box) equip(ctx context.Context) (err error) {
	key, err := seal.Open(filepath.Join(b.options.Var, "cordboard.key"))
	if err != nil {
		return err
	}
	others := b.promptFiles()
	b.site = site.New(site.Deps{Store: b.store, Prompts: prompts.New(others).Has, Barred: b.barred, Sounds: b.sounds, Key: key, Log: b.log})
	b.prompts = prompts.New(beneath{b.site.PromptFiles(), others})
	if err := b.site.SealSecrets(ctx); err != nil {
		return err
	}
	if err := b.site.SweepSounds(ctx); err != nil {
		return err
	}
	b.accounts = account.New(account.Deps{Store: b.store, Site: b.site, Log: b.log, Telephone: b.leadsTo})
	b.outbox = outbox.New(outbox.Deps{Store: b.store, Feed: b.feed, Server: mailServer(b.site), GaveUp: b.gaveUp, Log: b.log})
	b.desk = desk.New(desk.Deps{Store: b.store, Feed: b.feed, Site: b.site, Files: b.handed, Mail: b.outbox, Letters: b.site, Log: b.log})
	if err := b.desk.SweepFiles(ctx); err != nil {
		return err
	}
	b.tickets = ticket.New(ticket.Deps{Store: b.store, Mail: b.outbox, Desk: b.desk, Site: b.site})
	b.acd = acd.New(acd.Deps{
		Store: b.store, Feed: b.feed, Desk: b.desk, Log: b.log, Rules: workRules,
		MannedChanged: func() { b.calls.CheckStaff() }, // Run is after telephone
	})
	b.trunks, err = trunk.New(ctx, trunk.Deps{
		Store: b.store, Key: key, Log: b.log, Country: b.site.Region, Closed: b.site.Closed,
		Alarmed: func() { b.feed.Notify(appliance.AlarmsChanged{}) },
	})
	return err
}

// workRules are what the site's settings say of how operators work.
func workRules(v *sqlite.View) (acd.Rules, error) {
	chosen, err := site.ReadSettings(v)
	return acd.Rules{AwayAfter: chosen.AwayAfter, PassAtOnce: chosen.PassAtOnce}, err
}

// telephone makes everything between the trunk and the operators' browsers.
func (b *box) telephone() (err error) {
	host, err := netip.ParseAddr(b.options.RTP)
	if err != nil {
		return fmt.Errorf("read --rtp: %w", err)
	}
	b.engine, err = rtp.NewEngine(rtp.Config{Host: host, Ports: rtpPorts, Log: b.log})
	if err != nil {
		return err
	}
	calls := func() *call.Calls { return b.calls }
	out := &outside{Trunks: b.trunks, site: b.site, store: b.store}
	b.outside = out
	b.desks = telephone.New(telephone.Deps{
		Store: b.store, Feed: b.feed, Exchange: desks{out}, Offers: b.acd, Calls: telephoneCalls{calls}, Prompts: b.prompts, Engine: b.engine, Log: b.log,
		Changed: func(o appliance.OperatorID, up bool) { b.calls.LegChanged(o, up) },
	})
	sounds := sounds{Telephones: b.desks, calls: calls}
	sounds.browsers, err = rtc.New(rtc.Config{UDP: b.rtcUDP, TCP: b.rtcTCP, Log: b.log, Spoken: b.trunks.Spoken, Changed: func(o appliance.OperatorID, up bool) {
		b.feed.Notify(appliance.LegChanged{Operator: o, Up: up})
		sounds.browserChanged(o, up)
	}})
	if err != nil {
		return err
	}
	b.legs = sounds.browsers
	b.calls = call.New(call.Deps{
		Outside: out, Trunk: b.trunks, Desk: callDesk{b.desk, b.store}, Site: callSite{b.site, b.prompts},
		Staff: callStaff{b.acd}, Legs: sounds, Contacts: directory.New(directory.Deps{Store: b.store, Site: b.site}), Engine: b.engine, Feed: b.feed, Log: b.log,
		Recordings: &call.Recordings{Store: b.store, Files: b.files, Log: b.log},
	})
	b.studio = studio.New(studio.Deps{
		Trunk: b.trunks, Site: studioSite{b.site}, Prompts: b.prompts, Engine: b.engine, Log: b.log,
		Changed: func() { b.feed.Notify(appliance.StudioChanged{}) },
	})
	config := sip.Config{
		Allow: b.trunks.Allowed, Asserted: b.trunks.Asserted, Number: b.trunks.Caller, Terms: b.trunks.Terms, Room: b.trunks.Room, Asked: b.trunks.Asked, Certified: b.trunks.Certified, Log: b.log,
	}
	if b.certificate != nil {
		config.Certificate = b.certificate.Config().GetCertificate
	}
	b.sip, err = sip.New(config)
	out.server = b.sip
	return err
}

// sipSockets are those that the exchange comes to.
func (b *box) sipSockets() sip.Sockets {
	s := sip.Sockets{UDP: []net.PacketConn{b.sipUDP}, TCP: []net.Listener{b.sipTCP}}
	if b.sipTLS != nil {
		s.TLS = []net.Listener{b.sipTLS}
	}
	return s
}

// rtpPorts are those that the telephones' sound comes to.
var rtpPorts = [2]uint16{10000, 19998}

// run serves until ctx ends and returns when everything has stopped. To be
// stopped before everything has begun is no fault.
func (b *box) run(ctx context.Context) error {
	err := b.serve(ctx)
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = nil
	}
	return errors.Join(err, b.close())
}

func (b *box) serve(ctx context.Context) error {
	if err := b.calls.Recover(ctx); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	for _, run := range []func(context.Context) error{
		b.store.Run, b.acd.Run, b.attendance().Run, b.outbox.Run, b.desk.Run, b.widget.Run, b.engine.Run, b.legs.Run, b.calls.Run, b.desks.Run,
		after(func(ctx context.Context) error { // no call comes before somebody could take it
			return b.sip.Run(ctx, b.sipSockets(), exchange{b.calls, b.studio, b.site, b.trunks})
		}, b.acd.Ready(), b.calls.Ready()),
		func(ctx context.Context) error { return b.trunks.Watch(ctx, b.sip) },
		func(ctx context.Context) error { return web.Serve(ctx, b.sockets.desk, b.web.Handler(web.Desk), b.log) },
		func(ctx context.Context) error {
			return web.Serve(ctx, b.sockets.public, b.web.Handler(web.Public), b.log)
		},
		func(ctx context.Context) error {
			return web.Serve(ctx, b.sockets.console, b.web.Handler(web.Console), b.log)
		},
	} {
		group.Go(func() error { return run(ctx) })
	}
	if b.certificate != nil {
		group.Go(func() error { return b.certificate.Run(ctx) })
	}
	group.Go(func() error {
		select {
		case <-b.acd.Ready():
			return systemd.Ready()
		case <-ctx.Done():
			return nil
		}
	})
	err := group.Wait()
	if stopping := systemd.Stopping(); stopping != nil {
		b.log.Warn("tell systemd", "err", stopping)
	}
	return err
}

// after is run once all others are ready.
func after(run func(context.Context) error, ready ...<-chan struct{}) func(context.Context) error {
	return func(ctx context.Context) error {
		for _, one := range ready {
			select {
			case <-one:
			case <-ctx.Done():
				return nil
			}
		}
		return run(ctx)
	}
}

// close gives everything back.
func (b *box) close() error {
	var errs []error
	if b.legs != nil {
		errs = append(errs, b.legs.Close())
	}
	if b.engine != nil {
		b.engine.Close()
	}
	if b.sockets != nil {
		b.sockets.close()
	}
	if b.files != nil {
		errs = append(errs, b.files.Close())
	}
	if b.sounds != nil {
		errs = append(errs, b.sounds.Close())
	}
	if b.handed != nil {
		errs = append(errs, b.handed.Close())
	}
	if b.store != nil {
		errs = append(errs, b.store.Close())
	}
	return errors.Join(errs...)
}

func port(a net.Addr) string {
	_, port, _ := net.SplitHostPort(a.String())
	return port
}
