package model

import "time"

// LoginCode is a code that a phone scans to log a seat in, or to do something
// else with it.
type LoginCode struct {
	Content string        // what the code says: it is drawn here
	Picture []byte        // PNG or JPEG, where the back end gives a picture alone
	Lasts   time.Duration // 0: not said
	Wording string        // what the back end writes below it
}

// LoginStep is what a back end says of a login under way.
type LoginStep int

// The steps.
const (
	LoginStepWaiting   LoginStep = iota // nobody has scanned the code
	LoginStepScanned                    // to be confirmed on the phone
	LoginStepPIN                        // a PIN is wanted, with Ticket
	LoginStepConfirmed                  // the seat is coming online
	LoginStepRefused                    // on the phone
	LoginStepExpired                    // the code ran out
)

// LoginProgress is a step with what is told beside it.
type LoginProgress struct {
	Step   LoginStep
	Name   string // of the account, after the scan
	Avatar string
	Ticket string // names the login when its PIN is handed in
}

// LoginPhase is where a login stands for the person who watches it.
type LoginPhase int

// The phases. A login that is over is in one of the last five.
const (
	LoginIdle      LoginPhase = iota // none was begun
	LoginPreparing                   // a code is being fetched
	LoginShowing                     // a code waits to be scanned
	LoginPushed                      // the phone was asked to confirm
	LoginScanned                     // to be confirmed on the phone
	LoginPINWanted                   // a PIN is wanted
	LoginVerifying                   // a PIN was handed in
	LoginConfirmed                   // confirmed: the seat is coming online
	LoginOnline                      // the seat is online
	LoginRefused                     // on the phone
	LoginExpired                     // nobody scanned, however often it was refreshed
	LoginCancelled                   // by the person here
	LoginFailed                      // see Problem
)

// Over tells whether nothing more will happen by itself.
func (p LoginPhase) Over() bool { return p == LoginIdle || p >= LoginOnline }

// Login is a seat's login as of now.
type Login struct {
	Seat    SeatID
	Phase   LoginPhase
	Code    LoginCode // while showing
	Until   time.Time // when the code runs out; zero: not known
	Codes   int       // how many codes were shown
	Name    string    // of the account, after the scan
	Avatar  string
	Problem *Trouble // why it failed, or what was wrong with the last PIN
	Since   time.Time
}

// Instance is the program at the back end that a seat lives in.
type Instance struct {
	State   InstanceState
	Version string
}

// InstanceState is whether it runs.
type InstanceState int

// The states of an instance.
const (
	InstanceStopped InstanceState = iota // 停止
	InstanceRunning                      // 运行: not logged in
	InstanceOnline                       // 在线
)

// StartOptions are what an instance is started with.
type StartOptions struct {
	Proxy       string // http, socks4 or socks5 URL; "": none
	LoginProxy  bool   // the proxy is for the login alone
	Bridge      string
	SyncHistory bool // have the messages of the time away pushed
	AutoStart   bool
}
