package main

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"golang.org/x/sys/unix"

	"cordboard/cmd/cordboard/demo"
	"cordboard/cmd/cordboard/demo/shop"
	"cordboard/cmd/cordboard/demo/site"
	"cordboard/ivr/spoken"
	"cordboard/web"
	"cordboard/web/admin"
	"cordboard/web/console"
	webdesk "cordboard/web/desk"
	"cordboard/web/ui"
	"cordboard/web/widget"
)

// pages makes what the three doors answer.
func (b *box) pages(ctx context.Context) (err error) {
	routes := webdesk.New(webdesk.Deps{
		Store: b.store, Feed: b.feed, Offers: b.acd, Talks: b.desk, Legs: b.legs, Calls: b.calls, Telephones: b.desks,
		Accounts: b.accounts, Recordings: b.files, Files: b.handed, Tickets: b.tickets, Trunks: b.trunks,
	}).Routes()
	b.widget, err = widget.New(ctx, widget.Deps{Log: b.log, Store: b.store, Feed: b.feed, Desk: b.desk, Files: b.handed, Tickets: b.tickets, Site: b.site})
	if err != nil {
		return err
	}
	routes = append(routes, b.widget.Routes()...)
	routes = append(routes, admin.New(admin.Deps{Store: b.store, Panels: b.widget, Blocks: b.desk, Site: b.site, Accounts: b.accounts, Trunks: b.trunks, Mail: b.outbox, Calls: b.calls, Prompts: b.prompts, Studio: b.studio, Feed: b.feed, PublicPort: port(b.sockets.public.Addr())}).Routes()...)
	routes = append(routes, console.New(console.Deps{
		Version: version(), Started: time.Now(), Store: b.store, Logins: b.accounts, Trunks: b.trunks, Paused: b.engine.Paused, Load: b.sip.Load, Disk: b.disk,
		Doors: []console.Door{
			{Name: "desk", Address: b.sockets.desk.Addr().String()},
			{Name: "public", Address: b.sockets.public.Addr().String()},
			{Name: "console", Address: b.sockets.console.Addr().String()},
			{Name: "sip", Address: b.sockets.sipUDP.LocalAddr().String()},
			{Name: "sound", Address: b.sockets.rtcUDP.LocalAddr().String()},
		},
	}).Routes()...)
	config := web.Config{Accounts: signedOut{b.accounts, b.acd, b.legs}, Log: b.log, Language: b.site.Language, Zone: b.site.Zone, Proxies: b.options.proxies(), DeskPort: port(b.sockets.desk.Addr())}
	if b.options.Demo {
		hobla, err := shop.New(demo.WidgetKey)
		if err != nil {
			return err
		}
		routes = append(routes, hobla.Routes()...)
		config.Demo = &ui.Demonstration{Logins: demo.Logins(), Password: demo.Password}
	}
	b.web = web.NewServer(config, routes)
	return nil
}

// settle sets the demonstration site up in an empty store.
func (b *box) settle(ctx context.Context) error {
	if !b.options.Demo {
		if settled, err := demo.Settled(ctx, b.store); err != nil || settled {
			return cmp.Or(err, demo.ErrDemo)
		}
		return nil
	}
	return demo.Settle(ctx, demo.Deps{
		Store: b.store, Site: b.site, Accounts: b.accounts, Trunks: b.trunks,
		Origin: b.options.address(b.sockets.public), Now: time.Now(),
	})
}

// promptFiles are the prompts that the site does not keep itself: those that lie
// in its folder, and beneath them those of the demonstration and the words for
// numbers and times.
func (b *box) promptFiles() fs.FS {
	own := os.DirFS(filepath.Join(b.options.Var, "prompts"))
	if !b.options.Demo {
		return beneath{own, spoken.Files}
	}
	demonstration, err := fs.Sub(site.Files, "prompts")
	if err != nil {
		panic(err) // the name is a constant
	}
	return beneath{own, demonstration, spoken.Files}
}

// beneath opens a file from the first layer that has it.
type beneath []fs.FS

func (layers beneath) Open(name string) (f fs.File, err error) {
	for _, layer := range layers {
		if f, err = layer.Open(name); err == nil {
			return f, nil
		}
	}
	return nil, err
}

func (layers beneath) Stat(name string) (info fs.FileInfo, err error) {
	for _, layer := range layers {
		if info, err = fs.Stat(layer, name); err == nil {
			return info, nil
		}
	}
	return nil, err
}

// version is the box's own, as the build noted it: a release's number, else
// the revision that it was built of.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "development"
	}
	noted := map[string]string{}
	for _, s := range info.Settings {
		noted[s.Key] = s.Value
	}
	return versionOf(info.Main.Version, noted["vcs.revision"], noted["vcs.modified"] == "true")
}

func versionOf(number, revision string, changed bool) string {
	if number != "" && number != "(devel)" {
		return number
	}
	text := "development"
	if len(revision) >= 12 {
		text += " " + revision[:12]
	}
	if changed {
		text += "+"
	}
	return text
}

// disk is what is free, and all there is, where the box keeps what it knows.
func (b *box) disk() (free, all uint64, err error) {
	var s unix.Statfs_t
	if err := unix.Statfs(b.options.Var, &s); err != nil {
		return 0, 0, fmt.Errorf("look at the disk: %w", err)
	}
	size := uint64(s.Bsize)
	return s.Bavail * size, s.Blocks * size, nil
}
