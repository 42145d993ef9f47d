package call_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite" // to stand between the box and its store
)

// A row that says for ever that it is being written would keep its recording from
// whoever wants to hear it.
func TestRecordingIsClosedOnceTheStoreTakesItAgain(t *testing.T) {
	b := newBox(t)
	c, _ := talk(t, b)
	db, err := sql.Open("sqlite", filepath.Join(filepath.Dir(b.files), "store"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	do := func(statement string) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), "PRAGMA busy_timeout = 10000;"+statement); err != nil {
			t.Fatal(err)
		}
	}
	do("CREATE TRIGGER stuck BEFORE UPDATE ON recording BEGIN SELECT RAISE(FAIL, 'stuck'); END")
	if err := c.Hangup(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.desk.wait(t, "the end", func(d *desk) bool { return len(d.ended) > 0 })
	b.log.wait(t, "keep recording")
	do("DROP TRIGGER stuck")
	recorded(t, b)
}
