package address

import "testing"

func TestMailIsLowerCaseAndBare(t *testing.T) {
	for given, want := range map[string]string{
		" Jana.Novakova@Example.CZ ":       "jana.novakova@example.cz",
		"jana+shop@example.cz":             "jana+shop@example.cz",
		"żółw@example.pl":                  "żółw@example.pl",
		"Jana <jana@example.cz>":           "",
		"jana@example.cz\r\nBcc: x@y.cz":   "",
		"jana@example.cz, petr@example.cz": "",
		"\"jana novakova\"@example.cz":     "",
		"jana(comment)@example.cz":         "",
		"jana@[127.0.0.1]":                 "",
		"jana":                             "",
		"@example.cz":                      "",
		"":                                 "",
	} {
		got, ok := Mail(given)
		if got != want || ok != (want != "") {
			t.Errorf("Mail(%q) = %q, %v, want %q", given, got, ok, want)
		}
	}
}

func TestPhoneIsE164OfTheDefaultRegion(t *testing.T) {
	for _, c := range []struct{ given, region, want string }{
		{"777 123 456", "CZ", "+420777123456"},
		{"00420 777 123 456", "CZ", "+420777123456"},
		{"+48 (22) 123-45-67", "CZ", "+48221234567"},
		{"221234567", "PL", "+48221234567"},
		{"201", "CZ", ""}, // an extension
		{"anonymous", "CZ", ""},
		{"", "CZ", ""},
		{"777123456", "", ""},
		{"+420777123456777123456777123456777123456777", "CZ", ""},
	} {
		got, ok := Phone(c.given, c.region)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("Phone(%q, %q) = %q, %v, want %q", c.given, c.region, got, ok, c.want)
		}
	}
}

func TestNumberIsAssignedWhereItsCountryHasSuchOnes(t *testing.T) {
	for number, want := range map[string]bool{
		"+420541230800": true, "+48221234567": true, "+4200541230800": false, "+480541230800": false, "+42048221234567": false, "31": false, "": false,
	} {
		if got := Assigned(number); got != want {
			t.Errorf("%q is assigned: %t, want %t", number, got, want)
		}
	}
}

func TestExtensionIsAFewDigits(t *testing.T) {
	for given, want := range map[string]string{
		"31": "31", " 0201 ": "0201", "": "", "*97": "", "31a": "", "+31": "", "1234567": "", "٣١": "",
	} {
		if got, ok := Extension(given); ok != (want != "") || ok && got != want {
			t.Errorf("Extension(%q) = %q, %v, want %q", given, got, ok, want)
		}
	}
}

func TestRegionIsKnown(t *testing.T) {
	if !Region("CZ") || !Region("PL") || Region("XX") || Region("") {
		t.Error("regions: CZ and PL are known, XX and none are not")
	}
}

func TestPhoneIsShownInGroupsAndAnExtensionAsItIs(t *testing.T) {
	for number, want := range map[string]string{
		"+420775418102": "+420 775 418 102", "+48601555774": "+48 601 555 774", "+420 775 418 102": "+420 775 418 102",
		"200": "200", "775418102": "775418102", "*31#": "*31#", "+12": "+12", "+": "+", "": "",
	} {
		if got := Shown(number); got != want {
			t.Errorf("%q is shown as %q, want %q", number, got, want)
		}
	}
}
