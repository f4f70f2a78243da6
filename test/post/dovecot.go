package post

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"
)

func (o *Office) startDovecot() {
	o.tb.Helper()
	o.write("dovecot.conf", fmt.Sprintf(`
base_dir = %[1]s/dovecot
state_dir = %[1]s/dovecot-state
log_path = %[1]s/dovecot.log
instance_name = %[2]s
protocols = imap lmtp
listen = 127.0.0.1
first_valid_uid = 1
recipient_delimiter = +
mail_location = maildir:~/Maildir
mail_fsync = never
ssl = yes
ssl_cert = <%[1]s/cert.pem
ssl_key = <%[1]s/key.pem
disable_plaintext_auth = yes
auth_mechanisms = plain login%[6]s
auth_failure_delay = 0
auth_username_format = %%Ln
%[7]spassdb {
  driver = static
  mechanisms = plain login
  args = password=%[3]s
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=%[1]s/mail/%%n allow_all_users=yes
}
service imap-login {
  inet_listener imap {
    port = %[4]d
  }
  inet_listener imaps {
    port = %[5]d
    ssl = yes
  }
}
service lmtp {
  unix_listener lmtp {
    mode = 0666
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  unix_listener auth-postfix {
    mode = 0666
  }
}
protocol imap {
  mail_max_userip_connections = 100
}
`, o.folder, filepath.Base(o.folder), Password, o.IMAP, o.IMAPS, o.mechanisms(), o.tokenPassdb()))
	if err := os.MkdirAll(o.path("mail"), 0o777); err != nil {
		o.tb.Fatalf("post: %v", err)
	}
	if err := os.Chmod(o.path("mail"), 0o777); err != nil {
		o.tb.Fatalf("post: %v", err)
	}
	// Of one that was cut off: in a process namespace every master has the same
	// number, so it would take itself for one that still runs.
	if err := os.Remove(o.path("dovecot", "master.pid")); err != nil && !os.IsNotExist(err) {
		o.tb.Fatalf("post: %v", err)
	}
	o.dovecot = o.run("dovecot.out", "/usr/sbin/dovecot", "-F", "-c", o.path("dovecot.conf"))
	o.await(o.IMAP, "* OK")
}

// Address is the address of a mailbox.
func (o *Office) Address(name string) string { return name + "@" + Domain }

// Deliver puts a letter, as it came, into the inbox of a name, as the last
// server on its way would.
func (o *Office) Deliver(tb testing.TB, name string, raw []byte) {
	tb.Helper()
	const nobody = 65534
	inbox := o.path("mail", name, "Maildir")
	for _, folder := range []string{"tmp", "new", "cur"} {
		if err := os.MkdirAll(filepath.Join(inbox, folder), 0o700); err != nil {
			tb.Fatalf("post: %v", err)
		}
	}
	for _, folder := range []string{o.path("mail", name), inbox, filepath.Join(inbox, "tmp"), filepath.Join(inbox, "new"), filepath.Join(inbox, "cur")} {
		if err := os.Chown(folder, nobody, nobody); err != nil {
			tb.Fatalf("post: %v", err)
		}
	}
	file, err := os.CreateTemp(filepath.Join(inbox, "tmp"), fmt.Sprintf("%d.*.test", time.Now().UnixNano()))
	if err != nil {
		tb.Fatalf("post: %v", err)
	}
	_, err = file.Write(raw)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chown(file.Name(), nobody, nobody)
	}
	if err == nil {
		err = os.Rename(file.Name(), filepath.Join(inbox, "new", filepath.Base(file.Name())))
	}
	if err != nil {
		tb.Fatalf("post: %v", err)
	}
}

// Letters reads every letter in the inbox of a name, in the order they came.
func (o *Office) Letters(tb testing.TB, name string) [][]byte {
	tb.Helper()
	var files []string
	for _, folder := range []string{"new", "cur"} {
		found, err := filepath.Glob(o.path("mail", name, "Maildir", folder, "*"))
		if err != nil {
			tb.Fatalf("post: %v", err)
		}
		files = append(files, found...)
	}
	sort.Slice(files, func(i, j int) bool { return filepath.Base(files[i]) < filepath.Base(files[j]) })
	letters := make([][]byte, 0, len(files))
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if os.IsNotExist(err) {
			continue // the server moved it from new to cur meanwhile
		}
		if err != nil {
			tb.Fatalf("post: %v", err)
		}
		letters = append(letters, raw)
	}
	return letters
}

// AwaitLetter waits for a letter to a name that contains a text.
func (o *Office) AwaitLetter(tb testing.TB, name, text string) []byte {
	tb.Helper()
	end := time.Now().Add(4 * time.Minute)
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	for time.Now().Before(end) {
		for _, raw := range o.Letters(tb, name) {
			if strings.Contains(string(raw), text) {
				return raw
			}
		}
		<-tick.C
	}
	tb.Fatalf("post: no letter to %s with %q; %d letters there", name, text, len(o.Letters(tb, name)))
	return nil
}
