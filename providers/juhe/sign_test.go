package juhe

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/providers/internal/wire"
)

// TestSignatures compares with what sha1sum and openssl say of the same texts.
func TestSignatures(t *testing.T) {
	a := Autograph{Timestamp: "1778051289010", Nonce: "42", SecretID: "main", Signature: "old", RequestSeq: "s1"}
	body := []byte(`{"userId":"u<1>","timestamp":1778051289010,"nonce":42, "signature":"old","z":{"b":2,"a":1.50}}`)
	plain := `{"nonce":42,"signature":"","timestamp":1778051289010,"userId":"u\u003c1\u003e","z":{"a":1.50,"b":2}}`
	sum := sha256.Sum256([]byte(plain))
	mac := hmac.New(sha256.New, []byte(testSecret))
	fmt.Fprintf(mac, "177805128901042%s", hex.EncodeToString(sum[:]))
	for alg, want := range map[Algorithm]string{
		SHA1:           "889bd55e149a681860b8fe72038dca05153b1344",
		SHA256:         "77d52659237ba5d73f483b663f085490be2032e048e8a19c746fc4781c66c836",
		MD5:            "dd0a67e173272d9e7f3c7a8e079cad98",
		HMACSHA1:       "08533fa64ad57477f8e4d571eaf0df9c5464e6d7",
		HMACSHA256:     "068380440a948e8dde5f029373fb1af9f0c3966987bdfdc0aaedae61cf2a4de8",
		HMACSHA256Body: hex.EncodeToString(mac.Sum(nil)),
	} {
		got, err := alg.sign(testSecret, a, body)
		require.NoError(t, err)
		require.Equal(t, want, got, string(alg))
	}
	require.Len(t, Algorithms(), 6)
	_, err := Algorithm("rot13").sign(testSecret, a, body)
	require.Error(t, err)
	_, err = HMACSHA256Body.sign(testSecret, a, []byte(`[`))
	require.Error(t, err)
}

func TestSignedCallsCanBeVerified(t *testing.T) {
	b := newBackend(t)
	for _, alg := range Algorithms() {
		b.says(QryTransferCount.path, `{"code":0,"data":{"transferCount":"3"}}`)
		c := newTestClient(t, b.URL, clockwork.NewFakeClockAt(today))
		c.config.Algorithm = alg
		count, err := QryTransferCount.Do(t.Context(), c, TransferRequest{UserID: "u1"})
		require.NoError(t, err)
		require.Equal(t, wire.Int(3), count.TransferCount)
		sent := b.got(QryTransferCount.path)
		body := sent[len(sent)-1].Body
		var a Autograph
		require.NoError(t, json.Unmarshal([]byte(body), &a))
		require.Equal(t, Stamp("1778051289010"), a.Timestamp)
		require.Equal(t, wire.Text("main"), a.SecretID)
		require.NotEmpty(t, a.RequestSeq)
		want, err := alg.sign(testSecret, a, []byte(body))
		require.NoError(t, err)
		require.Equal(t, want, a.Signature.String(), string(alg))
	}
}

// signedBody is a callback as the back end signs it.
func signedBody(t testing.TB, alg Algorithm, secret string, fields map[string]any) []byte {
	t.Helper()
	fields["signature"] = ""
	body, err := json.Marshal(fields)
	require.NoError(t, err)
	var a Autograph
	require.NoError(t, json.Unmarshal(body, &a))
	fields["signature"], err = alg.sign(secret, a, body)
	require.NoError(t, err)
	body, err = json.Marshal(fields)
	require.NoError(t, err)
	return body
}

