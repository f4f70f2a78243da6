package html_test

import (
	"strings"
	"testing"

	dom "golang.org/x/net/html"

	"guichet/internal/html"
)

func TestCleanKeepsWhatIsSaidAndNothingThatActs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ source, want string }{
		"plain words":              {`Bonjour, <b>tout</b> va mal`, `Bonjour, <b>tout</b> va mal`},
		"script goes with content": {`a<script>alert(1)</script>b`, `ab`},
		"style goes":               {`a<style>p{position:fixed}</style>b`, `ab`},
		"handler goes":             {`<b onclick="alert(1)">x</b>`, `<b>x</b>`},
		"class and id go":          {`<p class="modal" id="app">x</p>`, `<p>x</p>`},
		"javascript link goes":     {`<a href="javascript:alert(1)">x</a>`, `<a>x</a>`},
		"split javascript link":    {"<a href=\"java\nscript:alert(1)\">x</a>", `<a>x</a>`},
		"data link goes":           {`<a href="data:text/html,<script>alert(1)</script>">x</a>`, `<a>x</a>`},
		"relative link goes":       {`<a href="/api/session">x</a>`, `<a>x</a>`},
		"web link is made safe":    {`<a href="https://a.example/?b=1&amp;c=2">x</a>`, `<a href="https://a.example/?b=1&amp;c=2" rel="nofollow noreferrer noopener" target="_blank">x</a>`},
		"mail link stays":          {`<a href="mailto:a@b.example">x</a>`, `<a href="mailto:a@b.example" rel="nofollow noreferrer">x</a>`},
		"position cannot escape":   {`<div style="position:fixed;top:0;text-align:center">x</div>`, `<div style="text-align: center">x</div>`},
		"no address in a style":    {`<div style="background:url(https://a.example/x.png)">x</div>`, `<div>x</div>`},
		"picture of the letter":    {`<img src="cid:logo@x" alt="Logo" onerror="alert(1)">`, `<img alt="Logo" data-inline="logo@x">`},
		"picture from elsewhere":   {`<img src="https://a.example/x.png" width="300">`, `<img alt="" data-remote="https://a.example/x.png" width="300">`},
		"counting pixel":           {`a<img src="https://a.example/x.png" width=1 height=1>b`, `ab`},
		"picture in the address":   {`<img src="data:image/png;base64,AAAA">`, ``},
		"srcset goes":              {`<img srcset="https://a.example/x.png 2x">`, ``},
		"form goes, words stay":    {`<form action="https://a.example"><p>Nom</p><input name=a><button>Go</button></form>`, `<p>Nom</p>Go`},
		"svg goes":                 {`a<svg><g/onload=alert(2)//<p></svg>b`, `ab`},
		"math goes":                {`<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`, ``},
		"noscript goes":            {`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `&#34;&gt;`},
		"base and meta go":         {`<base href="https://a.example"><meta http-equiv=refresh content="0;url=https://a.example">x`, `x`},
		"stray ends go":            {`</div></td></table>x</b>`, `x`},
		"what is open is closed":   {`<div><b>x`, `<div><b>x</b></div>`},
		"crossed ends":             {`<b><i>x</b>y</i>`, `<b><i>x</i></b>y`},
		"hidden words go":          {`<div style="display:none">preview</div>x`, `x`},
		"quote of Gmail":           {`oui<div class="gmail_quote">Le 3 mai, A a écrit :<blockquote class="gmail_quote">non</blockquote></div>`, `oui<div data-quoted="yes">Le 3 mai, A a écrit :<blockquote data-quoted="yes">non</blockquote></div>`},
		"quote of Outlook":         {`<div>oui<div id="divRplyFwdMsg"><b>De :</b> A</div><p>non</p></div><p>fin</p>`, `<div>oui<div data-quoted="yes"><div><b>De :</b> A</div><p>non</p></div></div><p>fin</p>`},
		"forged mark":              {`<p data-quoted="x" data-remote="y">a</p>`, `<p>a</p>`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := html.Clean(c.source).HTML; got != c.want {
				t.Errorf("Clean(%q)\n got %s\nwant %s", c.source, got, c.want)
			}
		})
	}
}

func TestCleanCountsPicturesFromElsewhere(t *testing.T) {
	t.Parallel()
	got := html.Clean(`<img src="https://a.example/1.png"><img src="cid:x"><img src="http://a.example/2.gif" width=1>`)
	if got.Blocked != 2 {
		t.Errorf("Blocked = %d, want 2", got.Blocked)
	}
}

