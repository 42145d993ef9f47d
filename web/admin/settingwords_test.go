package admin

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/web/i18n"
)

// TestHistoryTellsOfEverySettingThatChanges, one after the other, down to each number.
func TestHistoryTellsOfEverySettingThatChanges(t *testing.T) {
	ctx := i18n.With(t.Context(), i18n.Localizer("en"))
	var before site.Settings
	var walk func(path string, v reflect.Value)
	told := func(path string, v reflect.Value, other any) {
		was := reflect.ValueOf(v.Interface())
		v.Set(reflect.ValueOf(other).Convert(v.Type()))
		defer v.Set(was)
		after, err := json.Marshal(before)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := json.Marshal(site.Settings{})
		if err != nil {
			t.Fatal(err)
		}
		if got := changedSettings(ctx, site.Change{Before: plain, After: after}); len(got) != 1 {
			t.Errorf("of %s: %q", path, got)
		}
	}
	walk = func(path string, v reflect.Value) {
		switch {
		case v.Kind() == reflect.Struct:
			for i := range v.NumField() {
				walk(path+"."+v.Type().Field(i).Name, v.Field(i))
			}
		case path == ".Mail.Password": // told apart, see Change.Secret
		case v.Type() == reflect.TypeFor[time.Duration]():
			told(path, v, 3*time.Minute)
		case v.Type() == reflect.TypeFor[appliance.Language]():
			told(path, v, appliance.Polish)
		case v.Kind() == reflect.String:
			told(path, v, "other")
		case v.Kind() == reflect.Int:
			told(path, v, 7)
		case v.Kind() == reflect.Bool:
			told(path, v, true)
		case v.Kind() == reflect.Slice:
			told(path, v, []string{"other"})
		default:
			t.Fatalf("%s is a %s", path, v.Type())
		}
	}
	walk("", reflect.ValueOf(&before).Elem())
}
