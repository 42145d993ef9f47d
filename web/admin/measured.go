package admin

import (
	"errors"
	"io"
	"sync"

	"cordboard/appliance"
	studio "cordboard/ivr/prompt"
)

// measured are the prompts that came with the box, each measured once: they
// stay as they are while it runs.
type measured struct {
	mu    sync.Mutex
	known map[string]studio.Prompt
}

func (m *measured) prompt(from Prompts, l appliance.Language, name string) (studio.Prompt, error) {
	key := string(l) + "/" + name
	m.mu.Lock()
	p, known := m.known[key]
	m.mu.Unlock()
	if known {
		return p, nil
	}
	p, err := measure(from, l, name)
	if err != nil {
		return p, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil {
		m.known = map[string]studio.Prompt{}
	}
	m.known[key] = p
	return p, nil
}

func measure(from Prompts, l appliance.Language, name string) (p studio.Prompt, err error) {
	f, err := from.Read(l, name)
	if err != nil {
		return p, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	file, err := io.ReadAll(f)
	if err != nil {
		return p, err
	}
	p, err = studio.Measure(file)
	p.WAV = nil // its figures are enough
	return p, err
}
