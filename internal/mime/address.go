package mime

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"strings"

	"guichet"
)

const (
	tagMark  = "c" // what a tag of ours begins with, so that other uses of + stay possible
	idDigits = 25  // of 128 bits in base 36
	macSize  = 12  // digits of 62 bits
	digits   = "0123456789abcdefghijklmnopqrstuvwxyz"

	localMost = 64 // bytes of what stands before the @ (RFC 5321)
)

// Sign makes the tag that names the thing with the id and that only the holder
// of the secret can make: letters and digits and one point, so that it survives
// programs which change capitals.
func Sign(secret []byte, id string) (string, bool) {
	if !guichet.IsID(id) || len(secret) == 0 {
		return "", false
	}
	raw, err := hex.DecodeString(strings.ReplaceAll(id, "-", ""))
	if err != nil {
		return "", false
	}
	return tagMark + base36(raw, idDigits) + "." + sum(secret, raw), true
}

// Verify gives the id that a tag of ours names; false for what we did not sign.
// It takes as long for a wrong signature as for a right one.
func Verify(secret []byte, tag string) (string, bool) {
	tag = strings.ToLower(tag)
	if len(secret) == 0 || len(tag) != len(tagMark)+idDigits+1+macSize || !strings.HasPrefix(tag, tagMark) {
		return "", false
	}
	body, mac, found := strings.Cut(tag[len(tagMark):], ".")
	n, ok := new(big.Int).SetString(body, 36)
	if !found || !ok || n.Sign() < 0 || n.BitLen() > 128 || strings.Trim(body, digits) != "" {
		return "", false
	}
	raw := n.FillBytes(make([]byte, 16))
	if !hmac.Equal([]byte(mac), []byte(sum(secret, raw))) {
		return "", false
	}
	h := hex.EncodeToString(raw)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:], true
}

func sum(secret, raw []byte) string {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte("guichet address 1\x00"))
	m.Write(raw)
	return base36(m.Sum(nil)[:8], macSize+1)[1:]
}

func base36(raw []byte, width int) string {
	s := new(big.Int).SetBytes(raw).Text(36)
	return strings.Repeat("0", max(0, width-len(s))) + s
}

// WithTag adds a tag to an address: desk@x becomes desk+tag@x. An address that
// would become too long for servers stays as it is, and an answer finds its way
// by References alone.
func WithTag(address, tag string) string {
	local, domain, ok := strings.Cut(address, "@")
	if !ok || tag == "" || len(local)+1+len(tag) > localMost {
		return address
	}
	return local + "+" + tag + "@" + domain
}

// CutTag parts an address and its tag: what stands after the last +.
func CutTag(address string) (plain, tag string) {
	local, domain, ok := strings.Cut(address, "@")
	i := strings.LastIndexByte(local, '+')
	if !ok || i <= 0 {
		return address, ""
	}
	return local[:i] + "@" + domain, local[i+1:]
}

// Tagged finds, among the addresses that a letter was written or delivered to,
// the first with a tag that we signed, and gives the id it names. Only the
// desk's own addresses count: own tells whether one, without its tag, is.
func (l Letter) Tagged(secret []byte, own func(address string) bool) (string, bool) {
	var to []string
	to = append(to, l.Delivered...)
	for _, list := range [][]Address{l.To, l.Cc} {
		for _, a := range list {
			to = append(to, a.Address)
		}
	}
	for _, address := range to {
		plain, tag := CutTag(address)
		if id, ok := Verify(secret, tag); ok && own(plain) {
			return id, true
		}
	}
	return "", false
}
