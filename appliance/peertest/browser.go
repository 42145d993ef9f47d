package peertest

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// patience is how long a page may take to do what a test waits for. It is
// long because the machine may be busy, and costs nothing when all is well.
const patience = 30 * time.Second

// Browser is a headless Chromium.
type Browser struct {
	t   testing.TB
	ctx context.Context
}

// View is the window and the person of a tab.
type View struct {
	Width, Height int // zero: 1440 by 900
	Dark          bool
	Phone         bool   // touch, and a narrow viewport as a telephone has it
	Language      string // what the browser asks for; empty: English
	Still         bool   // prefers-reduced-motion
}

// StartBrowser starts Chromium; more flags are given as "name" or
// "name=value". It ends with the test.
func StartBrowser(t testing.TB, flags ...chromedp.ExecAllocatorOption) *Browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("chromium is missing: install the Debian package chromium")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("no-sandbox", os.Geteuid() == 0),
		// Frames of other origins stay in their page's process, where one
		// connection reaches them.
		chromedp.Flag("disable-site-isolation-trials", true),
		chromedp.Flag("disable-features", "IsolateOrigins,site-per-process,Translate,DialMediaRouteProvider"),
		chromedp.Flag("force-device-scale-factor", "1"),
		chromedp.Flag("hide-scrollbars", true),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(options, flags...)...)
	ctx, closeBrowser := chromedp.NewContext(allocator)
	t.Cleanup(func() { closeBrowser(); stop() })
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	return &Browser{t: t, ctx: ctx}
}

// Tab is one page of a Browser, with a storage of its own, and what it did.
type Tab struct {
	t   testing.TB
	ctx context.Context

	mu         sync.Mutex
	contexts   map[cdp.FrameID]runtime.ExecutionContextID
	dialogs    []string
	requests   []string
	errors     []string
	violations []string
}

// Tab opens an empty page that shares nothing with the others.
func (b *Browser) Tab(v View) *Tab {
	b.t.Helper()
	return b.tab(b.t, v, chromedp.WithNewBrowserContext())
}

// TabOf is Tab for a subtest: it ends with t.
func (b *Browser) TabOf(t testing.TB, v View) *Tab {
	t.Helper()
	return b.tab(t, v, chromedp.WithNewBrowserContext())
}

// Beside opens one more tab of the same person: cookies, storage and channels
// are those of t. It ends with t.
func (t *Tab) Beside(v View) *Tab {
	t.t.Helper()
	return open(t.t, t.ctx, v)
}

// Hide puts the tab's window away: its page is hidden, and its timers run
// slowly.
func (t *Tab) Hide() {
	t.t.Helper()
	window, err := chromedp.Call(t.ctx, browser.GetWindowForTarget, browser.GetWindowForTargetParams{})
	if err == nil {
		err = firstError(
			done(chromedp.Call(t.ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{})),
			done(chromedp.Call(t.ctx, browser.SetWindowBounds, browser.SetWindowBoundsParams{
				WindowID: window.WindowID, Bounds: &browser.Bounds{WindowState: browser.WindowStateMinimized},
			})),
		)
	}
	if err != nil {
		t.t.Fatalf("hide a tab: %v", err)
	}
	t.Wait(`document.hidden`)
}

// Permit answers what the pages of the tab's person ask the browser for, as
// "notifications".
func (t *Tab) Permit(permission string, granted bool) {
	t.t.Helper()
	setting := browser.PermissionSettingDenied
	if granted {
		setting = browser.PermissionSettingGranted
	}
	of, err := chromedp.Call(t.ctx, target.GetTargetInfo, target.GetTargetInfoParams{})
	if err == nil {
		err = done(chromedp.Call(t.ctx, browser.SetPermission, browser.SetPermissionParams{
			Permission: &browser.PermissionDescriptor{Name: permission}, Setting: setting, BrowserContextID: of.TargetInfo.BrowserContextID,
		}))
	}
	if err != nil {
		t.t.Fatalf("permit %s: %v", permission, err)
	}
}

func (b *Browser) tab(t testing.TB, v View, options ...chromedp.ContextOption) *Tab {
	t.Helper()
	return open(t, b.ctx, v, options...)
}

func open(t testing.TB, of context.Context, v View, options ...chromedp.ContextOption) *Tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(of, options...)
	t.Cleanup(stop)
	tab := &Tab{t: t, ctx: ctx, contexts: map[cdp.FrameID]runtime.ExecutionContextID{}}
	if err := tab.begin(v); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	return tab
}