func TestVerify(t *testing.T) {
	const path = "/message/chat/syncUserInfo"
	for _, alg := range Algorithms() {
		t.Run(string(alg), func(t *testing.T) {
			c := newTestClient(t, "http://h", clockwork.NewFakeClockAt(today))
			c.config.Algorithm = alg
			fields := map[string]any{
				"timestamp": today.UnixMilli(), "nonce": 9007199254740993, "secretId": "main", "requestSeq": "s1",
				"userId": "u1", "status": 2, "unlockTime": "2026-05-06 18:00:00",
			}
			body := signedBody(t, alg, testSecret, fields)
			n, err := c.Verify("/prefix"+path, body)
			require.NoError(t, err)
			require.NoError(t, n.Err)
			require.Equal(t, path, n.Path)
			require.Equal(t, wire.Text("u1"), n.Body.(*BanNotice).UserID)
			require.Equal(t, UnlockBanned, int(*n.Body.(*BanNotice).Status))

			upper := strings.Replace(string(body), n.Signature.String(), strings.ToUpper(n.Signature.String()), 1)
			_, err = c.Verify(path, []byte(upper))
			require.NoError(t, err)

			for name, bad := range map[string]string{
				"another time":  strings.Replace(string(body), "1778051289010", "1778051289011", 1),
				"another nonce": strings.Replace(string(body), "9007199254740993", "9007199254740992", 1),
				"cut":           strings.Replace(string(body), n.Signature.String(), n.Signature.String()[1:], 1),
				"other secret":  string(signedBody(t, alg, "sec-90aa32", fields)),
			} {
				_, err := c.Verify(path, []byte(bad))
				require.ErrorIs(t, err, ErrSignature, name)
			}
			_, err = c.Verify(path, []byte(strings.Replace(string(body), `"u1"`, `"u2"`, 1)))
			if alg == HMACSHA256Body {
				require.ErrorIs(t, err, ErrSignature)
			} else {
				require.NoError(t, err, "it says nothing of the rest of the body")
			}
		})
	}
}

func TestVerifyRefusesWhatIsNoCallback(t *testing.T) {
	c := newTestClient(t, "http://h", clockwork.NewFakeClockAt(today))
	for _, body := range []string{``, `null`, `[]`, `{}`, `{"timestamp":1,"nonce":2}`, `{"timestamp":{},"nonce":2,"signature":"x"}`, `{"timestamp":1,"nonce":"","signature":"x"}`, `<xml>`} {
		_, err := c.Verify("/message/chat/syncUserInfo", []byte(body))
		require.ErrorIs(t, err, ErrUnsigned, body)
	}
	_, err := c.Verify("/message/chat/other", signedBody(t, SHA1, testSecret, map[string]any{"timestamp": 1, "nonce": 2}))
	require.ErrorIs(t, err, errNoCallback)
	n, err := c.Verify("/message/chat/syncUserInfo", signedBody(t, SHA1, testSecret, map[string]any{"timestamp": 1, "nonce": 2, "status": "?"}))
	require.NoError(t, err)
	require.Error(t, n.Err)
	require.Nil(t, n.Body)
}

func TestCallbacksOfTheDocumentDecode(t *testing.T) {
	for i, one := range documented() {
		if !one.call.describe().Callback {
			continue
		}
		body, err := one.call.try(t.Context(), nil, theDocument(t)[i].Body)
		require.NoError(t, err)
		switch n := body.(type) {
		case *LoginNotice:
			require.Equal(t, WentOffline, int(*n.OnOffline))
			require.Equal(t, wire.Text("string"), n.SeatNo)
		case *BanNotice:
			require.Equal(t, 0, int(*n.Status))
			require.True(t, bool(n.TaskTrigger))
		case *DetectionNotice:
			require.Len(t, n.RecordList, 1)
			require.NoError(t, n.RecordList[0].Err)
			require.Equal(t, Texts{"string"}, n.Details)
			require.JSONEq(t, `{"key":{}}`, string(n.Params))
		default:
			t.Fatalf("%T", body)
		}
	}
}

func FuzzVerify(f *testing.F) {
	c := NewClient(Config{CallbackSecret: testSecret, Algorithm: HMACSHA256Body, Clock: clockwork.NewFakeClockAt(today), Rand: dice()})
	right := signedBody(f, HMACSHA256Body, testSecret, map[string]any{"timestamp": 1778051289010, "nonce": 7, "userId": "u1", "status": 2})
	f.Add(right)
	f.Add([]byte(`{"timestamp":1,"nonce":1,"signature":"0","recordList":[[]],"params":7}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, path := range []string{OnLogin.path, OnSyncUserInfo.path, OnDetection.path} {
			n, err := c.Verify(path, body)
			if err == nil {
				// Only what says the same as the signed one passes.
				want, _ := canonical(right)
				got, _ := canonical(n.Raw)
				require.JSONEq(t, string(want), string(got))
			}
		}
		_, _ = OnDetection.decode(body)
		_, _ = OnLogin.decode(body)
	})
}
