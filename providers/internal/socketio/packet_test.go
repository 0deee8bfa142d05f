package socketio

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParsePacket(t *testing.T) {
	const root = rootNamespace
	for _, c := range []struct {
		frame string
		want  packet
	}{
		{`0`, packet{typeConnect, root, 0, noID, nil}},
		{`0/imchat`, packet{typeConnect, "/imchat", 0, noID, nil}},
		{`0/imchat,`, packet{typeConnect, "/imchat", 0, noID, nil}},
		{`0/imchat?token=x%2Cy,`, packet{typeConnect, "/imchat", 0, noID, nil}},
		{`0/imchat,{"sid":"a"}`, packet{typeConnect, "/imchat", 0, noID, []byte(`{"sid":"a"}`)}},
		{`1/imchat,`, packet{typeDisconnect, "/imchat", 0, noID, nil}},
		{`2["a"]`, packet{typeEvent, root, 0, noID, []byte(`["a"]`)}},
		{`2/imchat,["a",1]`, packet{typeEvent, "/imchat", 0, noID, []byte(`["a",1]`)}},
		{`2/imchat,7["a"]`, packet{typeEvent, "/imchat", 0, 7, []byte(`["a"]`)}},
		{`20["a"]`, packet{typeEvent, root, 0, 0, []byte(`["a"]`)}},
		{`3/imchat,7[]`, packet{typeAck, "/imchat", 0, 7, []byte(`[]`)}},
		{`4/imchat,"no"`, packet{typeError, "/imchat", 0, noID, []byte(`"no"`)}},
		{`4404`, packet{typeError, root, 0, noID, []byte(`404`)}},
		{`51-/imchat,3["a",{"_placeholder":true,"num":0}]`, packet{typeBinaryEvent, "/imchat", 1, 3, []byte(`["a",{"_placeholder":true,"num":0}]`)}},
		{`612-9[]`, packet{typeBinaryAck, root, 12, 9, []byte(`[]`)}},
	} {
		t.Run(c.frame, func(t *testing.T) {
			got, err := parsePacket([]byte(c.frame))
			require.NoError(t, err)
			require.Equal(t, string(c.want.data), string(got.data))
			got.data, c.want.data = nil, nil
			require.Equal(t, c.want, got)
		})
	}
}

func TestParsePacketRejects(t *testing.T) {
	for _, frame := range []string{
		``, `7`, `x`, "\x00", `5["a"]`, `51["a"]`, `5-["a"]`, `51`, `59999999-[]`,
		`3[]`, `3/imchat,[]`, `29999999999999999["a"]`, `3` + strings.Repeat("9", 400) + `[]`,
	} {
		_, err := parsePacket([]byte(frame))
		require.ErrorIs(t, err, ErrPacket, "%q", frame)
	}
}

func TestSplitEvent(t *testing.T) {
	for _, c := range []struct {
		data string
		name string
		args []string
	}{
		{`["message",{"a":[1,{"b":"]}"}]}]`, "message", []string{`{"a":[1,{"b":"]}"}]}`}},
		{" [ \"a\" , 1 , -2.5e3 , true\n, null , [ ] , { } ] ", "a", []string{`1`, `-2.5e3`, `true`, `null`, `[ ]`, `{ }`}},
		{`["a","\\","\"",", ]","\\\""]`, "a", []string{`"\\"`, `"\""`, `", ]"`, `"\\\""`}},
		{`["\u6d88\n息"]`, "消\n息", nil},
		{`["a",14073752703607622]`, "a", []string{`14073752703607622`}},
		{`["",""]`, "", []string{`""`}},
	} {
		t.Run(c.data, func(t *testing.T) {
			name, args, err := splitEvent([]byte(c.data))
			require.NoError(t, err)
			require.Equal(t, c.name, name)
			var got []string
			for _, arg := range args {
				got = append(got, string(arg))
			}
			require.Equal(t, c.args, got)
		})
	}
}

func TestSplitEventRejects(t *testing.T) {
	for _, data := range []string{
		``, ` `, `[`, `[]`, `{}`, `"a"`, `1`, `[1]`, `[null,"a"]`, `["a"`, `["a",]`, `["a"]x`, `["a" "b"]`,
		`["a",01]`, `["a",'b']`, `["a",{"b":1,}]`, "[\"a\n\"]", `["\x"]`, `["a"],`, `["a",nul]`, `["a",tru`,
		`["a"` + strings.Repeat(`,1`, maxElements) + `]`, strings.Repeat("[", 1<<20),
	} {
		_, _, err := splitEvent([]byte(data))
		require.ErrorIs(t, err, ErrPacket, "%q", data)
	}
}

