package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"

	"guichet/internal/app"
)

type serveCommand struct {
	Listen  string   `help:"Address to answer on." default:"127.0.0.1:8080" env:"GUICHET_LISTEN"`
	URL     string   `help:"How people reach the desk; it stands in letters." env:"GUICHET_URL"`
	TLSCert string   `help:"File of the certificate, to be served over TLS; read anew when it changes." env:"GUICHET_TLS_CERT" type:"path"`
	TLSKey  string   `help:"File of the certificate's key." env:"GUICHET_TLS_KEY" type:"path"`
	Proxy   []string `help:"Address or network of a proxy before the desk, whose X-Forwarded-For is believed; may be given again." env:"GUICHET_PROXIES"`
	LMTP    string   `name:"lmtp" help:"Port, or address, on which a mail server brings letters by LMTP; off when left out." env:"GUICHET_LMTP"`
	SMTP    string   `name:"smtp" help:"The same, by SMTP. Only the desk's own mailboxes are taken." env:"GUICHET_SMTP"`
	Drop    string   `name:"mail-drop" help:"Folder in which letters are put, in a folder named by the mailbox's address." env:"GUICHET_MAIL_DROP" type:"path"`
	Tokens  []string `name:"token-host" help:"Host within your own network that may be asked for tokens of mailboxes (https); may be given again." env:"GUICHET_TOKEN_HOSTS"`
	Sample  bool     `help:"Fill an empty desk with a made-up company." env:"GUICHET_SAMPLE"`

	MetricsToken string `help:"Opens /metrics to other machines, as a bearer token; without it this machine alone reads them." env:"GUICHET_METRICS_TOKEN"`
}

func (s serveCommand) Run(ctx context.Context, out io.Writer, c app.Config) error {
	c.Listen, c.URL, c.Sample, c.TLSCert, c.TLSKey = s.Listen, s.URL, s.Sample, s.TLSCert, s.TLSKey
	c.MetricsToken, c.TokenHosts = s.MetricsToken, s.Tokens
	c.LMTP, c.SMTP, c.MailDrop = s.LMTP, s.SMTP, s.Drop
	for _, p := range s.Proxy {
		network, err := proxyNetwork(p)
		if err != nil {
			return err
		}
		c.Proxies = append(c.Proxies, network)
	}
	house, err := app.Open(ctx, c)
	if err != nil {
		return err
	}
	if s.Sample {
		fmt.Fprintf(out, "\nGuichet: http://%s\n\n", s.Listen)
		printSamples(out, house)
		fmt.Fprintln(out)
	}
	address, code, err := house.Setup(ctx)
	if err != nil {
		return errors.Join(err, house.Close(context.WithoutCancel(ctx)))
	}
	if code != "" {
		fmt.Fprintf(out, "\nThis desk is empty. Set it up at %s with this code, once and within a day:\n\n  %s\n\n", address, code)
	}
	return errors.Join(house.Serve(ctx), house.Close(context.WithoutCancel(ctx)))
}

func printSamples(out io.Writer, house *app.App) {
	for _, a := range house.Samples() {
		fmt.Fprintf(out, "  %-14s %-28s %s\n", a.Role, a.Login, a.Password)
	}
}

type seedCommand struct {
	Small bool `help:"The small company of serve --sample: twenty-eight people, one week."`
}

func (s seedCommand) Run(ctx context.Context, out io.Writer, c app.Config) error {
	c.Sample, c.Quarter = true, !s.Small
	house, err := app.Open(ctx, c)
	if err != nil {
		return err
	}
	printSamples(out, house)
	return house.Close(context.WithoutCancel(ctx))
}

// proxyNetwork reads an address or a network.
func proxyNetwork(text string) (netip.Prefix, error) {
	if address, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(address.Unmap(), address.Unmap().BitLen()), nil
	}
	network, err := netip.ParsePrefix(text)
	if err != nil {
		return network, fmt.Errorf("--proxy %s is neither an address nor a network such as 10.0.0.0/24", text)
	}
	return network.Masked(), nil
}

type migrateCommand struct{}

func (migrateCommand) Run(ctx context.Context, c app.Config) error {
	house, err := app.Open(ctx, c)
	if err != nil {
		return err
	}
	return house.Close(context.WithoutCancel(ctx))
}

type openapiCommand struct{}

func (openapiCommand) Run(out io.Writer, c app.Config) error {
	text, err := app.Description(c.Version)
	if err != nil {
		return err
	}
	_, err = out.Write(append(text, '\n'))
	return err
}
