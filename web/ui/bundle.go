package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"hash"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

//go:embed assets
var assets embed.FS

//go:embed assets/tokens.css
var tokens embed.FS

// Assets are the desk's and console's static files.
var Assets = sync.OnceValue(func() *Bundle {
	files, err := fs.Sub(assets, "assets")
	if err != nil { // embedded: a programmer's mistake
		panic(err)
	}
	return NewBundle("/assets/", files)
})

//go:embed plain
var plain embed.FS

// PlainAssets are what the pages need that guests of a site see, who know
// nothing of us.
var PlainAssets = sync.OnceValue(func() *Bundle {
	files, err := fs.Sub(plain, "plain")
	if err != nil { // embedded: a programmer's mistake
		panic(err)
	}
	return NewBundle("/plain/", files, Tokens())
})

// Asset is the address of one static file.
func Asset(name string) string { return Assets().Path(name) }

// Bundle is a set of static files served under a path that names the content
// of them all. So a browser may keep them for ever, and modules reach each
// other by relative paths.
type Bundle struct {
	base, version string
	files         map[string]*file
}

// file is one static file; packed is made when first asked for.
type file struct {
	kind   string
	plain  []byte
	packed func() []byte
}

// Tokens is the style sheet of colours alone, tokens.css, for pages that are
// none of the desk's.
func Tokens() fs.FS {
	files, err := fs.Sub(tokens, "assets")
	if err != nil { // embedded: a programmer's mistake
		panic(err)
	}
	return files
}

// NewBundle reads all of files, to be served under base ("/assets/"). Licences
// stay at home.
func NewBundle(base string, files ...fs.FS) *Bundle {
	b := &Bundle{base: base, files: map[string]*file{}}
	sum := sha256.New()
	for _, each := range files {
		b.take(each, sum)
	}
	b.version = hex.EncodeToString(sum.Sum(nil)[:6])
	return b
}

func (b *Bundle) take(files fs.FS, sum hash.Hash) {
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, ".LICENSE") {
			return err
		}
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		sum.Write([]byte(name))
		sum.Write(data)
		b.files[name] = newFile(name, data)
		return nil
	})
	if err != nil { // embedded files: a programmer's mistake
		panic(err)
	}
}

func newFile(name string, data []byte) *file {
	return &file{kind: kindOf(name), plain: data, packed: sync.OnceValue(func() []byte { return pack(data) })}
}

// kindOf does not ask the machine's own table of types: it differs.
func kindOf(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".wav":
		return "audio/wav"
	}
	return mime.TypeByExtension(path.Ext(name))
}

func pack(data []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil
	}
	_, _ = w.Write(data) // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

// Base is the path under which the files lie.
func (b *Bundle) Base() string { return b.base }

// Path is the address of one file; of one that is not there, an address that
// answers 404 (a test looks for such).
func (b *Bundle) Path(name string) string { return b.base + b.version + "/" + name }

// Has tells whether the bundle holds the file.
func (b *Bundle) Has(name string) bool { return b.files[name] != nil }

// Serve answers for addresses that Path gave; false: there is no such file, and
// nothing was written.
func (b *Bundle) Serve(w http.ResponseWriter, r *http.Request) bool {
	version, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, b.base), "/")
	f := b.files[name]
	if f == nil {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	// A page of an older version may still ask with its old address: it gets
	// what there is now, but must not keep it under that name.
	if h.Set("Cache-Control", "no-cache"); version == b.version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Set("Vary", "Accept-Encoding")
	data := f.plain
	if zipped(f.kind) && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		data = f.packed()
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
	return true
}

func zipped(kind string) bool {
	return strings.HasPrefix(kind, "text/") || kind == "image/svg+xml"
}
