package call

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/blob"
	"cordboard/appliance/media"
	"cordboard/appliance/sqlite"
)

// Recordings keeps what is spoken: a row in the store for each, and its WAV
// file in the directory.
type Recordings struct {
	Store *sqlite.Store
	Files *blob.Dir
	Log   *slog.Logger
}

// Recording is one that is being written.
type Recording struct {
	*media.Recorder
	keeper *Recordings
	row    appliance.Recording
	file   *blob.File
	stop   context.CancelFunc
	writer sync.WaitGroup
}

// Begin opens a recording and starts its writer, which Close ends. Should it
// have to stop before that, what was written until then is kept, and broke is
// called.
func (r *Recordings) Begin(ctx context.Context, c appliance.ConversationID, began time.Time, broke func()) (*Recording, error) {
	row := appliance.Recording{
		Conversation: c, Began: began.UTC(), Open: true,
		File: fmt.Sprintf("call-%d-%s.wav", c, began.UTC().Format("20060102T150405.000")),
	}
	file, err := r.Files.Create(row.File)
	if err != nil {
		return nil, fmt.Errorf("create recording of conversation %d: %w", c, err)
	}
	err = r.Store.Write(ctx, func(tx *sqlite.Tx) (err error) {
		if row, err = tx.AddRecording(row); err != nil {
			return err
		}
		tx.Emit(appliance.RecordingChanged{Recording: row})
		return nil
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("add recording of conversation %d: %w", c, err), file.Close(), r.Files.Remove(row.File))
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	recording := &Recording{
		Recorder: media.NewRecorder(file, began), keeper: r, row: row, file: file, stop: stop,
	}
	recording.writer.Go(func() {
		if err := guarded(func() error { return recording.Run(ctx) }); err != nil {
			r.Log.Error("write recording", "conversation", c, "err", err)
			broke()
		}
	})
	return recording, nil
}

// Close writes what is left, and tells whether the disk has what was written. One
// that it has not is broken. Kept is to follow.
func (r *Recording) Close() (whole bool) {
	r.stop()
	r.writer.Wait()
	if err := errors.Join(r.file.Sync(), r.file.Close()); err != nil {
		r.keeper.Log.Error("close recording", "conversation", r.row.Conversation, "err", err)
		r.row.Broken = true
	}
	r.row.Length = r.Length()
	return !r.row.Broken
}

// Kept notes the length of a recording that is closed, and that it is. Until it
// succeeds the recording counts as open.
func (r *Recording) Kept(ctx context.Context) error {
	err := r.keeper.keep(ctx, r.row)
	if err != nil {
		r.keeper.Log.Error("keep recording", "conversation", r.row.Conversation, "err", err)
	}
	return err
}

// keep notes that nothing is written to a recording any more.
func (r *Recordings) keep(ctx context.Context, row appliance.Recording) error {
	row.Open = false
	return r.Store.Write(ctx, func(tx *sqlite.Tx) error {
		if err := tx.SaveRecording(row); err != nil {
			return err
		}
		tx.Emit(appliance.RecordingChanged{Recording: row})
		return nil
	})
}

// Recover completes the recordings that a killed process left open: what was
// written until less than a second before plays. One that cannot be mended is
// kept as broken, for whoever may know more than we do. What is noted of each must
// be insisted on.
func (r *Recordings) Recover(ctx context.Context, insist func(func() error)) error {
	var rows []appliance.Recording
	err := r.Store.Read(ctx, func(v *sqlite.View) (err error) {
		rows, err = v.OpenRecordings()
		return err
	})
	if err != nil {
		return fmt.Errorf("list open recordings: %w", err)
	}
	for _, row := range rows {
		if row.Length, err = r.repair(row.File); err != nil {
			r.Log.Error("repair recording", "conversation", row.Conversation, "err", err)
			row.Broken = true
		}
		insist(func() error {
			err := r.keep(ctx, row)
			if err != nil {
				r.Log.Error("keep recording", "conversation", row.Conversation, "err", err)
			}
			return err
		})
	}
	return nil
}

// of is what was recorded of a conversation, the zero Recording if nothing was.
func (r *Recordings) of(ctx context.Context, c appliance.ConversationID) (recording appliance.Recording, err error) {
	err = r.Store.Read(ctx, func(v *sqlite.View) (err error) {
		recording, err = v.RecordingOf(c)
		if errors.Is(err, appliance.ErrNotFound) {
			return nil
		}
		return err
	})
	return recording, err
}

func (r *Recordings) repair(name string) (time.Duration, error) {
	file, err := r.Files.Mend(name)
	if err != nil {
		return 0, err
	}
	length, err := media.RepairWAV(file)
	return length, errors.Join(err, file.Close())
}
