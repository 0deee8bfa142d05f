package rig

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Simulator is a simulated back end in a process of its own.
type Simulator struct {
	Process  *Process
	Provider string            `json:"provider"`
	BaseURL  string            `json:"base_url"`
	Account  string            `json:"account"`
	Secret   string            `json:"secret"`
	Secrets  map[string]string `json:"secrets"` // further ones, by name
	Options  map[string]string `json:"options"`
}

// Simulate starts the simulators on a free port and gives the one of 有机云.
func (p Program) Simulate(t testing.TB, args ...string) *Simulator {
	t.Helper()
	return p.SimulateKind(t, "youjiyun", args...)
}

// SimulateKind starts the simulators on a free port and gives the one of a kind.
func (p Program) SimulateKind(t testing.TB, kind string, args ...string) *Simulator {
	t.Helper()
	s := p.SimulateAll(t, args...)[kind]
	require.NotNil(t, s, "no %s among the simulators", kind)
	return s
}

// SimulateAll starts the simulators on a free port and gives them by kind.
func (p Program) SimulateAll(t testing.TB, args ...string) map[string]*Simulator {
	t.Helper()
	process := p.Start(t, append([]string{"simulate", "--json", "--listen", "127.0.0.1:0"}, args...)...)
	var answer struct {
		Simulators []*Simulator `json:"simulators"`
	}
	Until(t, 30*time.Second, "the simulator", func() error {
		if process.Ended() {
			return fmt.Errorf("it ended: %s", process.Stderr())
		}
		return json.Unmarshal([]byte(process.Stdout()), &answer)
	})
	all := map[string]*Simulator{}
	for _, s := range answer.Simulators {
		s.Process = process
		all[s.Provider] = s
	}
	return all
}

// Connect adds a connection to the simulator.
func (p Program) Connect(t testing.TB, s *Simulator, name string, options ...string) {
	t.Helper()
	args := []string{"connect", "add", "--provider", s.Provider, "--name", name, "--url", s.BaseURL, "--account", s.Account}
	for _, o := range options {
		args = append(args, "--option", o)
	}
	secrets := s.Secret + "\n"
	for name, value := range s.Secrets {
		secrets += name + "=" + value + "\n"
	}
	p.Run(t, secrets, args...)
}

// ConnectAsTold adds a connection with the options that the simulator names; those
// given here, name and value, go before them.
func (p Program) ConnectAsTold(t testing.TB, s *Simulator, name string, options map[string]string) {
	t.Helper()
	all := maps.Clone(s.Options)
	maps.Copy(all, options)
	var list []string
	for name, value := range all {
		list = append(list, name+"="+value)
	}
	p.Connect(t, s, name, list...)
}

// Control posts a command to the simulator and gives its answer.
func (s *Simulator) Control(t testing.TB, path string, body any) []byte {
	t.Helper()
	raw, err := json.Marshal(body)
	require.NoError(t, err)
	answer, err := http.Post(s.BaseURL+"/_control/"+path, "application/json", bytes.NewReader(raw))
	require.NoError(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, answer.StatusCode, "%s: %s", path, text)
	return text
}

// Say makes a customer write to a seat.
func (s *Simulator) Say(t testing.TB, robotKey, chatUser, text string) {
	t.Helper()
	s.Control(t, "say", map[string]string{"robotKey": robotKey, "chatUser": chatUser, "text": text})
}

// Sent is a message that the simulator accepted from us.
type Sent struct {
	RobotKey  string `json:"robotKey"`
	ChatUser  string `json:"chatUser"`
	MessageID string `json:"messageId"`
	Text      string `json:"text"`
	Times     int    `json:"times"`
}

// Get reads what the simulator tells at a path of its controls.
func (s *Simulator) Get(t testing.TB, path string, to any) {
	t.Helper()
	require.NoError(t, json.NewDecoder(s.get(t, path)).Decode(to))
}

// Sent lists what the simulator accepted from us, repeats included.
func (s *Simulator) Sent(t testing.TB) []Sent {
	t.Helper()
	var list []Sent
	s.Get(t, "sent", &list)
	return list
}

// SentTexts counts how often each text was accepted.
func (s *Simulator) SentTexts(t testing.TB) map[string]int {
	t.Helper()
	count := map[string]int{}
	for _, one := range s.Sent(t) {
		count[one.Text]++
	}
	return count
}

// Truth is one message the back end knows to have been said.
type Truth struct {
	RobotKey  string `json:"robotKey"`
	ChatID    string `json:"chatId"`
	MessageID string `json:"messageId"`
	MsgSvrID  string `json:"msgSvrID"`
	Timestamp int64  `json:"timestamp"` // ms
	Text      string `json:"text"`
}

// Truth lists everything that was said at 有机云.
func (s *Simulator) Truth(t testing.TB) []Truth {
	t.Helper()
	return Lines[Truth](t, s, "truth")
}

// Lines reads what the simulator tells line by line.
func Lines[T any](t testing.TB, s *Simulator, path string) []T {
	t.Helper()
	var list []T
	lines := bufio.NewScanner(s.get(t, path))
	lines.Buffer(nil, 8<<20)
	for lines.Scan() {
		var one T
		require.NoError(t, json.Unmarshal(lines.Bytes(), &one))
		list = append(list, one)
	}
	require.NoError(t, lines.Err())
	return list
}

func (s *Simulator) get(t testing.TB, path string) io.Reader {
	t.Helper()
	answer, err := http.Get(s.BaseURL + "/_control/" + path)
	require.NoError(t, err)
	defer answer.Body.Close()
	require.Equal(t, http.StatusOK, answer.StatusCode, path)
	raw, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return bytes.NewReader(raw)
}
