package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
)

// janus is Meetecho's WebRTC server with its NoSIP plugin, which joins a browser
// with plain RTP; asked over HTTP
// It takes no loopback for its browsers, so the machine needs another address
// (https://janus.conf.meetecho.com/docs/rest.html, …/nosip.html).
type janus struct {
	port   string
	client http.Client
}

func newJanus() (relay, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return &janus{port: port}, err
}

func (j *janus) prepare(dir string) ([]string, error) {
	return []string{"--configs-folder=" + dir}, writeFiles(dir, map[string]string{
		"janus.jcfg": `general: { debug_level = 2 }
media: { rtp_port_range = "20000-29999" }
plugins: { disable = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,libjanus_lua.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_streaming.so,libjanus_textroom.so,libjanus_videocall.so,libjanus_videoroom.so,libjanus_voicemail.so" }
transports: { disable = "libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so,libjanus_websockets.so" }
loggers: { disable = "libjanus_jsonlog.so" }
`,
		"janus.transport.http.jcfg": fmt.Sprintf("general: { base_path = \"/janus\" http = true port = %s ip = \"127.0.0.1\" https = false }\n", j.port),
		"janus.plugin.nosip.jcfg":   "general: { local_ip = \"127.0.0.1\" rtp_port_range = \"30000-39999\" }\n",
	})
}

func (j *janus) ready(ctx context.Context) error {
	_, err := j.do(ctx, "GET", "/info", nil)
	return err
}

// said is what Janus says, as far as it is looked at.
type said struct {
	Janus      string
	Data       struct{ ID uint64 }
	Error      struct{ Reason string }
	JSEP       struct{ SDP string }
	Plugindata struct {
		Data struct {
			Error  string
			Result struct{ Event, SDP string }
		}
	}
}

// join has the plugin make an offer for the telephone out of the headset's, and
// the telephone's answer brought to the headset.
func (j *janus) join(ctx context.Context, offer string, phone netip.AddrPort) (answer string, to netip.AddrPort, err error) {
	session, err := j.do(ctx, "POST", "", map[string]any{"janus": "create"})
	if err != nil {
		return "", to, err
	}
	at := fmt.Sprintf("/%d", session.Data.ID)
	handle, err := j.do(ctx, "POST", at, map[string]any{"janus": "attach", "plugin": "janus.plugin.nosip"})
	if err != nil {
		return "", to, err
	}
	plugin := fmt.Sprintf("%s/%d", at, handle.Data.ID)
	generated, err := j.command(ctx, at, plugin, "generated", map[string]any{
		"body": map[string]any{"request": "generate"}, "jsep": map[string]any{"type": "offer", "sdp": offer},
	})
	if err != nil {
		return "", to, err
	}
	if to, err = hears(generated.Plugindata.Data.Result.SDP); err != nil {
		return "", to, err
	}
	processed, err := j.command(ctx, at, plugin, "processed", map[string]any{
		"body": map[string]any{"request": "process", "type": "answer", "sdp": plainAnswer(phone)},
	})
	return processed.JSEP.SDP, to, err
}

// command sends a message to the plugin and waits for its event.
func (j *janus) command(ctx context.Context, session, plugin, event string, message map[string]any) (s said, err error) {
	message["janus"] = "message"
	if _, err := j.do(ctx, "POST", plugin, message); err != nil {
		return s, err
	}
	for s.Plugindata.Data.Result.Event != event {
		if s, err = j.do(ctx, "GET", session, nil); err != nil {
			return s, err
		}
		if refused := s.Plugindata.Data.Error; refused != "" {
			return s, errors.New("janus refuses: " + refused)
		}
	}
	return s, nil
}

func (j *janus) do(ctx context.Context, method, path string, message map[string]any) (s said, err error) {
	var body io.Reader
	if message != nil {
		message["transaction"] = "bench"
		text, err := json.Marshal(message)
		if err != nil {
			return s, err
		}
		body = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, "http://127.0.0.1:"+j.port+"/janus"+path, body)
	if err != nil {
		return s, err
	}
	answer, err := j.client.Do(r)
	if err != nil {
		return s, fmt.Errorf("ask janus: %w", err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(&s); err != nil {
		return s, fmt.Errorf("read janus's answer: %w", err)
	}
	if s.Janus == "error" {
		return s, errors.New("janus refuses: " + s.Error.Reason)
	}
	return s, nil
}
