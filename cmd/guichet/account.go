package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/app"
	"guichet/internal/phrase"
)

type accountCommand struct {
	Name     string   `arg:"" help:"The person's name."`
	Address  string   `arg:"" help:"Their mail address, which is also the login."`
	Role     []string `help:"What they are: agent, administrator, or both." enum:"agent,administrator" default:"agent,administrator"`
	Language string   `help:"Their language." enum:"fr,en" default:"fr"`
	Zone     string   `help:"Their time zone." default:"Europe/Paris"`
}

func (a accountCommand) Run(ctx context.Context, in io.Reader, out io.Writer, c app.Config) error {
	password, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the password from standard input: %w", err)
	}
	house, err := app.Open(ctx, c)
	if err != nil {
		return err
	}
	account := app.NewAccount{
		Name: a.Name, Address: a.Address, Password: strings.TrimRight(password, "\r\n"),
		Language: guichet.Language(a.Language), Zone: a.Zone,
	}
	for _, r := range a.Role {
		account.Roles = append(account.Roles, access.Role(r))
	}
	p, err := house.CreateAccount(ctx, account)
	if e := guichet.AsError(err); err != nil && e.Kind == guichet.KindInvalid {
		_, sentence := phrase.Error(account.Language, e)
		err = fmt.Errorf("%s: %s", e.Field, sentence)
	}
	if err = errors.Join(err, house.Close(context.WithoutCancel(ctx))); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s (%s)\n", p.Name, a.Address)
	return nil
}