func (t *Tab) begin(v View) error {
	if err := chromedp.Listen(t.ctx, t.hear); err != nil {
		return err
	}
	watch := page.AddScriptToEvaluateOnNewDocumentParams{Source: violationWatch}
	return firstError(
		done(chromedp.Call(t.ctx, runtime.Enable, cdp.Empty{})),
		done(chromedp.Call(t.ctx, network.Enable, network.EnableParams{})),
		done(chromedp.Call(t.ctx, cdplog.Enable, cdp.Empty{})),
		done(chromedp.Call(t.ctx, page.AddScriptToEvaluateOnNewDocument, watch)),
		// Each tab is somebody's window and has the focus there, whichever tab
		// the browser would have in front.
		done(chromedp.Call(t.ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})),
		t.view(v),
	)
}

func (t *Tab) view(v View) error {
	if v.Width == 0 {
		v.Width, v.Height = 1440, 900
	}
	scheme, motion := "light", "no-preference"
	if v.Dark {
		scheme = "dark"
	}
	if v.Still {
		motion = "reduce"
	}
	errs := []error{
		done(chromedp.Call(t.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
			Width: int64(v.Width), Height: int64(v.Height), DeviceScaleFactor: 1, Mobile: v.Phone,
		})),
		done(chromedp.Call(t.ctx, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: v.Phone})),
		done(chromedp.Call(t.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: motion},
		}})),
	}
	if v.Language != "" {
		errs = append(errs,
			done(chromedp.Call(t.ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": v.Language}})),
			done(chromedp.Call(t.ctx, emulation.SetLocaleOverride, emulation.SetLocaleOverrideParams{Locale: v.Language})))
	}
	return firstError(errs...)
}

func done[R any](_ R, err error) error { return err }

func firstError(errs ...error) error {
	i := slices.IndexFunc(errs, func(err error) bool { return err != nil })
	if i < 0 {
		return nil
	}
	return errs[i]
}

// violationWatch tells the test of every broken content security policy.
const violationWatch = `addEventListener('securitypolicyviolation',
	e => console.debug('policy violation: ' + e.effectiveDirective + ' ' + e.blockedURI + ' in ' + e.documentURI), true)`

// hear runs on chromedp's goroutine and must not wait.
func (t *Tab) hear(event any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExecutionContextCreated:
		t.hearContext(e)
	case *network.EventRequestWillBeSent:
		t.requests = append(t.requests, e.Request.Method+" "+e.Request.URL)
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.EntryLevelError {
			t.errors = append(t.errors, e.Entry.Text+" "+e.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		t.errors = append(t.errors, thrown(e.ExceptionDetails).Error())
	case *runtime.EventConsoleAPICalled:
		t.hearConsole(e)
	case *page.EventJavascriptDialogOpening:
		t.dialogs = append(t.dialogs, e.Message)
		go func() { // answered elsewhere: this goroutine must read on
			_, _ = chromedp.Call(t.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true}) // the tab may be closing
		}()
	}
}

// hearContext remembers where a frame's own scripts run.
func (t *Tab) hearContext(e *runtime.EventExecutionContextCreated) {
	var aux struct {
		FrameID   cdp.FrameID `json:"frameId"`
		IsDefault bool        `json:"isDefault"`
	}
	if err := unmarshal(e.Context.AuxData, &aux); err == nil && aux.IsDefault {
		t.contexts[aux.FrameID] = e.Context.ID
	}
}

func (t *Tab) hearConsole(e *runtime.EventConsoleAPICalled) {
	var words string
	for _, arg := range e.Args {
		var s string
		if unmarshal(arg.Value, &s) == nil {
			words += s + " "
		}
	}
	switch e.Type {
	case runtime.ConsoleAPICalledTypeDebug:
		if what, is := strings.CutPrefix(words, "policy violation: "); is {
			t.violations = append(t.violations, what)
		}
	case runtime.ConsoleAPICalledTypeError:
		t.errors = append(t.errors, words)
	}
}

// Dialogs are the messages of alert, confirm and prompt so far.
func (t *Tab) Dialogs() []string { return t.copied(&t.dialogs) }

// Requests are what the page and its frames asked for so far, as "GET https://…".
func (t *Tab) Requests() []string { return t.copied(&t.requests) }

// Errors are console errors and uncaught exceptions so far.
func (t *Tab) Errors() []string { return t.copied(&t.errors) }

// Violations are the breaches of content security policies so far, of the
// page and of its frames.
func (t *Tab) Violations() []string { return t.copied(&t.violations) }

func (t *Tab) copied(list *[]string) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(*list)
}
