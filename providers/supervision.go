package providers

import (
	"context"
	"time"

	"seatdeck/app/model"
)

// What a supervisor asks of a back end, each where it has it.
type (
	// SeatLogReader reads the back end's own log of a seat's logins, newest first,
	// page by page; the first page is "". Events: SeatLogSeen, one a page.
	SeatLogReader interface {
		ReadSeatLog(ctx context.Context, seat model.Seat, page string) (Page, error)
	}
	// PanelReader reads the totals that the back end counts. Events: PanelSeen.
	PanelReader interface {
		ReadPanel(ctx context.Context) ([]model.Event, error)
	}
	// StatisticsReader reads what the back end counted on days, both included, each
	// named by its beginning. Events: OfficialSeen.
	StatisticsReader interface {
		ReadStatistics(ctx context.Context, seats []model.Seat, from, to time.Time) ([]model.Event, error)
	}
	// QuotaReader reads what is left of what a company has bought. Events: QuotasSeen.
	QuotaReader interface {
		ReadQuotas(ctx context.Context) ([]model.Event, error)
	}
	// CallbackCounter is a Link that takes callbacks.
	CallbackCounter interface{ Callbacks() model.CallbackCounts }

	// SeatEditor changes what the back end keeps of a seat.
	SeatEditor interface {
		EditSeat(ctx context.Context, seat model.Seat, change model.SeatSettings) error
	}
	// SeatRemover takes a seat out of the back end. It can't be undone.
	SeatRemover interface {
		RemoveSeat(ctx context.Context, seat model.Seat) error
	}
	// SeatImporter takes accounts in as seats, and binds seats to a main account as
	// its sub-accounts.
	SeatImporter interface {
		ImportSeat(ctx context.Context, what model.SeatImport) error
		BindSeats(ctx context.Context, main model.Seat, subs []model.Seat) error
	}
	// SeatFinder finds the seat of a person of the company, by phone or name (the
	// other is ""). Nobody found is "".
	SeatFinder interface {
		FindSeat(ctx context.Context, phone, name string) (remoteID string, err error)
	}
	// CustomerFinder finds a customer by picture and name, and the seats that know
	// one.
	CustomerFinder interface {
		FindCustomer(ctx context.Context, avatar, name string) (remoteID string, err error)
		SeatsOfCustomer(ctx context.Context, customerID, externalID string) ([]model.SeatRef, error)
	}
	// KeywordLister lists words that the back end watches for.
	KeywordLister interface {
		Keywords(ctx context.Context) ([]string, error)
	}
	// TransferCounter tells how many customers of a seat are being handed over.
	TransferCounter interface {
		TransferCount(ctx context.Context, seat model.Seat) (int, error)
	}

	// StaffMessenger sends a text to members of the company, by the company's app.
	StaffMessenger interface {
		MessageStaff(ctx context.Context, to []string, text string) error
	}
	// Robot sends a text by a group robot of WeCom, whose address is a secret.
	Robot interface {
		Send(ctx context.Context, address, text string) error
	}
)
