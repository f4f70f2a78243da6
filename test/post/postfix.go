package post

import (
	"fmt"
	"os"
	"os/user"
	"strconv"
	"testing"
)

func (o *Office) startPostfix() {
	o.tb.Helper()
	if _, err := os.Stat(o.path("postfix", "transport")); err != nil {
		o.write("postfix/transport", "")
	}
	o.write("postfix/main.cf", fmt.Sprintf(`
compatibility_level = 3.6
queue_directory = %[1]s/spool
data_directory = %[1]s/postfix-data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = %[1]s/postfix.log
maillog_file_prefixes = %[1]s
myhostname = %[2]s
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 192.0.2.1/32
alias_maps =
alias_database =
recipient_delimiter = +
smtputf8_enable = yes
message_size_limit = 52428800
virtual_mailbox_domains = %[3]s
transport_maps = texthash:%[1]s/postfix/transport
virtual_transport = lmtp:unix:%[1]s/dovecot/lmtp
default_transport = error:nothing leaves the test's post office
smtpd_tls_security_level = may
smtpd_tls_cert_file = %[1]s/cert.pem
smtpd_tls_key_file = %[1]s/key.pem
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = %[1]s/dovecot/auth-postfix
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
notify_classes =
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
`, o.folder, Host, Domain))
	o.write("postfix/master.cf", fmt.Sprintf(`
127.0.0.1:%d inet n - n - - smtpd
pickup    unix n - n 60 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 1 1 qmgr
tlsmgr    unix - - n 1000? 1 tlsmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
flush     unix n - n 1000? 0 flush
proxymap  unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp      unix - - n - - smtp
showq     unix n - n - - showq
error     unix - - n - - error
retry     unix - - n - - error
discard   unix - - n - - discard
virtual   unix - n n - - virtual
lmtp      unix - - n - - lmtp
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
`, o.SMTP))
	owner, err := user.Lookup("postfix")
	if err != nil {
		o.tb.Fatalf("post: %v", err)
	}
	id, err := strconv.Atoi(owner.Uid)
	if err != nil {
		o.tb.Fatalf("post: %v", err)
	}
	for _, folder := range []string{"spool", "postfix-data"} {
		if err := os.MkdirAll(o.path(folder), 0o755); err != nil {
			o.tb.Fatalf("post: %v", err)
		}
	}
	if err := os.Chown(o.path("postfix-data"), id, -1); err != nil {
		o.tb.Fatalf("post: %v", err)
	}
	o.postfix = o.run("postfix.out", "/usr/sbin/postfix", "-c", o.path("postfix"), "start-fg")
	o.await(o.SMTP, "220 ")
}

// Refuse has letters to a name come back from now on: the next server takes none
// of them, and Postfix reports that to whoever sent them.
func (o *Office) Refuse(tb testing.TB, name string) {
	tb.Helper()
	sink := o.NewSink(tb) // Postfix does not say who it is there
	o.write("postfix/transport", fmt.Sprintf("%s@%s smtp:[127.0.0.1]:%d\n", name, Domain, sink.Port))
	o.postfix.stop()
	o.startPostfix()
}