func TestTextReadsLikeTheLetter(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ source, want string }{
		"paragraphs":        {`<p>Bonjour,</p><p>Rien ne   va.<br>Merci</p>`, "Bonjour,\n\nRien ne va.\nMerci"},
		"lines of Gmail":    {`<div>un</div><div><br></div><div>deux</div>`, "un\n\ndeux"},
		"list":              {`<ul><li>un</li><li>deux</li></ul>`, "- un\n- deux"},
		"link":              {`voir <a href="https://a.example/x">la page</a>.`, "voir la page (https://a.example/x)."},
		"link that says it": {`<a href="https://a.example/">a.example</a>`, "a.example"},
		"quote":             {`oui<blockquote>non<br>si<blockquote>peut-être</blockquote></blockquote>fin`, "oui\n> non\n> si\n>> peut-être\nfin"},
		"table":             {`<table><tr><td>Nom</td><td>Valeur</td></tr><tr><td>a</td><td>1</td></tr></table>`, "Nom Valeur\na 1"},
		"preformatted":      {"<pre>a  b\n  c</pre>", "a  b\n  c"},
		"no-break space":    {`a&nbsp;b&#8203;`, "a b"},
		"head goes":         {`<html><head><title>x</title></head><body>y</body></html>`, "y"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := html.Text(c.source); got != c.want {
				t.Errorf("Text(%q)\n got %q\nwant %q", c.source, got, c.want)
			}
		})
	}
}

func TestFromText(t *testing.T) {
	t.Parallel()
	const link = ` target="_blank" rel="nofollow noreferrer noopener">`
	for name, c := range map[string]struct{ text, want string }{
		"nothing":    {" \n", ""},
		"lines":      {"un\ndeux\n\n\ntrois", "<p>un<br>\ndeux</p>\n<p>trois</p>"},
		"signs":      {`a < b & "c"`, `<p>a &lt; b &amp; &#34;c&#34;</p>`},
		"link":       {"voir https://a.example/x?y=1&z=2.", `<p>voir <a href="https://a.example/x?y=1&amp;z=2"` + link + `https://a.example/x?y=1&amp;z=2</a>.</p>`},
		"address":    {"à a.b@c.example, merci", `<p>à <a href="mailto:a.b@c.example"` + link + `a.b@c.example</a>, merci</p>`},
		"parens":     {"(https://a.example/x)", `<p>(<a href="https://a.example/x"` + link + `https://a.example/x</a>)</p>`},
		"not a link": {`javascript:alert(1) http:// a@b`, `<p>javascript:alert(1) http:// a@b</p>`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := html.FromText(c.text); got != c.want {
				t.Errorf("FromText(%q)\n got %s\nwant %s", c.text, got, c.want)
			}
		})
	}
}

func TestMisnestedElementsDoNotGrow(t *testing.T) {
	t.Parallel()
	var s strings.Builder
	for range 400 {
		s.WriteString(`<p><font size=1><font size=2><b><i><u><a href="https://a.example">`)
	}
	s.WriteString(strings.Repeat("<p>x</p>", 20000))
	got := html.Clean(s.String())
	if len(got.HTML) > 2*s.Len() {
		t.Errorf("%d bytes became %d", s.Len(), len(got.HTML))
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{
		`<p>x</p>`, `<img src=x onerror=alert(1)>`, `<svg><script>alert(1)</script>`, `<a href=" javascript:alert(1)">x`,
		`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `<math><mtext><table><mglyph><style><img src onerror=alert(1)>`,
		`<div style="background:url(javascript:alert(1))">`, `<blockquote type=cite>x`, `<pre>a</pre>`, "<b\x00>x", `<<b>>`, `<!--><img src=x>-->`,
		`<a href="https://x.example" ping="https://y.example">`, `<title><style><img></style></title>`, `<plaintext><script>`, `<img src="cid:%zz">`,
		`<td></b></td>`, `<xmp><p></xmp><script>x</script>`, `<p "=<script>alert(1)</script>>`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		got := html.Clean(source)
		assertHarmless(t, got.HTML)
		if again := html.Clean(got.HTML); strings.Contains(again.HTML, "<script") {
			t.Errorf("a script appears when read twice: %q", again.HTML)
		}
		assertHarmless(t, html.FromText(source))
	})
}

// assertHarmless reads HTML as a browser does, as a tree.
func assertHarmless(t *testing.T, source string) {
	t.Helper()
	root, err := dom.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatalf("a browser cannot read %q: %v", source, err)
	}
	for n := range root.Descendants() {
		if n.Type != dom.ElementNode {
			continue
		}
		switch n.Data {
		case "script", "style", "iframe", "object", "embed", "form", "input", "base", "meta", "link", "svg", "math", "template":
			t.Errorf("%s lives in %q", n.Data, source)
		}
		for _, a := range n.Attr {
			v := strings.ToLower(strings.TrimSpace(a.Val))
			switch a.Key {
			case "href":
				if !strings.HasPrefix(v, "http://") && !strings.HasPrefix(v, "https://") && !strings.HasPrefix(v, "mailto:") {
					t.Errorf("%s=%q lives in %q", a.Key, a.Val, source)
				}
			case "style":
				if strings.ContainsAny(v, "(@\\") || strings.Contains(v, "position") {
					t.Errorf("style %q lives in %q", v, source)
				}
			case "rel", "target", "dir", "lang", "title", "data-quoted", "data-inline", "data-remote", "alt", "width", "height",
				"colspan", "rowspan", "align", "valign", "start":
			default:
				t.Errorf("%s=%q lives in %q", a.Key, a.Val, source)
			}
		}
	}
}

func BenchmarkClean(b *testing.B) {
	source := strings.Repeat(`<p class="MsoNormal">Bonjour, <b>le VPN</b> ne répond plus <a href="https://a.example">ici</a>.</p>`, 40)
	for b.Loop() {
		html.Clean(source)
	}
}
