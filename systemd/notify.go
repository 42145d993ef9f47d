// Package systemd tells the service manager how the box is. Where no manager
// listens, because somebody started the box by hand, nothing is told and
// nothing fails.
package systemd

import (
	"fmt"

	"github.com/coreos/go-systemd/v22/daemon"
)

// Ready says that every listener is served (sd_notify(3), READY=1).
func Ready() error { return notify(daemon.SdNotifyReady) }

// Stopping says that the box is on its way down (STOPPING=1).
func Stopping() error { return notify(daemon.SdNotifyStopping) }

func notify(state string) error {
	if _, err := daemon.SdNotify(false, state); err != nil {
		return fmt.Errorf("notify systemd of %s: %w", state, err)
	}
	return nil
}