// What is appended to one argument must not run into the next.
func TestArgumentsDontShareCapacity(t *testing.T) {
	_, args, err := splitEvent([]byte(`["a",1,2]`))
	require.NoError(t, err)
	_ = append(args[0], "999"...)
	require.Equal(t, "2", string(args[1]))
}

func TestParseOpen(t *testing.T) {
	for _, c := range []struct {
		data string
		want openPacket
	}{
		{`{"sid":"a","pingInterval":25000,"pingTimeout":5000,"maxPayload":1000000}`, openPacket{25 * time.Second, 5 * time.Second, 1_000_000}},
		{`{}`, openPacket{defaultPingInterval, defaultPingTimeout, 0}},
		{`{"pingInterval":0.001,"pingTimeout":-5}`, openPacket{minPing, defaultPingTimeout, 0}},
		{`{"pingInterval":1e300,"pingTimeout":9e18,"maxPayload":1e300}`, openPacket{maxPing, maxPing, 0}},
	} {
		got, err := parseOpen([]byte(c.data))
		require.NoError(t, err)
		require.Equal(t, c.want, got)
	}
	for _, data := range []string{``, `[]`, `{"pingInterval":"x"}`, `{`} {
		_, err := parseOpen([]byte(data))
		require.ErrorIs(t, err, ErrPacket, data)
	}
}

func TestRefusal(t *testing.T) {
	for data, want := range map[string]string{
		`"no token"`:                      "no token",
		`{"message":"expired","data":{}}`: "expired",
		`{"code":1000}`:                   `{"code":1000}`,
		``:                                "no reason given",
		`{"message":`:                     `{"message":`,
	} {
		require.Equal(t, want, refusal([]byte(data)))
	}
	require.Len(t, []rune(shorten(strings.Repeat("长", 5000))), maxReason+1)
}

func TestEncodeEvent(t *testing.T) {
	frame, err := encodeEvent("/imchat", 7, "message", []any{map[string]string{"a": "b"}, json.RawMessage(`14073752703607622`)})
	require.NoError(t, err)
	require.Equal(t, `42/imchat,7["message",{"a":"b"},14073752703607622]`, string(frame))

	frame, err = encodeEvent(rootNamespace, noID, "x", nil)
	require.NoError(t, err)
	require.Equal(t, `42["x"]`, string(frame))

	_, err = encodeEvent(rootNamespace, noID, "x", []any{make(chan int)})
	require.Error(t, err)
}

// FuzzPacket feeds the codec anything: it must not panic, must agree with
// encoding/json on what an array's elements are, and must read back what it
// writes.
func FuzzPacket(f *testing.F) {
	for _, seed := range []string{
		`0`, `0/imchat,{"sid":"a"}`, `1/imchat,`, `2/imchat,7["a",{"b":"\\\""},[1, 2]]`, `3/imchat,7[]`,
		`4/imchat,{"message":"x"}`, `51-/imchat,["a",{"_placeholder":true,"num":0}]`, `2[1`, `2["\ud800"]`,
		`2 [ "a" , 1 , null ] `, `2[[],{},"",[[["]"]]]]`, `29999999999999999999["a"]`, "2/\xff,[\"\xff\"]",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		_, _ = parseOpen(frame)
		_ = shorten(refusal(frame))
		p, err := parsePacket(frame)
		if err != nil {
			return
		}
		if json.Valid(p.data) {
			again, err := parsePacket(appendPacket(nil, p)[1:])
			require.NoError(t, err)
			require.Equal(t, p, again)
		}

		elements, err := splitArray(p.data)
		var want []json.RawMessage
		if json.Unmarshal(p.data, &want) != nil || want == nil || len(want) > maxElements {
			require.Error(t, err)
			return
		}
		require.NoError(t, err)
		require.Len(t, elements, len(want))
		for i := range want {
			require.Equal(t, string(want[i]), string(elements[i]))
		}
		if name, args, err := splitEvent(p.data); err == nil {
			var wantName string
			require.NoError(t, json.Unmarshal(want[0], &wantName))
			require.Len(t, args, len(want)-1)
			require.Equal(t, wantName, name)
		}
	})
}
