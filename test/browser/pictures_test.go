package browser_test

import (
	"bytes"
	"cmp"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// shown lists the pictures that the documents show: the name in docs/pictures,
// and where the stories left it.
func shown() [][2]string {
	return [][2]string{
		{"incident", "postgres/desk-record-en-light"},
		{"incident-dark", "postgres/desk-record-en-dark"},
		{"incident-fr", "sqlite/desk-record-fr-light"},
		{"incident-phone", "postgres/desk-record-en-light-phone"},
		{"queue", "postgres/desk-queue-en-light"},
		{"queue-fr", "sqlite/desk-queue-fr-dark"},
		{"palette", "postgres/desk-palette-en-dark"},
		{"portal", "postgres/portal-home-en-light-phone"},
		{"portal-fr", "sqlite/portal-home-fr-light"},
		{"report", "postgres/portal-report-en-light-phone"},
		{"record", "postgres/portal-record-en-light-phone"},
		{"record-fr", "sqlite/portal-record-fr-dark-phone"},
		{"ask-fr", "sqlite/portal-ask-fr-light-phone"},
		{"home", "postgres/desk-home-en-light"},
		{"home-phone", "sqlite/desk-home-fr-light-phone"},
		{"resolve", "postgres/desk-resolve-en-light"},
		{"change-fr", "sqlite/desk-change-fr-light"},
		{"people", "postgres/administration-people-en-light"},
		{"settings-fr", "sqlite/administration-settings-fr-dark"},
		{"health", "postgres/administration-health-en-light"},
	}
}

// mostBytes is how large a picture in docs may be.
const mostBytes = 150 << 10

// TestPicturesOfTheDocuments: those that docs/pictures holds are few and small.
func TestPicturesOfTheDocuments(t *testing.T) {
	t.Parallel()
	held, err := filepath.Glob(filepath.Join(root, "docs/pictures/*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(held) > len(shown()) {
		t.Errorf("docs/pictures holds %d pictures, %d are shown", len(held), len(shown()))
	}
	for _, name := range held {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > mostBytes {
			t.Errorf("%s has %d bytes", name, info.Size())
		}
	}
}

// show puts the pictures that the stories took into docs/pictures, with few
// colours.
func show(t *testing.T) {
	t.Helper()
	folder := filepath.Join(root, "docs/pictures")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, picture := range shown() {
		taken, err := os.ReadFile(filepath.Join(root, "test-output/browser", picture[1]+".png"))
		if err != nil {
			t.Error(err)
			continue
		}
		small, err := fewColours(taken)
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, picture[0]+".png"), small, 0o644)
		}
		if err != nil {
			t.Errorf("%s: %v", picture[0], err)
		}
	}
}

// fewColours is the picture with a palette. What a screen shows is flat: its 256
// most frequent colours, each told from the others, leave nothing to be missed.
func fewColours(taken []byte) ([]byte, error) {
	from, err := png.Decode(bytes.NewReader(taken))
	if err != nil {
		return nil, err
	}
	area := from.Bounds()
	count := map[color.RGBA]int{}
	at := func(x, y int) color.RGBA {
		r, g, b, _ := from.At(x, y).RGBA()
		return color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 255}
	}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			count[at(x, y)]++
		}
	}
	if len(count) == 0 {
		return nil, errors.New("an empty picture")
	}
	colours := make([]color.RGBA, 0, len(count))
	for c := range count {
		colours = append(colours, c)
	}
	slices.SortFunc(colours, func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	var palette color.Palette
	for apart := 200; len(palette) < 256 && apart >= 0; apart -= 100 {
		for _, c := range colours {
			if len(palette) < 256 && (len(palette) == 0 || distance(c, palette[palette.Index(c)]) > apart) {
				palette = append(palette, c)
			}
		}
	}
	to := image.NewPaletted(area, palette)
	known := map[color.RGBA]uint8{}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			c := at(x, y)
			i, ok := known[c]
			if !ok {
				i = uint8(palette.Index(c))
				known[c] = i
			}
			to.SetColorIndex(x, y, i)
		}
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	err = encoder.Encode(&out, to)
	return out.Bytes(), err
}

func distance(a color.RGBA, b color.Color) int {
	r, g, bl, _ := b.RGBA()
	dr, dg, db := int(a.R)-int(r>>8), int(a.G)-int(g>>8), int(a.B)-int(bl>>8)
	return dr*dr + dg*dg + db*db
}
